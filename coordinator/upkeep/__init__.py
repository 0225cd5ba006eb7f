"""Keeping an instance well: the doctor, copies, the way back, another database, and numbers for a monitor."""
