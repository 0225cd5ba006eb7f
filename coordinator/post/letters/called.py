"""What the operator reads for each kind of letter, as a key of the code is no word."""

from coordinator.words import _l

CALLED = {
    "invitation": _l("Invitation"),
    "changed": _l("New date or place"),
    "date_chosen": _l("The day is chosen"),
    "called_off": _l("Called off"),
    "calendar": _l("Calendar invitation"),
    "calendar_cancelled": _l("Out of the calendar"),
    "day_before": _l("Note the day before"),
    "waitlist_offer": _l("A place is free"),
    "find": _l("Link found again"),
    "favour": _l("Favour"),
    "favour_taken_back": _l("Favour taken back"),
    "first_answer": _l("First answer"),
    "digest": _l("New answers"),
    "who_came": _l("Who came?"),
    "failed_addresses": _l("Not arrived"),
    "both_ready": _l("Both ready, to a host"),
    "plan_over_host": _l("Plan over, to a host"),
    "takes_over": _l("Hosting alone now"),
    "invite_organiser": _l("Invitation to organise"),
    "changed_organiser": _l("New date or place, to an organiser"),
    "called_off_organiser": _l("Called off, to an organiser"),
    "plan_over": _l("Plan over, to an organiser"),
    "sign_in": _l("Sign in"),
    "passkey_added": _l("New passkey"),
    "passkey_removed": _l("Passkey removed"),
    "account_idle": _l("Idle account"),
    "address_old": _l("Another address, to the present one"),
    "address_new": _l("Another address, to the new one"),
    "test": _l("Test mail"),
}


def called(kind: str) -> str:
    """Return what a kind of letter is called; one that this version no longer knows keeps its key."""
    return CALLED.get(kind, kind)
