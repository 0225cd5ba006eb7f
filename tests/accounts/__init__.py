"""Tests of coordinator/accounts."""
