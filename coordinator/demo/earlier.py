"""A plan that ran its year before Sam's began, with every turn one can take, so that every letter there is was sent.

By the time the demo begins all that was kept of it has been deleted, as promised; its letters lie in the mailbox.
"""

from datetime import timedelta

from coordinator import clock, leaving, operating
from coordinator.accounts import address_change, sign_in
from coordinator.accounts import inviting as accounts
from coordinator.accounts.account import Account, by_email
from coordinator.consent import finding, readiness
from coordinator.database import db
from coordinator.demo.mailbox import NOWHERE
from coordinator.demo.telling import ZONE, Telling
from coordinator.events import book, calendar_letter, dates, inviting, news, organiser_reply, planning
from coordinator.events.event import Event
from coordinator.events.guest import Role
from coordinator.events.hosting import Hosting
from coordinator.events.invitation import Answer, Invitation
from coordinator.events.kinds import Kind, Sort
from coordinator.events.outline import Outline, Span
from coordinator.history import marking
from coordinator.plans import cohosting, screening
from coordinator.plans import plan as plans
from coordinator.post.outbox import owe

# Who reads in which language; Wim's address is nobody's.
GUESTS = {"Elif": "de", "Marta": "es", "Manon": "fr", "Nadia": "ar", "Wim": "en"}


