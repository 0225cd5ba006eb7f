"""One file for each promise; new routes, letters and columns join by themselves."""
