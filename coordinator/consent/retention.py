"""How long what is kept about guests stays, said once for the page that tells them and the purge that does it (§7)."""

from datetime import timedelta

ADDRESS = timedelta(days=7)  # after the event
ANSWERS = timedelta(days=14)  # after the event; food and notes too
OTHER_GUESTS = timedelta(days=30)  # after the event, with where they were
OTHER_PERSON = timedelta(days=7)  # after the plan is over
