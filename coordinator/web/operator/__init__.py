"""The operator's door: one module of views for each subject."""

from flask import Blueprint

bp = Blueprint("operator", __name__, url_prefix="/operator")
