"""Another address for an account: both agree by a button, nobody learns whose one is, and nobody escapes anything."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from time_machine import Traveller

from coordinator import instance, retention
from coordinator.accounts import inviting, known_as, sign_in
from coordinator.accounts.account import Account
from coordinator.accounts.address_change import AddressChange, Side
from coordinator.accounts.device import FRESH
from coordinator.consent import stop
from coordinator.consent.deletion import delete_all
from coordinator.consent.suppression import Scope, is_suppressed, suppress
from coordinator.contact import fingerprint, normal_address
from coordinator.database import db
from coordinator.errors import NotPossible
from coordinator.plans import answering, cohosting, screening
from coordinator.plans import plan as plans
from coordinator.post.letters.anybody.address_new import AddressNewLetter
from coordinator.post.letters.anybody.address_old import AddressOldLetter
from coordinator.post.outbox import Letter
from coordinator.settings import Settings, Smtp
from coordinator.web import page
from tests.again import everybody_signs_in_again
from tests.cast import Cast
from tests.dump import everything
from tests.promises.postbox import Postbox
from tests.web.race import at_once

As = Callable[[Account], FlaskClient]
NEW = "sam@okafor.example"
HERE = "/account/address"
CSRF = re.compile(r'name="csrf_token" value="[^"]+"')


@pytest.fixture(autouse=True)
def mails(app: Flask, settings: Settings) -> None:
    """Let this site mail."""
    _has(app, replace(settings, smtp=Smtp(host="127.0.0.1", port=1, security="none")))


@pytest.fixture
def sam(cast: Cast, as_: As) -> FlaskClient:
    """Return Sam's browser; his plan is under way, and Anna hosts."""
    assert cast.hosting
    return as_(cast.sam)


def _has(app: Flask, settings: Settings) -> None:
    instance.install(app, settings)
    app.jinja_env.globals["site"] = page.site_of(settings)


def asked(client: FlaskClient, email: str = NEW) -> AddressChange:
    """Ask for another address and return the row."""
    assert client.post(HERE, data={"email": email}).status_code == 303
    found = db.session.scalars(sa.select(AddressChange).order_by(AddressChange.created_at)).all()
    return found[-1]


def path(change: AddressChange, side: Side) -> str:
    """Return the path of one side's mailed link."""
    return f"/address/{change.token(side)}"


def press(client: FlaskClient, change: AddressChange, side: Side, agree: str = "yes") -> int:
    """Press a button and say what came of it."""
    return client.post(path(change, side), data={"agree": agree}).status_code


def owed(change: AddressChange, kind: str) -> Letter:
    """Return the letter one side is owed."""
    letter = (Letter.kind == kind) & (Letter.subject == f"address-change:{change.id}")
    return db.session.scalars(sa.select(Letter).where(letter)).one()


def moved(cast: Cast) -> bool:
    """Say whether Sam's account is at its new address."""
    db.session.expire_all()
    return cast.sam.email == NEW


@pytest.mark.parametrize("order", [[Side.OLD, Side.NEW], [Side.NEW, Side.OLD]])
def test_it_moves_when_both_have_pressed_in_either_order(
    order: list[Side], cast: Cast, sam: FlaskClient, client: FlaskClient
) -> None:
    change = asked(sam)
    assert press(client, change, order[0]) == 200
    assert not moved(cast)
    assert press(client, change, order[1]) == 200
    assert moved(cast)
    assert change.email is None, "the row still has the address"


def test_one_side_alone_is_never_enough(cast: Cast, sam: FlaskClient, client: FlaskClient) -> None:
    for number, side in enumerate(Side):
        change = asked(sam, f"sam{number}@okafor.example")
        for _click in range(3):
            press(client, change, side)
        db.session.expire_all()
        assert cast.sam.email == "sam@posteo.example"
        sam.post("/account/address/removal")


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_at_a_letters_link_changes_nothing(
    method: str, side: Side, sam: FlaskClient, client: FlaskClient
) -> None:
    change = asked(sam)
    before = everything()
    for _look in range(3):
        assert client.open(path(change, side), method=method).status_code == 200
    assert client.post(path(change, side), data={}).status_code == 422
    assert everything() == before


@pytest.mark.parametrize("side", Side)
def test_either_side_may_refuse_and_then_nobody_can_agree(
    side: Side, cast: Cast, sam: FlaskClient, client: FlaskClient
) -> None:
    change = asked(sam)
    assert press(client, change, Side.NEW if side is Side.OLD else Side.OLD) == 200
    assert press(client, change, side, "no") == 200
    for each in Side:
        assert press(client, change, each) == 410
    assert not moved(cast)


