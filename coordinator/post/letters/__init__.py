"""The letters, one frozen dataclass each, by reader; a kind that is not here cannot be sent."""

from coordinator.post.letters.anybody.account_idle import AccountIdleLetter
from coordinator.post.letters.anybody.address_new import AddressNewLetter
from coordinator.post.letters.anybody.address_old import AddressOldLetter
from coordinator.post.letters.anybody.passkey_added import PasskeyAddedLetter
from coordinator.post.letters.anybody.passkey_removed import PasskeyRemovedLetter
from coordinator.post.letters.anybody.sign_in import SignInLetter
from coordinator.post.letters.anybody.test import TestLetter
from coordinator.post.letters.friend.favour import FavourLetter
from coordinator.post.letters.friend.favour_taken_back import FavourTakenBackLetter
from coordinator.post.letters.guest.calendar import CalendarLetter
from coordinator.post.letters.guest.calendar_cancelled import CalendarCancelledLetter
from coordinator.post.letters.guest.called_off import CalledOffLetter
from coordinator.post.letters.guest.changed import ChangedLetter
from coordinator.post.letters.guest.date_chosen import DateChosenLetter
from coordinator.post.letters.guest.day_before import DayBeforeLetter
from coordinator.post.letters.guest.find import FindLetter
from coordinator.post.letters.guest.invitation import InvitationLetter
from coordinator.post.letters.guest.waitlist_offer import WaitlistOfferLetter
from coordinator.post.letters.host.both_ready import BothReadyLetter
from coordinator.post.letters.host.digest import DigestLetter
from coordinator.post.letters.host.failed_addresses import FailedAddressesLetter
from coordinator.post.letters.host.first_answer import FirstAnswerLetter
from coordinator.post.letters.host.plan_over import PlanOverHostLetter
from coordinator.post.letters.host.takes_over import TakesOverLetter
from coordinator.post.letters.host.who_came import WhoCameLetter
from coordinator.post.letters.letter import Letter
from coordinator.post.letters.organiser.called_off import CalledOffOrganiserLetter
from coordinator.post.letters.organiser.changed import ChangedOrganiserLetter
from coordinator.post.letters.organiser.invite_organiser import InviteOrganiserLetter
from coordinator.post.letters.organiser.plan_over import PlanOverLetter

LETTERS: tuple[type[Letter], ...] = (
    InvitationLetter, ChangedLetter, DateChosenLetter, CalledOffLetter, CalendarLetter, CalendarCancelledLetter,
    DayBeforeLetter, WaitlistOfferLetter, FindLetter,
    FavourLetter, FavourTakenBackLetter,
    FirstAnswerLetter, DigestLetter, WhoCameLetter, FailedAddressesLetter, BothReadyLetter, PlanOverHostLetter,
    TakesOverLetter,
    InviteOrganiserLetter, ChangedOrganiserLetter, CalledOffOrganiserLetter, PlanOverLetter,
    SignInLetter, PasskeyAddedLetter, PasskeyRemovedLetter, AccountIdleLetter, AddressOldLetter, AddressNewLetter,
    TestLetter,
)  # fmt: skip
KINDS = {letter.kind: letter for letter in LETTERS}
