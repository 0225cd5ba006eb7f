"""Whose words lie in which column. A new text column has to be written down here, or the build fails."""

import enum

import sqlalchemy as sa

from coordinator.database import Moment


class Owner(enum.Enum):
    """Who types what lies in a column."""

    ORGANISER = "organiser"  # no guest ever reads it (R1)
    ACCOUNT = "account"  # whoever signs in, Sam too: no guest reads Sam's
    HOST = "host"  # guests read it, and Sam what is published
    GUEST = "guest"  # the host reads it, Sam never (R3)
    FRIEND = "friend"
    OPERATOR = "operator"
    SITE = "site"  # made by the program: ids, hashes, kinds of letters


OWNERS = {
    "account.email": Owner.ACCOUNT,
    "account.name": Owner.ACCOUNT,
    "account.language": Owner.ACCOUNT,
    "account.zone": Owner.ACCOUNT,
    "address_change.id": Owner.SITE,
    "address_change.email": Owner.ACCOUNT,
    "address_change.fingerprint": Owner.SITE,
    "known_as.fingerprint": Owner.SITE,
    "plan_wait.fingerprint": Owner.SITE,
    "chore.name": Owner.SITE,
    "key_mark.name": Owner.SITE,
    "key_mark.mark": Owner.SITE,
    "device.id": Owner.SITE,
    "device.label": Owner.ACCOUNT,  # a browser's name from a closed list
    "passkey.name": Owner.ACCOUNT,
    "passkey.host": Owner.SITE,
    "sign_in.id": Owner.SITE,
    "sign_in.email": Owner.ACCOUNT,
    "sign_in.place": Owner.SITE,
    "sign_in.next": Owner.ACCOUNT,
    "plan.other_name": Owner.ORGANISER,
    "friend.name": Owner.ORGANISER,
    "friend.address": Owner.ORGANISER,
    "friend.fingerprint": Owner.SITE,
    "favour.public_id": Owner.SITE,
    "favour.line": Owner.ORGANISER,
    "hosting.public_id": Owner.SITE,
    "hosting.name": Owner.HOST,
    "hosting.organiser_name": Owner.HOST,
    "hosting.other_name": Owner.HOST,
    "hosting.address": Owner.HOST,
    "hosting.language": Owner.HOST,
    "hosting.zone": Owner.HOST,
    "event.public_id": Owner.SITE,
    "event.uid": Owner.SITE,
    "event.title": Owner.HOST,
    "event.note": Owner.HOST,
    "event.zone": Owner.HOST,
    "event.place": Owner.HOST,
    "event.address": Owner.HOST,
    "event.was_place": Owner.HOST,
    "event.vevent": Owner.HOST,  # title, place and note once more, as calendars read them
    "event.vevent_zone": Owner.HOST,
    "event_draft.typed": Owner.HOST,
    "cancellation.words": Owner.HOST,
    "question.words": Owner.HOST,
    "bring_item.name": Owner.HOST,
    "guest.public_id": Owner.SITE,
    "guest.name": Owner.HOST,  # and the guest, who corrects it
    "guest.address": Owner.HOST,
    "guest.fingerprint": Owner.SITE,
    "guest.language": Owner.GUEST,
    "guest.zone": Owner.GUEST,
    "invitation.public_id": Owner.SITE,
    "invitation.calendar_address": Owner.GUEST,
    "reply.food": Owner.GUEST,
    "calendar_word.comment": Owner.GUEST,
    "calendar_word.said_as": Owner.GUEST,
    "question_answer.words": Owner.GUEST,
    "stop.receipt_hash": Owner.SITE,
    "stop.fingerprint": Owner.SITE,
    "suppression.fingerprint": Owner.SITE,
    "report.code": Owner.SITE,
    "report.words": Owner.GUEST,  # or a friend's or a host's; the operator alone reads it
    "use.whose": Owner.SITE,
    "link.token_hash": Owner.SITE,
    "received.digest": Owner.SITE,
    "letter.kind": Owner.SITE,
    "letter.subject": Owner.SITE,
    "letter.reason": Owner.SITE,
    "letter.queue": Owner.SITE,
    "letter.trouble": Owner.SITE,
}

# Text of no fixed length, each with its reason.
UNBOUNDED = {
    "event.vevent": "written from the event's own columns, which are bounded each, escaped and folded",
    "event_draft.typed": "the host's own form as it stands, from fields that are bounded each; nobody else reads it",
}

# All that is kept of a person who was invited, by table. Whoever adds a column says here why a person has to have it.
ABOUT_A_GUEST = {
    "guest": {
        "id", "public_id", "hosting_id", "name", "role", "address", "fingerprint", "language", "zone",
        "wants_calendar_mail", "named_by_guest", "chose_language", "bounced_at", "created_at",
    },
    "invitation": {
        "id", "public_id", "event_id", "guest_id", "invited_at", "mailed_at", "linked_at", "withdrawn_at",
        "calendar_address", "calendar_steps", "wants_note", "change_letters", "waiting_since", "offered_until",
    },
    "reply": {"invitation_id", "answer", "party", "food", "author", "at", "set_aside_at"},
    # What their own calendar said: of which date, since when, as whom, and in which words.
    "calendar_word": {"invitation_id", "sort", "sequence", "said_at", "answer", "starts_at", "comment", "said_as"},
    "question_answer": {"question_id", "invitation_id", "words"},
    "date_vote": {"option_id", "invitation_id", "could"},
    "bring_item": {"id", "event_id", "name", "invitation_id"},
    "attendance": {"event_id", "guest_id", "came", "marked_at", "disputed_at", "hidden_at"},
    "stop": {
        "id", "plan_id", "guest_id", "receipt_hash", "fingerprint", "host_may_know", "organiser_may_know",
        "nothing_from_here", "at", "undone_at",
    },
}  # fmt: skip


def text_columns(tables: sa.MetaData) -> dict[str, sa.Column[object]]:
    """Return every column that holds words: neither a number, a day, a moment, a key nor one of a closed list."""
    return {
        f"{table.name}.{column.name}": column
        for table in tables.sorted_tables
        for column in table.columns
        if not isinstance(column.type, (sa.Integer, sa.Boolean, sa.Date, sa.DateTime, Moment, sa.Enum, sa.LargeBinary))
    }


def owned_by(*owners: Owner) -> list[str]:
    """Return the columns that some people type."""
    return sorted(name for name, owner in OWNERS.items() if owner in owners)
