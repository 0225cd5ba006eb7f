"""The three things anybody can say to an event; apart from invitations, so that the organiser's side can name them."""

import enum


class Answer(enum.StrEnum):
    """What a guest can say; nothing is preselected and every answer weighs the same."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"
