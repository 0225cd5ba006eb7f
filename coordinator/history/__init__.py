"""Attendance and shared events: the one place where both sides meet."""
