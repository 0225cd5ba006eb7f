"""Calendar bytes, judged by an own strict reader, by `icalendar` and by `dateutil`."""
