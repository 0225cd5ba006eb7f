"""What a friend fills in. Every field is empty at first: guests read her words, never the organiser's (R1)."""

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, RadioField
from wtforms.validators import DataRequired, InputRequired, StopValidation

from coordinator.accounts.account import Account, by_email
from coordinator.consent.report import About
from coordinator.contact import normal_address
from coordinator.fields import Name, Words
from coordinator.instance import settings
from coordinator.plans import answering
from coordinator.plans.favour import Favour
from coordinator.plans.screening import Says
from coordinator.text import NOTE
from coordinator.web.choosing import one_of
from coordinator.words import _l

SAYS = {Says.NO.value: _l("No"), Says.YES.value: _l("Yes"), Says.UNSURE.value: _l("Not sure")}
ABOUT = {
    About.UNKNOWN.value: _l("I don’t know who sent this"),
    About.WORDS.value: _l("Something written here"),
    About.CONTACT.value: _l("I don’t want to hear from someone"),
    About.OTHER.value: _l("Something else"),
}


def _question() -> RadioField:
    return one_of("", _l("Choose one of the three answers."), SAYS)


class QuestionsForm(FlaskForm):
    """Four private questions; what is said is kept nowhere."""

    order = _question()
    alone = _question()
    afraid = _question()
    unhappy = _question()

    def __init__(self, favour: Favour) -> None:
        """Ask by the names the friend knows from the page before."""
        super().__init__()
        names = {"asker": favour.plan.organiser.first_name, "other": favour.plan.other_name}
        self.order.label.text = _(
            "Is there a court order, police warning or other direction about contact between %(asker)s and %(other)s?",
            **names,
        )
        self.alone.label.text = _("Has either asked the other to leave them alone?")
        self.afraid.label.text = _("Was either ever afraid of, threatened, followed or hurt by the other?")
        self.unhappy.label.text = _("Would %(other)s be unhappy to find %(asker)s there?", **names)

    @property
    def speaks_against(self) -> bool:
        """Say whether anything but a no was said anywhere, even where the rest is missing (R10)."""
        said = [field.data for field in (self.order, self.alone, self.afraid, self.unhappy)]
        return self.is_submitted() and any(each in {Says.YES, Says.UNSURE} for each in said)


def _address() -> EmailField:
    return EmailField(
        _l("Your e-mail address"),
        [InputRequired(_l("Type your e-mail address."))],
        description=_l("To sign in with, and shown to the people you invite once it is checked."),
    )


class AddressForm(FlaskForm):
    """An address to sign in with."""

    email = _address()

    def __init__(self, favour: Favour) -> None:
        """Know whose favour it is, so that nobody hosts for themselves."""
        super().__init__()
        self.favour = favour

    def validate_email(self, field: EmailField) -> None:
        """Take an address in its normal form that nobody else's account can be entered by."""
        field.data = normal_address(field.data or "")
        unproved = not settings().mails and by_email(field.data) is not None
        if unproved or not answering.may_host(self.favour, field.data):
            raise StopValidation(
                _("This address can’t be used here. Type another one of yours, or sign in first if it has an account.")
            )


class HostForm(AddressForm):
    """How a host's guests know everybody."""

    name = Name(
        _l("Your name"),
        [DataRequired(_l("Type your name."))],
        description=_l("Your guests read who invites them."),
    )
    organiser_name = Name(_l("The one who asks you"), [DataRequired(_l("Type a name for the one who asks you."))])
    other_name = Name(_l("The other person"), [DataRequired(_l("Type a name for the other person."))])
    email = _address()
    keep = BooleanField(_l("Keep me signed in on this device"))

    def __init__(self, favour: Favour, me: Account | None) -> None:
        """Ask for an address only where nobody is signed in."""
        super().__init__(favour)
        if me is not None:
            del self.email
        if me is not None or settings().mails:
            del self.keep

    @property
    def keeps(self) -> bool:
        """Say whether the browser should stay signed in."""
        return "keep" in self and bool(self.keep.data)


class ReportForm(FlaskForm):
    """Something that is not right, for the operator alone."""

    about = one_of(_l("What is it about?"), _l("Choose what it is about."), ABOUT)
    words = Words(
        _l("In your words, if you like"), most=NOTE, addresses=True, description=_l("You can leave this empty.")
    )
