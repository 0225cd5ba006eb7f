"""The guest's door: one module of views for each subject."""

from flask import Blueprint

bp = Blueprint("guest", __name__)
