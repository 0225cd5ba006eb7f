"""What pages are made of: macros, layouts, drawings."""
