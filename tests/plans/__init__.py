"""The organiser's side of the rules: asking, answering, ending."""
