"""The host's door: one module of views for each subject."""

from flask import Blueprint

bp = Blueprint("host", __name__, url_prefix="/host")
