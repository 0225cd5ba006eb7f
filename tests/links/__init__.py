"""Tests of coordinator/links."""
