"""Starting a plan: what to expect, one question a screen, a month, a name, and a night's sleep (product.md §3)."""

from datetime import date, datetime, timedelta

from flask import redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from coordinator import clock
from coordinator.database import db
from coordinator.instance import pace
from coordinator.plans import plan as plans
from coordinator.plans import record as records
from coordinator.plans import screening
from coordinator.plans.screening import Outcome, Says
from coordinator.plans.term import close_if_due, end_of
from coordinator.web import visitor
from coordinator.web.organiser import bp
from coordinator.web.organiser.forms import MonthForm, NameForm, QuestionForm
from coordinator.web.organiser.outlook import is_tomorrow

PASSED = "start"  # session key: how many questions were passed; what was answered is kept nowhere
PARTED = "parted"
QUESTIONS = 4
Page = str | Response | tuple[str, int]


@bp.get("/start")
def start() -> Page:
    """Say what to expect, or until when there is to be no new plan."""
    return _closed() or render_template("organiser/start/expect.html", drawing="stones", days=pace().plan_days)


@bp.get("/start/<int:number>")
@bp.post("/start/<int:number>")
def question(number: int) -> Page:
    """Ask one question; anything but a clear no ends it here, whichever question was sent first."""
    form = QuestionForm()
    if closed := _closed():
        return closed
    fits = 1 <= number <= QUESTIONS
    said = form.answer.data if fits and form.validate_on_submit() else None
    if said in {Says.YES, Says.UNSURE}:
        return _not_now()
    if not fits or number > _passed() + 1:
        return redirect(url_for("organiser.question", number=min(_passed() + 1, QUESTIONS)), 303)
    if said == Says.NO:
        session[PASSED] = max(_passed(), number)
        return redirect(_after(number), 303)
    page = render_template("organiser/start/question.html", form=form, number=number, of=QUESTIONS + 1)
    return page, 422 if form.errors else 200


@bp.get("/start/month")
@bp.post("/start/month")
def month() -> Page:
    """Ask for the month they parted; two months have to lie in between."""
    if elsewhere := _closed() or _skipped():
        return elsewhere
    form = MonthForm()
    if form.validate_on_submit():
        until = plans.possible_from(visitor.me(), form.parted)
        if until is not None:
            return render_template("organiser/start/wait.html", until=until, parted=True, drawing="bench"), 409
        session[PARTED] = form.parted.isoformat()
        return redirect(url_for("organiser.name"), 303)
    page = render_template("organiser/start/month.html", form=form, number=QUESTIONS + 1, of=QUESTIONS + 1)
    return page, 422 if form.errors else 200


@bp.get("/start/name")
@bp.post("/start/name")
def name() -> Page:
    """Ask for the other person's first name and start the plan; then it rests for a night."""
    if elsewhere := _closed() or _skipped():
        return elsewhere
    if PARTED not in session:
        return redirect(url_for("organiser.month"), 303)
    form = NameForm(visitor.me())
    if form.validate_on_submit():
        return _begin(form)
    until = clock.now() + timedelta(hours=pace().settle_hours)
    tomorrow = is_tomorrow(until, visitor.me().zone)
    page = render_template("organiser/start/name.html", form=form, drawing="stones", until=until, tomorrow=tomorrow)
    return page, 422 if form.errors else 200


@bp.get("/start/not-now")
def not_now() -> Page:
    """Say kindly that this is not the right tool for now, to whom that was just found."""
    until = screening.locked_until(visitor.me().id)
    if until is None:
        return redirect(url_for("organiser.start"), 303)
    return render_template("organiser/start/not_now.html", until=until, drawing="bench")


def _begin(form: NameForm) -> Response:
    """Keep the outcome and start the plan in one go, so that no old outcome serves for a new plan."""
    me = visitor.me()
    if form.own_name is not None:
        me.name = form.own_name.data or ""
    before = records.of_organiser(me.id)
    if before is not None:
        close_if_due(before)
    screening.record(me.id, Outcome.CLEAR)
    plans.start(me, form.name.data or "", date.fromisoformat(session[PARTED]))
    db.session.commit()
    session.pop(PASSED, None)
    session.pop(PARTED, None)
    return redirect(url_for("organiser.home"), 303)


def _not_now() -> Response:
    """Keep that it is not the time, and the month; never the question or the answer."""
    session.pop(PASSED, None)
    session.pop(PARTED, None)
    screening.record(visitor.me().id, Outcome.NOT_NOW)
    db.session.commit()
    return redirect(url_for("organiser.not_now"), 303)


def _closed() -> Page | None:
    """Return the page for whom no plan can start now: one goes on, one ended lately, or the screening said no."""
    me = visitor.me()
    if screening.locked_until(me.id) is not None:
        return redirect(url_for("organiser.not_now"), 303)
    record = records.of_organiser(me.id)
    if record is None:
        return _wait(plans.possible_from(me))
    end = end_of(record)
    if end is None:
        return redirect(url_for("organiser.home"), 303)
    return _wait(max(plans.possible_from(me) or end.at, plans.again_after(end.told, end.at)))


def _wait(until: datetime | None) -> Page | None:
    """Return the page that says until when to wait, if that is still to come."""
    if until is None or until <= clock.now():
        return None
    return render_template("organiser/start/wait.html", until=until, parted=False, drawing="bench")


def _skipped() -> Response | None:
    """Send back whoever has not passed all questions."""
    if _passed() >= QUESTIONS:
        return None
    return redirect(url_for("organiser.question", number=_passed() + 1), 303)


def _after(number: int) -> str:
    return url_for("organiser.month") if number == QUESTIONS else url_for("organiser.question", number=number + 1)


def _passed() -> int:
    return int(session.get(PASSED, 0))
