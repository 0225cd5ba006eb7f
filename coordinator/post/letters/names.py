"""The one text of a person's that may stand in a mail header: a name that is nothing else (security.md)."""

from coordinator.text import NotAllowed, clean_name

NEVER = set('"<>@,;:\\()[]=?\r\n')


def is_fit_for_header(name: str) -> bool:
    """Say whether a name may stand in a subject or beside a sender: letters, marks, spaces, and no trick."""
    try:
        return bool(name) and clean_name(name) == name and not NEVER & set(name)
    except NotAllowed:
        return False
