"""Capability links: one link is one person and one purpose."""
