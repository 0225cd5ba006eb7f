"""The organiser's words: plans, friends, favours, screening and the pace of them."""
