"""Letters to whoever has an account."""
