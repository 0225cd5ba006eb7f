"""What in each table is a wish that outlives a way back to an older copy, and what comes back as it was copied (R10).

Every table and every column has its place here, or the build fails. Whoever adds one asks: if an operator goes back to
a copy from before somebody did this, would it mean more contact, more access, or words back that were taken away?
"""

from collections.abc import Callable
from typing import Any

from coordinator.events.answer import Answer
from coordinator.events.dates import Could
from coordinator.plans.favour import FavourSays
from coordinator.plans.screening import Outcome

Row = dict[str, Any]

# A row that went since stays gone: it was deleted, taken off a list, signed out or purged. It is told by its key and by
# something that is never given twice, as a number may be.
DELETED = {
    "account": "created_at", "plan": "created_at", "friend": "created_at", "favour": "public_id",
    "hosting": "public_id", "event": "public_id", "event_draft": "hosting_id", "guest": "public_id",
    "invitation": "public_id", "link": "token_hash", "attendance": "guest_id", "reply": "invitation_id",
    "date_option": "starts_at", "date_vote": "invitation_id", "question": "position", "bring_item": "event_id",
    "question_answer": "invitation_id", "calendar_word": "invitation_id", "reflection": "conduct",
    "guest_readiness": "plan_id", "organiser_readiness": "plan_id", "passkey": "credential_id",
}  # fmt: skip

# A row that came since is added: its being there means less contact, or that something counts as done. A plan, a friend
# and a question are, so that no copy lets an organiser ask anew; no link to them and no letter about them comes along.
ADDED: dict[str, Callable[[Row], bool]] = {
    "plan": lambda _row: True,
    "friend": lambda _row: True,
    "favour": lambda _row: True,
    "suppression": lambda _row: True,
    "known_as": lambda _row: True,
    "stop": lambda _row: True,
    "cancellation": lambda _row: True,
    "report": lambda _row: True,
    "received": lambda _row: True,
    "use": lambda _row: True,
    "spent_challenge": lambda _row: True,
    "screening": lambda row: row["outcome"] is Outcome.NOT_NOW,
}

# A row takes the place of the copied one, or is added: these say no, or what an end may tell.
REPLACED: dict[str, Callable[[Row], bool]] = {
    "ending": lambda _row: True,
    "closing": lambda _row: True,
    "rest": lambda _row: True,
    "plan_wait": lambda _row: True,
    "favour_answer": lambda row: row["says"] is not FavourSays.HOST,
    "reply": lambda row: row["answer"] is not Answer.YES,
    "organiser_reply": lambda row: row["answer"] is not Answer.YES,
    "date_vote": lambda row: row["could"] is Could.NO,
}

# What was set since stays set.
SET = {
    "account": ("verified_at", "gone_at"),
    "favour": ("withdrawn_at",),
    "hosting": ("stepped_back_at",),
    "guest": ("bounced_at",),
    "invitation": ("withdrawn_at", "mailed_at"),
    "attendance": ("disputed_at", "hidden_at"),
    "link": ("revoked_at",),
    "report": ("closed_at",),
}
# What was emptied or switched off since stays so.
EMPTIED = {
    "account": ("is_active", "may_organise", "is_operator", "idle_notice_at"),
    "plan": ("is_open", "other_name"),
    "friend": ("name", "address", "fingerprint"),
    "favour": ("line",),
    "hosting": ("cohost_account_id", "reply_to", "address", "checked_at"),
    "guest": ("address", "fingerprint", "wants_calendar_mail"),
    "invitation": ("calendar_address", "wants_note", "waiting_since", "offered_until"),
    "reply": ("food",),
    "bring_item": ("invitation_id",),
    "attendance": ("came",),
}
# Of what is counted, the larger number stands: letters and tries that are used up, and what others have heard of.
COUNTED = {
    "event": ("sequence",),
    "invitation": ("change_letters", "calendar_steps"),
    "organiser_reply": ("changes",),
    "passkey": ("sign_count",),
    "link": ("version",),
}
# What somebody chose of themselves stands as it was chosen last, where the first of each says that somebody did.
CHOSEN = {
    "account": ("email", "email", "name"),
    "guest": ("named_by_guest", "name", "named_by_guest"),
}

# Nothing of these is kept: a browser that was signed out since must not come back, nor a button that was refused.
DROPPED = ("device", "sign_in", "address_change")
# Settled in code: letters (carrying.py), what both were at (history/shared.py), what the instance notes of itself.
SETTLED = ("letter", "shared_event", "chore", "key_mark")

# What a way back is for: these come back as they were copied.
COPIED = {
    "account": "id language zone passkey_handle created_at",
    "passkey": "id account_id credential_id public_key host name made_on used_on",
    "plan": "id organiser_id parted created_at",
    "friend": "id plan_id created_at",
    "favour": "id public_id plan_id friend_id is_mailed asked_at goes_at",
    "hosting": "id public_id plan_id account_id favour_id name organiser_name other_name language zone accepted_at",
    "event": "id public_id uid hosting_id plan_id kind title note starts_at ends_at zone place address sort capacity "
    "party_most answer_by created_at revised_at moved_at was_starts_at was_place published_at vevent vevent_zone",
    "event_draft": "hosting_id typed saved_at",
    "guest": "id public_id hosting_id role language zone chose_language created_at",
    "invitation": "id public_id event_id guest_id invited_at linked_at",
    "reply": "invitation_id answer party author at set_aside_at",
    "organiser_reply": "event_id answer at set_aside_at",
    "date_option": "id event_id starts_at ends_at",
    "date_vote": "option_id invitation_id could",
    "question": "id event_id position words asks",
    "question_answer": "question_id invitation_id words",
    "bring_item": "id event_id name",
    "calendar_word": "invitation_id sort sequence said_at answer starts_at comment said_as",
    "attendance": "event_id guest_id marked_at",
    "reflection": "shared_event_id conduct",
    "guest_readiness": "plan_id at",
    "organiser_readiness": "plan_id at",
    "link": "id purpose subject_id token_hash created_at expires_at",
    "report": "id code plan_id about words at",
    "suppression": "id fingerprint scope plan_id month",
    "stop": "id plan_id guest_id receipt_hash fingerprint host_may_know organiser_may_know nothing_from_here at "
    "undone_at",
    "cancellation": "event_id words at",
    "received": "digest outcome at",
    "use": "id whose counts_until",
    "spent_challenge": "digest spent_at",
    "screening": "id account_id outcome month",
    "ending": "plan_id cause at",
    "closing": "plan_id told shows_at",
    "known_as": "fingerprint account_id",
    "plan_wait": "fingerprint until",
    "rest": "plan_id unmet since counted_until",
    "favour_answer": "favour_id says at undone_at",
}
