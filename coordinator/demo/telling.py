"""How the demo's stories are told: a day at a time, by the product's own verbs, with the letters of each day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from coordinator import clock
from coordinator.accounts.account import Account
from coordinator.database import db
from coordinator.demo import moving
from coordinator.events import answering
from coordinator.events.event import Event
from coordinator.events.guest import Guest
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Answer, Invitation
from coordinator.plans import answering as favours
from coordinator.plans import asking
from coordinator.plans.favour import Favour, Friend
from coordinator.plans.plan import Plan

ZONE = "Europe/London"
Deliver = Callable[[], None]


class Telling:
    """A story whose days are counted from today; `deliver` sends what is due in between."""

    def __init__(self, deliver: Deliver) -> None:
        """Note which day today is."""
        self.deliver = deliver
        self.today = clock.machine_time()

    def _ask(self, plan: Plan, name: str, address: str, line: str) -> Favour:
        friend = Friend(plan=db.session.get_one(Plan, plan.id), name=name)
        friend.reach_at(address)
        db.session.add(friend)
        db.session.flush()
        return asking.ask(friend.plan, friend, line=line, by_mail=True)

    def _host(self, favour: Favour, email: str, name: str, organiser: str, other: str) -> Hosting:
        account = favours.host_account(email, name, language="en", zone=ZONE)
        account.verified_at = clock.now()
        hosting = favours.accept(favour, account, name=name, organiser_name=organiser, other_name=other)
        hosting.confirm_address()
        self._pass()
        return hosting

    def _say(self, event: Event, name: str, answer: Answer, **more: object) -> None:
        of_event = sa.select(Invitation).join(Invitation.guest).where(Invitation.event_id == event.id)
        invitation = db.session.scalars(of_event.where(Guest.name.startswith(name))).one()
        answering.reply(invitation, answer, **more)  # type: ignore[arg-type]
        db.session.commit()

    def _account(self, email: str, name: str, **may: bool) -> Account:
        account = Account(email=email, name=name, zone=ZONE, verified_at=clock.now(), **may)
        db.session.add(account)
        db.session.flush()
        return account

    def _on(self, days: int, hour: int) -> None:
        """Go to an hour of a day, counted from today, in Sam's zone."""
        moving.put(self._moment(days, hour) - clock.machine_time())

    def _pass(self) -> None:
        db.session.commit()
        self.deliver()

    def _moment(self, days: int, hour: int) -> datetime:
        local = (self.today + timedelta(days=days)).astimezone(ZoneInfo(ZONE))
        return local.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(UTC)

    def _from(self, days: int, hour: int, hours: int) -> dict[str, object]:
        starts = self._moment(days, hour)
        return {"starts_at": starts, "ends_at": starts + timedelta(hours=hours), "zone": ZONE}

    def _month(self, months: int) -> date:
        first = self.today.date().replace(day=1)
        month = first.month - 1 + months
        return first.replace(year=first.year + month // 12, month=month % 12 + 1)
