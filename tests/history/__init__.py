"""Who came, and what both were at."""