def test_three_days_later_the_buttons_are_over(
    cast: Cast, sam: FlaskClient, client: FlaskClient, clock: Traveller
) -> None:
    change = asked(sam)
    press(client, change, Side.OLD)
    clock.shift(timedelta(days=3))
    assert press(client, change, Side.NEW) == 410
    assert client.get(path(change, Side.NEW)).status_code == 410
    assert not moved(cast)
    retention.purge()
    assert NEW not in everything()
    assert db.session.get_one(AddressChange, change.id).email is None


def test_what_waits_stands_on_the_account_page_and_can_be_taken_back(
    cast: Cast, sam: FlaskClient, client: FlaskClient
) -> None:
    change = asked(sam)
    for at in ("/account", HERE):
        assert NEW in sam.get(at).text
        assert "has not agreed yet" in sam.get(at).text
    for _click in range(2):
        assert sam.post("/account/address/removal").status_code == 303
    assert NEW not in sam.get("/account").text
    for side in Side:
        assert press(client, change, side) == 410
    assert not moved(cast)


def test_one_sides_link_is_no_key_to_the_other(sam: FlaskClient, client: FlaskClient) -> None:
    change = asked(sam)
    assert change.token(Side.OLD) != change.token(Side.NEW)
    kept = everything()
    assert change.token(Side.OLD) not in kept
    assert change.token(Side.NEW) not in kept
    assert NEW not in kept, "the new address lies in the database as it was typed"
    assert client.get("/address/x").status_code == 410


def test_of_both_buttons_pressed_at_once_none_is_lost(cast: Cast, settings: Settings, sam: FlaskClient) -> None:
    change = asked(sam)
    paths = [path(change, side) for side in Side for _twice in range(2)]
    db.session.commit()
    assert set(at_once(instance.settings(), [(at, {"agree": "yes"}) for at in paths])) <= {200, 410}
    assert moved(cast)


def test_known_and_unknown_addresses_are_answered_with_the_same_bytes_and_statements(
    app: Flask, cast: Cast, as_: As
) -> None:
    assert cast.hosting
    seen = []
    for email in (cast.anna.email, "nobody@posteo.example"):
        statements: list[str] = []
        browser = as_(cast.sam)

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)  # noqa: B023 - listened to in this round alone

        sa.event.listen(db.engine, "before_cursor_execute", note)
        answer = browser.post(HERE, data={"email": email})
        sa.event.remove(db.engine, "before_cursor_execute", note)
        shown = CSRF.sub("", browser.get(HERE).text.replace(email, "…"))
        old = AddressOldLetter.compose(owed(db.session.scalars(sa.select(AddressChange)).one(), "address_old"))
        assert old
        seen.append(
            (answer.status_code, answer.headers["Location"], shown, statements, replace(old, new="…", way=None))
        )
        db.session.execute(sa.delete(AddressChange))
        db.session.execute(sa.delete(Letter))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("whose", ["anna", "jo"])
def test_an_address_that_has_an_account_is_never_taken_over(
    whose: str, cast: Cast, sam: FlaskClient, client: FlaskClient
) -> None:
    theirs = getattr(cast, whose).email
    change = asked(sam, theirs)
    letter = AddressNewLetter.compose(owed(change, "address_new"))
    assert letter
    assert letter.is_taken
    assert press(client, change, Side.OLD) == 200
    assert press(client, change, Side.NEW) == 410, "even who reads their mail cannot"
    db.session.expire_all()
    assert cast.sam.email == "sam@posteo.example"
    assert db.session.scalar(sa.select(sa.func.count()).where(Account.email == theirs)) == 1


def test_the_letter_to_the_new_address_names_nobody_and_heeds_wishes_and_the_night(
    cast: Cast, sam: FlaskClient
) -> None:
    change = asked(sam, "nobody@posteo.example")
    letter = AddressNewLetter.compose(owed(change, "address_new"))
    assert letter
    words = " ".join(line for block in letter.body for line in block.lines) + letter.head + letter.over + letter.why
    assert "sam" not in words.casefold()
    assert not letter.is_urgent
    assert not letter.is_unwanted
    suppress(fingerprint("nobody@posteo.example"), Scope.SITE)
    assert letter.is_unwanted


