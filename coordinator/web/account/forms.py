"""What can be filled in about one's own account."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectField, ValidationError
from wtforms.validators import DataRequired, InputRequired

from coordinator.accounts.account import Account
from coordinator.contact import normal_address
from coordinator.fields import Name
from coordinator.languages import LANGUAGES
from coordinator.web.choosing import choices, one_of
from coordinator.web.zones import zone_choices


class AccountForm(FlaskForm):
    """How somebody is called, and how letters speak to them."""

    name = Name(_l("Your name"), [DataRequired(_l("Type the name your friends know you by."))])
    language = SelectField(_l("Language of letters"), choices=choices({code: name for code, name, _way in LANGUAGES}))
    zone = SelectField(_l("Time zone"))

    def __init__(self, me: Account) -> None:
        """Show what is kept, and say who reads the name."""
        super().__init__(obj=me)
        self.zone.choices = zone_choices(me.zone)
        if me.may_organise:
            self.name.description = _(
                "Friends read it when you ask them a favour. Guests read what the host calls you."
            )


class AddressForm(FlaskForm):
    """Another address to sign in with."""

    email = EmailField(_l("New e-mail address"), [InputRequired(_l("Type the new address."))])

    def __init__(self, me: Account) -> None:
        """Know the present address."""
        super().__init__()
        self.me = me

    def validate_email(self, field: EmailField) -> None:
        """Bring the address to its normal form; nothing is said of whose it is."""
        field.data = normal_address(field.data or "")
        if field.data == self.me.email:
            raise ValidationError(_("That’s the address you have."))


class DeletionForm(FlaskForm):
    """Whether to delete the account."""

    delete = one_of(
        _l("What would you like?"),
        _l("Choose one of the two."),
        {"yes": _l("Delete my account"), "no": _l("Keep it for now")},
    )
