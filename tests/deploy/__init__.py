"""What lies in deploy/ does what its comments say, on a machine that has the programs for it."""