class Earlier(Telling):
    """The story of Ines, who hoped to be on friendly terms with Jonas again, and of Ravi, who hosted."""

    def tell(self) -> None:
        """Go through Ines's year."""
        self._jo_opens_the_site()
        self._ines_begins()
        hosting = self._ravi_says_yes()
        self._a_quiz_with_every_turn(hosting)
        self._met(hosting, Kind.WALK, "Along the canal", -449)
        self._met(hosting, Kind.PICNIC, "Picnic on the hill", -420)
        self._both_are_ready()
        self._a_film_that_is_called_off(hosting)
        self._jun_takes_over(hosting)
        self._a_year_is_over()

    def _jo_opens_the_site(self) -> None:
        """Try the mail and make Ines an account."""
        self._on(-505, 10)
        jo = self._account("jo@ground.example", "Jo Lindqvist", is_operator=True)
        owe("test", f"account:{jo.id}", reason=operating.minute())
        accounts.invite("ines@duarte.example", "Ines Duarte")
        self._pass()

    def _ines_begins(self) -> None:
        """Sign in, start a plan, and ask two friends, one of them by mistake."""
        self._on(-504, 19)
        sign_in.ask("ines@duarte.example", "demo", "")
        self._pass()
        self.ines = by_email("ines@duarte.example") or Account()
        self.ines.verified_at, self.ines.zone = clock.now(), ZONE
        address_change.ask(self.ines, "ines@quinta.example")  # which she thinks better of
        self._pass()
        screening.record(self.ines.id, screening.Outcome.CLEAR)
        self.plan = plans.start(self.ines, "Jonas", self._month(-24))
        self._on(-502, 18)
        self.to_ravi = self._ask(self.plan, "Ravi", "ravi@menon.example", "You know everybody, and they like you.")
        to_wanda = self._ask(self.plan, "Wanda", "wanda@lis.example", "You were there from the beginning.")
        self._pass()
        self._on(-501, 12)
        to_wanda.withdraw()
        self._pass()

    def _ravi_says_yes(self) -> Hosting:
        """Host, and write down everybody with their address and their language."""
        hosting = self._host(self.to_ravi, "ravi@menon.example", "Ravi Menon", organiser="Ines", other="Jonas")
        book.write_down(hosting, GUESTS)
        db.session.flush()
        db.session.refresh(hosting)
        self._addresses(hosting)
        return hosting

    def _addresses(self, hosting: Hosting, but: str = "") -> None:
        """Write the guests' addresses down, which are deleted after each event."""
        for guest in hosting.guests:
            if guest.name in {*GUESTS, "Jonas"} - {but}:
                guest.reach_at(f"{guest.name.lower()}@{NOWHERE if guest.name == 'Wim' else 'posteo.example'}")
                guest.language = GUESTS.get(guest.name, "en")

    def _a_quiz_with_every_turn(self, hosting: Hosting) -> None:
        """Choose the day together, move to another place, fill up, make room, meet, and mark who came."""
        self._on(-495, 18)
        event = self._publish(hosting, Kind.QUIZ, "Quiz at the Lock House", -478, -477, capacity=6)
        self._on(-494, 12)
        self._pass()  # Ravi reads that one letter did not arrive, and sends that link himself
        wim = _of(event, "Wim")
        wim.guest.reach_at(None)
        inviting.make_link(wim)
        dates.pick(event, event.options[0])
        self._pass()
        self._on(-490, 12)
        self._answers(event)
        self._wishes(event)
        finding.ask("elif@posteo.example")
        self._pass()
        self._on(-489, 12)
        self._say(event, "Wim", Answer.NO)
        self._on(-488, 10)
        self._pass()  # the answers since, in one letter
        self._moves(event)
        self._makes_room(event)
        self._on(-479, 13)
        self._pass()  # the note of the day before
        self._came(event, -477)

    def _answers(self, event: Event) -> None:
        """Let four guests take the places there are."""
        for name in ("Jonas", "Marta", "Manon", "Nadia"):
            self._say(event, name, Answer.YES)
        organiser_reply.reply(event, Answer.YES)

    def _wishes(self, event: Event) -> None:
        """Let two guests wish for the date by mail, and one of them for a note the day before."""
        for name in ("Jonas", "Marta"):
            calendar_letter.ask(_of(event, name), f"{name.lower()}@posteo.example", note=name == "Jonas")

    def _moves(self, event: Event) -> None:
        """Move to another place; everybody is asked once more and says yes again."""
        news.move(
            event,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            zone=ZONE,
            place="The Boat Yard, upstairs",
            address="3 Wharf Lane, Bristol",
            sort=Sort.PUBLIC,
        )
        self._pass()
        self._on(-487, 12)
        self._answers(event)
        self._say(event, "Elif", Answer.YES)  # after the others, so she waits for a place
        self._pass()

    def _makes_room(self, event: Event) -> None:
        """Let Nadia give up her place, Elif take it, and Ravi take Marta off the list, who moved away."""
        self._on(-486, 12)
        self._say(event, "Nadia", Answer.NO)
        self._pass()
        self._say(event, "Elif", Answer.YES)
        self._on(-485, 12)
        inviting.withdraw(_of(event, "Marta"))
        self._pass()

    def _met(self, hosting: Hosting, kind: Kind, title: str, day: int) -> None:
        """Hold an event to which Ravi sent everybody their link himself."""
        self._on(day - 14, 18)
        event = self._publish(hosting, kind, title, day, by_mail=False)
        self._say(event, "Jonas", Answer.YES)
        organiser_reply.reply(event, Answer.YES)
        self._pass()
        self._came(event, day + 1)

    def _came(self, event: Event, morning: int) -> None:
        """Mark who came, the morning after; three days later it is settled."""
        self._on(morning, 10)
        self._pass()
        for guest in marking.lines(event):
            if guest.name in {"Ines", "Jonas", "Manon"}:
                marking.mark(event, guest, came=True)
        self._on(morning + 3, 12)
        self._pass()

    def _both_are_ready(self) -> None:
        """Let both tick that they would talk; only Ravi reads it."""
        readiness.say(readiness.GuestReadiness, self.plan.id, ready=True)
        readiness.say(readiness.OrganiserReadiness, self.plan.id, ready=True)
        self._pass()

    def _a_film_that_is_called_off(self, hosting: Hosting) -> None:
        """Invite once more, and call it off."""
        self._on(-404, 18)
        self._addresses(hosting, but="Wim")
        event = self._publish(hosting, Kind.FILM, "A film in the old baths", -390)
        self._on(-394, 12)
        news.call_off(event, "The projector is broken, sorry all. Another time.")
        self._pass()

    def _jun_takes_over(self, hosting: Hosting) -> None:
        """Let Jun host along, and Ravi delete his account."""
        self._on(-380, 12)
        ravi = db.session.get_one(Account, hosting.account_id)
        cohosting.share(hosting, ravi, "jun@ito.example", "Jun Ito")
        db.session.get_one(Account, hosting.cohost_account_id).verified_at = clock.now()
        leaving.leave(ravi)
        self._pass()

    def _a_year_is_over(self) -> None:
        """Let the plan come to its end by itself, and what was kept of it, and of whoever used it, be deleted."""
        for day, hour in ((-138, 11), (-138, 12), (-107, 12)):
            self._on(day, hour)
            self._pass()

    def _publish(
        self, hosting: Hosting, kind: Kind, title: str, *days: int, capacity: int = 12, by_mail: bool = True
    ) -> Event:
        """Publish an event on the first of some days to choose from, and invite everybody."""
        starts = [self._moment(day, 18) for day in days]
        outline = Outline(
            kind=kind,
            title=title,
            note="Come for an hour or for all of it. Whoever knows nothing is welcome too.",
            spans=tuple(Span(each, each + timedelta(hours=3)) for each in starts),
            zone=ZONE,
            place="The Lock House",
            address="1 Wharf Lane, Bristol",
            sort=Sort.PUBLIC,
            capacity=capacity,
        )
        event = planning.publish(hosting, outline)
        invitations = [inviting.invite(event, guest) for guest in hosting.guests]
        for invitation in invitations:
            if by_mail and invitation.guest.address:
                inviting.mail(invitation)
            elif invitation.guest.role is not Role.ORGANISER:  # who answers on his own page
                inviting.make_link(invitation)
        self._pass()
        return event


def _of(event: Event, name: str) -> Invitation:
    return next(each for each in event.invitations if each.guest.name == name)
