"""What somebody sends who looks for a hole: odd requests, hostile words, too much, too often."""