def test_nobody_can_be_written_to_again_and_again(cast: Cast, as_: As, clock: Traveller) -> None:
    letters = []
    for account in (cast.sam, cast.anna, cast.jo):
        change = asked(as_(account), "nobody@posteo.example")
        letters.append(AddressNewLetter.compose(owed(change, "address_new")))
        clock.shift(timedelta(minutes=1))
    assert [bool(letter) for letter in letters] == [True, True, False]


def test_three_in_thirty_days_are_enough(sam: FlaskClient, clock: Traveller) -> None:
    for number in range(3):
        asked(sam, f"sam{number}@okafor.example")
    assert sam.post(HERE, data={"email": "sam4@okafor.example"}).status_code == 409
    clock.shift(timedelta(days=30))
    everybody_signs_in_again()
    asked(sam, "sam4@okafor.example")


def test_one_address_is_written_to_once_in_thirty_days(sam: FlaskClient, clock: Traveller) -> None:
    asked(sam)
    sam.post("/account/address/removal")
    for again in (NEW, "sam+again@okafor.example"):
        refused = sam.post(HERE, data={"email": again})
        assert refused.status_code == 409
        assert "one letter like this in thirty days" in refused.text
    clock.shift(timedelta(days=30))
    everybody_signs_in_again()
    asked(sam)


# The other person


def _wrote_it_down(cast: Cast) -> None:
    assert cast.guests, "Anna has typed Kim's address"


def _stopped(cast: Cast) -> None:
    stop.ask(cast.kim)


def _wants_nothing_more(cast: Cast) -> None:
    stop.ask(cast.kim, nothing_from_here=True)


def _deleted_all(cast: Cast) -> None:
    stop.ask(cast.kim)
    delete_all(cast.kim)


@pytest.mark.parametrize("before", [_wrote_it_down, _stopped, _wants_nothing_more, _deleted_all])
@pytest.mark.parametrize("typed", ["kim@posteo.example", "Kim@Posteo.example", "kim+from-sam@posteo.example"])
def test_a_typed_address_is_no_way_to_write_to_the_other_person(
    before: Callable[[Cast], None], typed: str, app: Flask, cast: Cast, as_: As
) -> None:
    assert cast.guests
    before(cast)
    db.session.commit()
    seen = []
    for email in (typed, "nobody@posteo.example"):
        browser, known = as_(cast.sam), normal_address(email)
        change = asked(browser, email)
        shown = CSRF.sub("", browser.get(HERE).text.replace(known, "…"))
        box = Postbox()
        went = {post.written.recipient for post in box.deliver()}
        seen.append((shown, went - {known}))
        assert (known in went) == (email != typed)
        assert press(browser, change, Side.OLD) == 200
        seen[-1] += (CSRF.sub("", browser.get(HERE).text.replace(known, "…")),)
        browser.post("/account/address/removal")
    assert seen[0] == seen[1], "Sam can tell that the letter did not go"


def test_a_wish_for_no_favours_keeps_the_letter_away_too(cast: Cast, sam: FlaskClient) -> None:
    suppress(fingerprint("noor@posteo.example"), Scope.FAVOURS)
    assert AddressNewLetter.compose(owed(asked(sam, "noor@posteo.example"), "address_new")) is None


def test_nobody_hears_of_it_whom_a_host_of_his_has_written_down(cast: Cast, sam: FlaskClient) -> None:
    assert cast.guests
    db.session.commit()
    assert AddressNewLetter.compose(owed(asked(sam, "priya@raman.example"), "address_new")) is None


def test_a_second_click_asks_once(sam: FlaskClient) -> None:
    assert asked(sam).id == asked(sam).id
    assert len(db.session.scalars(sa.select(AddressChange)).all()) == 1


def test_it_wants_a_fresh_sign_in(cast: Cast, sam: FlaskClient, clock: Traveller) -> None:
    clock.shift(FRESH)
    assert sam.get(HERE).headers["Location"] == f"/account/again?next={HERE}"
    assert sam.post(HERE, data={"email": NEW}).headers["Location"] == f"/account/again?next={HERE}&stopped=1"
    assert db.session.scalars(sa.select(AddressChange)).all() == []


@pytest.mark.parametrize("typed", ["", "sam at okafor", "sam@posteo.example"])
def test_what_is_no_other_address_stays_in_the_form(typed: str, sam: FlaskClient) -> None:
    shown = sam.post(HERE, data={"email": typed})
    assert shown.status_code == 422
    assert f'value="{typed}"' in shown.text or not typed


