"""The plan is over: one neutral closing for whatever others did, byte by byte the same (product.md §4)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Self

from coordinator.consent.ending import Told, closing
from coordinator.database import db
from coordinator.dates import date
from coordinator.directions import said as _
from coordinator.instance import settings
from coordinator.plans.plan import READABLE, Plan
from coordinator.post.letters.blocks import Block, button, facts, p
from coordinator.post.letters.organiser.letter import OrganiserLetter, sample, told_of
from coordinator.post.letters.ways import Plain
from coordinator.post.outbox import Letter as Owed


@dataclass(frozen=True, kw_only=True)
class PlanOverLetter(OrganiserLetter):
    """A goodbye that depends on nothing but which end he may know of."""

    kind: ClassVar[str] = "plan_over"

    told: Told
    readable_until: datetime

    @classmethod
    def compose(cls, owed: Owed) -> Self | None:
        """Read the closing, once it shows; who left himself has read his goodbye on the page."""
        plan, over = db.session.get(Plan, owed.row), closing(owed.row)
        if plan is None or over is None or over.told is Told.OWN:
            return None
        return cls(**told_of(plan), told=over.told, readable_until=over.shows_at + READABLE)

    @classmethod
    def example(cls) -> Self:
        """Return Sam's, after somebody else has ended it."""
        return cls(**sample(), told=Told.OTHERS, readable_until=datetime(2026, 12, 27, 12, 0, tzinfo=UTC))

    @property
    def subject(self) -> str:
        """Say what it is about, without saying it on a lock screen."""
        return _("About your plan")

    @property
    def head(self) -> str:
        """Say it."""
        return {
            Told.OTHERS: _("This plan is over and won’t reopen"),
            Told.ASKED: _("This plan is over and won’t reopen"),
            Told.YEAR: _("Your plan has come to its end"),
            Told.MISSES: _("This plan ends here"),
        }[self.told]

    @property
    def reason(self) -> str:
        """Say as much as he may know."""
        return {
            Told.OTHERS: _("Several people have a say in that. We don’t share who or why."),
            Told.ASKED: _(
                "The person it was about asked to be left out of things with you, and wanted you to know that. "
                "Please leave it there."
            ),
            Told.YEAR: _("A plan lasts a year, and the year is over. There is nothing you need to do."),
            Told.MISSES: _(
                "Three events have gone by without becoming a date in your list. That says nothing about anyone, "
                "and it is where a plan stops."
            ),
        }[self.told]

    @property
    def body(self) -> list[Block]:
        """Return the reason, what to do about a coming date, whom to talk to, and until when the list is readable."""
        until = date(self.readable_until, self.zone)
        return [
            p(self.reason),
            p(_("If a date from here is in your calendar, please take it out and don’t come along.")),
            *_somebody_to_talk_to(),
            p(_("Your own list of dates stays readable until %(day)s, then it is deleted.", day=until)),
            button(_("Your list of dates"), Plain("/history")),
        ]

    @property
    def why(self) -> str:
        """Say that it is the last one."""
        return _("You get this because you had a plan on this site. There will be no other mail about it.")


def _somebody_to_talk_to() -> list[Block]:
    kind = p(_("It’s all right to be sad about it. If it helps to talk to someone:"))
    return [kind, facts(*settings().operator_helplines, _("findahelpline.com, for any country"))]
