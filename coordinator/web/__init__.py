"""The doors: what each sort of reader can ask for, and the look they share."""
