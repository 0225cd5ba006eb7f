"""The organiser's door: one module of views for each subject."""

from flask import Blueprint

bp = Blueprint("organiser", __name__)
