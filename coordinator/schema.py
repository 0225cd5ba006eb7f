"""Every table and what listens to it, imported once, so that the mapping is whole whatever is imported first."""

from coordinator import chores, keys, limits
from coordinator.accounts import account, address_change, challenge, device, known_as, passkey, sign_in
from coordinator.consent import ending, readiness, report, stop, suppression
from coordinator.events import (
    bring,
    calendar_word,
    dates,
    draft,
    event,
    following,
    guest,
    hosting,
    invitation,
    organiser_reply,
    question,
    rest,
)
from coordinator.history import attendance, shared
from coordinator.inbox import received
from coordinator.links import link
from coordinator.plans import favour, plan, screening, waiting
from coordinator.post import outbox

TABLES = (
    chores, keys, limits, account, address_change, challenge, device, known_as, passkey, sign_in, ending, readiness,
    report, stop, suppression, bring, calendar_word, dates, draft, event, following, guest, hosting, invitation,
    organiser_reply, question, rest, attendance, shared, received, link, favour, plan, screening,
    waiting, outbox,
)  # fmt: skip
