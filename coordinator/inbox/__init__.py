"""Mail that comes in: calendars that answer, and news of letters that did not arrive. All else is counted, not kept."""
