"""Letters: what they say, how they travel, and what happens when they do not arrive."""
