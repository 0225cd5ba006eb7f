"""The web, by who stands at the door: guest, friend, host, organiser, operator, anybody."""
