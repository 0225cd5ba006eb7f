"""An account nobody uses: a letter says so, and a month later it goes; where none arrives, it stays for a year."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator import instance, retention
from coordinator.accounts.account import Account
from coordinator.accounts.device import Device
from coordinator.clock import now
from coordinator.database import db
from coordinator.plans import screening
from coordinator.post.delivery import deliver_due
from coordinator.post.outbox import Letter
from coordinator.settings import Settings
from tests.cast import Cast
from tests.post.server import MailServer
from tests.test_retention import count


def purge_after(cast: Cast, **span: float) -> None:
    """Let time pass, purge, and deliver what is due."""
    cast.clock.shift(timedelta(**span))
    retention.purge()
    deliver_due()


def test_an_account_idle_for_half_a_year_is_told_and_goes_a_month_later(cast: Cast) -> None:
    assert idle_since_now(cast)
    purge_after(cast, days=179.9)
    assert notices() == []
    purge_after(cast, days=0.2)
    assert [letter.subject for letter in notices()] == [f"account:{cast.sam.id}"]
    purge_after(cast, days=29.9)
    assert count(Account) == 1
    purge_after(cast, days=0.2)
    assert (count(Account), len(notices())) == (0, 0)


def test_an_account_is_never_deleted_before_it_was_told_however_long_nothing_was_purged(cast: Cast) -> None:
    assert idle_since_now(cast)
    purge_after(cast, days=400)
    assert (count(Account), len(notices())) == (1, 1)


def test_signing_in_keeps_an_idle_account(cast: Cast, server: MailServer) -> None:
    assert idle_since_now(cast)
    purge_after(cast, days=181)
    db.session.add(Device(account_id=cast.sam.id))
    db.session.commit()
    purge_after(cast, days=40)
    assert (count(Account), len(notices())) == (1, 1)
    purge_after(cast, days=141)
    assert len(server.letters) == 2


def test_no_account_goes_while_it_hosts_or_something_is_counted_from_its_plan(cast: Cast) -> None:
    cast.anna.verified_at = cast.sam.verified_at = cast.jo.verified_at = now()
    assert cast.event
    cast.plan.leave()
    db.session.commit()
    for _half_a_year in range(2):
        purge_after(cast, days=44)
    assert notices() == []
    screening.record(cast.sam.id, screening.Outcome.NOT_NOW)
    purge_after(cast, days=300)
    assert [letter.subject for letter in notices()] == [f"account:{cast.anna.id}"]
    purge_after(cast, days=31)
    assert set(db.session.scalars(sa.select(Account.name))) == {cast.sam.name, cast.jo.name}, "his lock still stands"


def idle_since_now(cast: Cast) -> Account:
    """Return Sam's account, used now for the last time."""
    cast.sam.verified_at = now()
    db.session.add(Device(account_id=cast.sam.id))
    db.session.commit()
    return cast.sam


def notices() -> list[Letter]:
    """Return the letters about idle accounts."""
    return list(db.session.scalars(sa.select(Letter).where(Letter.kind == "account_idle").order_by(Letter.id)))


NoMail = Callable[[MailServer, Account], Settings | None]


def no_server(_server: MailServer, _account: Account) -> Settings:
    """Have the site mail nothing."""
    return replace(instance.settings(), smtp=replace(instance.settings().smtp, host=""))


def refused(server: MailServer, account: Account) -> None:
    """Have the mailbox be gone."""
    server.refuses[account.email] = "550 No such user"


def away(_server: MailServer, _account: Account) -> Settings:
    """Have the mail server be away for days."""
    return replace(instance.settings(), smtp=replace(instance.settings().smtp, port=1))


@pytest.mark.parametrize("fate", [no_server, refused, away])
def test_an_account_stays_for_a_year_where_no_letter_reaches_anybody(
    fate: NoMail, cast: Cast, app: Flask, server: MailServer
) -> None:
    account = idle_since_now(cast)
    changed = fate(server, account)
    if changed is not None:
        instance.install(app, changed)
    purge_after(cast, days=180.1)
    for _week in range(25):
        purge_after(cast, days=7)
    assert count(Account) == 1
    purge_after(cast, days=5)
    assert (count(Account), server.letters) == (0, [])


def test_where_mail_comes_back_to_life_the_letter_is_owed_once_more(cast: Cast, server: MailServer) -> None:
    account = idle_since_now(cast)
    refused(server, account)
    purge_after(cast, days=180.1)
    server.refuses.clear()
    purge_after(cast, days=101)
    assert [got.recipients for got in server.letters] == [[account.email]]
    purge_after(cast, days=29)
    assert count(Account) == 1
    purge_after(cast, days=1.1)
    assert count(Account) == 0
