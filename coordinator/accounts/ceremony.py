"""Making a passkey and signing in with one, as browsers do it (WebAuthn Level 2 §7).

The host name and the origin are those of the public address, never those of a request. Import this where it is needed:
what it stands on takes 6 MiB and 80 ms that most requests and commands do not need.
"""

from typing import Any

import sqlalchemy as sa
import webauthn
from sqlalchemy.orm import contains_eager
from webauthn.helpers import (
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from coordinator import clock
from coordinator.accounts import challenge
from coordinator.accounts.account import Account
from coordinator.accounts.challenge import NotProved
from coordinator.accounts.passkey import LONGEST_ID, MOST, Passkey, of, tell
from coordinator.database import db, insert_once, write_first
from coordinator.errors import Enough, Refused
from coordinator.instance import settings
from coordinator.words import _l

SITE = "Common Ground"
PATIENCE = int(challenge.LIFE.total_seconds() * 1000)  # milliseconds
MUST = UserVerificationRequirement.REQUIRED
ON_THE_DEVICE = AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.REQUIRED, user_verification=MUST)
# What the package raises for an answer that is none.
MALFORMED = (WebAuthnException, ValueError, LookupError, TypeError, AttributeError, RecursionError)


class NotMade(Refused):
    """What the browser sent is no passkey for this account."""

    status = 422
    sentence = _l("The passkey couldn’t be kept. Please try once more.")


def creation_options(account: Account, browser: str) -> dict[str, Any]:
    """Return what a browser needs to make a passkey for an account; raises `Enough`."""
    known = _with_room(account)
    options = webauthn.generate_registration_options(
        rp_id=settings().host,
        rp_name=SITE,
        user_id=account.passkey_handle,
        user_name=account.email,
        user_display_name=account.name or account.email,
        challenge=challenge.make(_making(account, browser)),
        timeout=PATIENCE,
        authenticator_selection=ON_THE_DEVICE,
        exclude_credentials=_named(known),
    )
    return options_to_json_dict(options)


def add(account: Account, name: str, answer: str, browser: str) -> None:
    """Keep the passkey that a browser made, and tell its owner; raises `NotMade`, `TookTooLong`, `Enough`."""
    try:
        credential = parse_registration_credential_json(answer)
        signed = _spent(credential.response.client_data_json, _making(account, browser))
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=signed,
            expected_rp_id=settings().host,
            expected_origin=settings().origin,
            require_user_verification=True,
        )
    except (NotProved, *MALFORMED):
        raise NotMade from None
    write_first(f"passkeys {account.id}")
    _with_room(account)
    row = {
        "account_id": account.id,
        "credential_id": made.credential_id,
        "public_key": made.credential_public_key,
        "sign_count": made.sign_count,
        "name": name,
    }
    fits = len(made.credential_id) <= LONGEST_ID
    number = db.session.scalar(insert_once(Passkey).values(row).returning(Passkey.id)) if fits else None
    if number is None:  # too long, or somebody's already
        raise NotMade
    tell(account, "passkey_added", number)


def request_options(browser: str, account: Account | None = None) -> dict[str, Any]:
    """Return what a browser needs to ask for a passkey: any, so that nobody is named, or one of `account`'s own."""
    options = webauthn.generate_authentication_options(
        rp_id=settings().host,
        challenge=challenge.make(_entering(account, browser)),
        timeout=PATIENCE,
        allow_credentials=_named(of(account.id)) if account else None,
        user_verification=MUST,
    )
    return options_to_json_dict(options)


def prove(answer: str, browser: str, account: Account | None = None) -> Account:
    """Return whose passkey an answer proves, of `account` alone if it is given; raises `NotProved`, `TookTooLong`."""
    try:
        credential = parse_authentication_credential_json(answer)
        signed = _spent(credential.response.client_data_json, _entering(account, browser))
        passkey = _known(credential, account)
        done = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=signed,
            expected_rp_id=settings().host,
            expected_origin=settings().origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except MALFORMED:
        raise NotProved from None
    passkey.sign_count, passkey.used_on = done.new_sign_count, clock.now().date()
    return passkey.account


def _spent(client_data: bytes, whose: str) -> bytes:
    """Return the challenge that was answered, used up now."""
    signed = parse_client_data_json(client_data).challenge
    challenge.spend(signed, whose)
    return signed


def _known(credential: AuthenticationCredential, account: Account | None) -> Passkey:
    """Return the passkey of an answer, if it belongs to an account that may sign in, and to `account` if given.

    The device names the account by its handle; only one that was asked for by name may leave it out (§7.2, step 6).
    """
    handle = credential.response.user_handle or (account.passkey_handle if account else b"")
    its = (Passkey.credential_id == credential.raw_id) & (Passkey.host == settings().host)
    whose = Account.is_active & (Account.passkey_handle == handle)
    if account:
        whose &= Account.id == account.id
    found = sa.select(Passkey).join(Passkey.account).where(its, whose).options(contains_eager(Passkey.account))
    passkey = db.session.scalar(found)
    if passkey is None:
        raise NotProved
    return passkey


def _with_room(account: Account) -> list[Passkey]:
    """Return an account's passkeys while there may be one more; raises `Enough`."""
    known = of(account.id)
    if len(known) >= MOST:
        raise Enough
    return known


def _named(known: list[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=each.credential_id) for each in known if each.works_here]


def _making(account: Account, browser: str) -> str:
    return f"made for {account.id} in {browser}"


def _entering(account: Account | None, browser: str) -> str:
    return f"entering {account.id if account else 'any account'} in {browser}"
