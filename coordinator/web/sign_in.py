"""Signing in by mailed link or code."""

from flask import Blueprint

bp = Blueprint("sign_in", __name__)
