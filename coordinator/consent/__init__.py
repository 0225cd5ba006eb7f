"""What people say about being together at all: stops, endings, suppression, readiness, what is stored."""