def test_every_other_way_in_by_the_old_address_is_void(cast: Cast, sam: FlaskClient, client: FlaskClient) -> None:
    handed = sign_in.link(sign_in.hand(cast.sam)).removeprefix("http://localhost")
    client.post("/sign-in", data={"email": cast.sam.email})
    change = asked(sam)
    for side in Side:
        press(client, change, side)
    assert moved(cast)
    assert client.post(handed).status_code == 410
    assert client.post("/sign-in", data={"email": "sam@posteo.example"}).status_code == 303
    last = db.session.scalars(sa.select(sign_in.SignIn).order_by(sign_in.SignIn.created_at)).all()
    assert [row.account_id for row in last if row.used_at is None] == [None]
    assert sam.get("/account").status_code == 200, "he is signed out where he is"


def test_a_hosts_checked_address_comes_along(cast: Cast, as_: As, client: FlaskClient) -> None:
    cast.hosting.confirm_address()
    change = asked(as_(cast.anna), "anna@brandt.example")
    for side in Side:
        press(client, change, side)
    db.session.expire_all()
    assert cast.hosting.address == "anna@brandt.example"
    assert cast.hosting.checked_at


def test_no_lock_and_no_wait_is_escaped(cast: Cast, sam: FlaskClient, client: FlaskClient) -> None:
    cast.plan.leave()
    screening.record(cast.sam.id, screening.Outcome.NOT_NOW)
    until = plans.possible_from(cast.sam)
    change = asked(sam)
    for side in Side:
        press(client, change, side)
    assert moved(cast)
    assert until
    assert plans.possible_from(cast.sam) == until
    for again in ("sam@posteo.example", "sam+two@posteo.example", "sam+two@okafor.example"):
        with pytest.raises(NotPossible):
            inviting.invite(again)
        with pytest.raises(NotPossible):
            inviting.make_operator(again)


def test_wishes_about_mail_come_along(cast: Cast, sam: FlaskClient, client: FlaskClient) -> None:
    suppress(fingerprint(cast.sam.email), Scope.FAVOURS)
    suppress(fingerprint(cast.sam.email), Scope.PLAN, 7)
    change = asked(sam)
    for side in Side:
        press(client, change, side)
    assert moved(cast)
    for email in ("sam@posteo.example", NEW):
        assert is_suppressed(fingerprint(email), favours=True)
        assert is_suppressed(fingerprint(email), plan_id=7)
        assert not is_suppressed(fingerprint(email))


@pytest.mark.parametrize("who", ["sam", "anna"])
def test_nobody_moves_to_an_address_by_which_somebody_would_host_for_himself(
    who: str, cast: Cast, as_: As, client: FlaskClient
) -> None:
    assert cast.hosting
    other = cast.anna if who == "sam" else cast.sam
    local, domain = other.email.split("@")
    change = asked(as_(getattr(cast, who)), f"{local}+also@{domain}")
    assert press(client, change, Side.OLD) == 200
    assert press(client, change, Side.NEW) == 410


def test_who_moved_can_host_for_himself_by_no_address_he_ever_had(
    cast: Cast, sam: FlaskClient, client: FlaskClient
) -> None:
    change = asked(sam)
    for side in Side:
        press(client, change, side)
    assert moved(cast)
    for email in ("sam@posteo.example", "sam+x@posteo.example", NEW):
        assert not answering.may_host(cast.favour, email)
        with pytest.raises(NotPossible):
            cohosting.share(cast.hosting, cast.anna, email, "Samuel")
    assert known_as.owner_of("sam@posteo.example") is cast.sam


def test_without_mail_the_page_says_that_it_stays(app: Flask, settings: Settings, sam: FlaskClient) -> None:
    _has(app, settings)
    assert "sends no mail" in sam.get(HERE).text
    sam.post(HERE, data={"email": NEW})
    assert db.session.scalars(sa.select(AddressChange)).all() == []


def test_a_rotated_key_keeps_links_that_are_on_their_way(app: Flask, cast: Cast, sam: FlaskClient) -> None:
    change = asked(sam)
    before = path(change, Side.OLD)
    now = instance.settings()
    instance.install(
        app, replace(now, secret_key="another secret key, long enough", secret_key_fallbacks=(now.secret_key,))
    )
    assert path(change, Side.OLD) != before
    assert app.test_client().get(before).status_code == 200
