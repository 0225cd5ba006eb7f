"""Tests of coordinator/consent."""
