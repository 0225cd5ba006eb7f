"""The friend's door: one module of views for each subject."""

from flask import Blueprint

bp = Blueprint("friend", __name__)
