"""The invitation itself, in every state it can be in."""

from flask import render_template

from coordinator.events.card import Card
from coordinator.web.guest import bp, who, zone
from coordinator.web.guest.forms import AnswerForm, DatesForm


@bp.get("")
def invitation(public_id: str) -> str:
    """Show an invitation to the person it belongs to."""
    return page(who.invited(public_id))


def page(card: Card, form: AnswerForm | DatesForm | None = None) -> str:
    """Return the invitation's page, with what was typed where a form came back."""
    if form is None and card.is_open:
        form = DatesForm(card) if card.is_poll else AnswerForm(card)
    drawing = "umbrella" if card.is_called_off else card.kind.value
    return render_template(
        "guest/called_off.html" if card.is_called_off else "guest/invitation.html",
        card=card,
        form=form,
        reader_zone=zone.of_reader(card),
        kind=card.kind.value,
        drawing=drawing,
        width="" if card.is_called_off else "wide split",
    )
