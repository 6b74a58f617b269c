"""Accounts are made and closed, roles given, people let in."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from engage.accounts import commands, queries
from engage.accounts.models import Account, OrganisationKind, Role, SignInLink, Site
from engage.audit.models import Action
from engage.audit.queries import history
from engage.core.clock import days_away, now, today
from engage.core.errors import RuleBroken
from engage.jobs.commands import deliver_due
from engage.jobs.models import Job
from tests.factories.accounts import (
    PASSWORD,
    AccountFactory,
    OrganisationFactory,
    SignInLinkFactory,
    SiteFactory,
)

ADDRESS = f"https://care.example.org/sign-in/link/{commands.SECRET}/"


def create(email="ana@example.org", **more):
    facts = {"name": "Ana", "role": Role.ANALYST, "password": PASSWORD, **more}
    return commands.create_account(actor=None, email=email, **facts)


def test_there_is_one_site_and_its_facts_can_change(database):
    assert queries.site().name == "Engage"
    commands.set_site(actor=None, name="Care", contact_email="a@example.org", made_up=True)
    commands.set_site(actor=None, name="Care Together", contact_email="b@example.org")
    expected = queries.SiteFacts("Care Together", contact_email="b@example.org", made_up=True)
    assert queries.site() == expected
    assert database.scalar(sa.select(sa.func.count()).select_from(Site)) == 1


def test_the_database_refuses_a_second_site(database):
    SiteFactory()
    with pytest.raises(sa.exc.IntegrityError):
        SiteFactory()


def test_an_organisation_is_found_by_its_slug(database):
    made = commands.create_organisation(actor=None, slug="bexley", kind=OrganisationKind.COUNCIL)
    assert queries.organisation("bexley") is made
    assert queries.organisation("nowhere") is None
    assert history(made.id)[0].action is Action.ORGANISATION_CREATED


def test_an_account_has_one_role_and_no_readable_password(database):
    actor, body = AccountFactory(), OrganisationFactory()
    made = commands.create_account(
        actor=actor,
        email=" Ana@Example.org",
        name="Ana",
        role=Role.BOARD_PUBLISHER,
        password=PASSWORD,
        organisation_id=body.id,
        from_on=date(2026, 1, 1),
    )
    database.expire_all()
    found = queries.account_by_email("ana@example.org")
    assert found is made
    (grant,) = found.grants
    assert (grant.role, grant.organisation_id) == (Role.BOARD_PUBLISHER, body.id)
    assert (grant.from_on, grant.until_on) == (date(2026, 1, 1), None)
    assert PASSWORD not in found.password_hash
    line = history(made.id)[0]
    assert (line.action, line.actor_id) == (Action.ACCOUNT_CREATED, actor.id)
    assert line.details == {"role": "board_publisher"}


def test_a_role_begins_today_when_nothing_is_said(database):
    assert create().grants[0].from_on == today()


def test_an_address_has_one_account(database):
    create()
    with pytest.raises(RuleBroken, match="has an account already") as broken:
        create("ANA@example.org")
    assert broken.value.field == "email"


def test_a_short_password_makes_no_account(database):
    with pytest.raises(RuleBroken, match="12 characters"):
        create(password="short")
    assert queries.all_accounts() == []


def test_accounts_are_listed_by_address(database):
    for name in ("bo", "al", "cy"):
        create(f"{name}@example.org")
    assert [each.name for each in queries.all_accounts()] == ["Ana"] * 3
    assert [each.email[:2] for each in queries.all_accounts()] == ["al", "bo", "cy"]


def test_closing_an_account_changes_its_seal_and_can_be_done_once(database):
    made = create()
    seal = made.seal
    commands.close_account(actor=None, email="ana@example.org ")
    assert made.closed_at is not None
    assert made.seal != seal
    assert history(made.id)[-1].action is Action.ACCOUNT_CLOSED
    for email in ("ana@example.org", "nobody@example.org"):
        with pytest.raises(RuleBroken, match="no open account"):
            commands.close_account(actor=None, email=email)


def test_the_right_password_lets_in_and_is_written_down(database):
    made = create()
    assert commands.sign_in(email=" ANA@example.org ", password=PASSWORD) is made
    line = history(made.id)[-1]
    assert (line.action, line.details) == (Action.ACCOUNT_SIGNED_IN, {"by": "password"})
    commands.sign_out(actor=made)
    assert history(made.id)[-1].action is Action.ACCOUNT_SIGNED_OUT


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ana@example.org", "wrong horse battery"),
        ("ana@example.org", ""),
        ("nobody@example.org", PASSWORD),
        ("nobody@example.org", "nobody has this password"),
        ("closed@example.org", PASSWORD),
        ("reader@example.org", PASSWORD),
        ("reader@example.org", "nobody has this password"),
        ("closed@example.org", "nobody has this password"),
    ],
)
def test_every_wrong_pair_is_refused_with_the_same_words(database, email, password):
    create()
    create("reader@example.org", password=None)
    create("closed@example.org")
    commands.close_account(actor=None, email="closed@example.org")
    with pytest.raises(RuleBroken, match="Check your email address and password, then try again"):
        commands.sign_in(email=email, password=password)


def mailed_secret(app):
    assert deliver_due() == 1
    (message,) = app.extensions["outgoing"]
    return message, re.search(r"link/([^/]+)/", message.get_content())[1]


def test_a_link_is_mailed_and_works_once(app, database):
    made = AccountFactory(email="reader@example.org", role=Role.READER)
    commands.send_link(email=" Reader@Example.org ", address=ADDRESS)
    message, secret = mailed_secret(app)
    assert message["To"] == "reader@example.org"
    assert message["Subject"] == "Your link to sign in"
    assert commands.use_link(secret=secret) is made
    with pytest.raises(RuleBroken, match="has been used or is too old"):
        commands.use_link(secret=secret)


def test_what_is_kept_of_a_link_lets_nobody_in(app, database):
    AccountFactory(email="reader@example.org")
    commands.send_link(email="reader@example.org", address=ADDRESS)
    _message, secret = mailed_secret(app)
    kept = database.scalars(sa.select(SignInLink.secret_hash)).one()
    assert secret not in kept
    assert secret not in str(database.execute(sa.select(Job.payload)).all())
    with pytest.raises(RuleBroken):
        commands.use_link(secret=kept)


@pytest.mark.parametrize("email", ["nobody@example.org", "closed@example.org", "no address"])
def test_nothing_is_mailed_to_whom_we_do_not_know(app, database, email):
    AccountFactory(email="closed@example.org", closed_at=now())
    commands.send_link(email=email, address=ADDRESS)
    assert database.scalars(sa.select(Job)).all() == []


def test_a_link_is_too_old_after_thirty_minutes(database):
    account = AccountFactory()
    secret = commands.make_link(actor=None, account=account)
    with days_away(31 / (24 * 60)), pytest.raises(RuleBroken):
        commands.use_link(secret=secret)
    with days_away(29 / (24 * 60)):
        assert commands.use_link(secret=secret) is account


def test_a_link_may_be_made_to_live_for_hours(database):
    secret = commands.make_link(actor=None, account=AccountFactory(), hours=48)
    with days_away(1.9):
        assert commands.use_link(secret=secret)


def test_a_link_that_never_was_lets_nobody_in(database):
    with pytest.raises(RuleBroken):
        commands.use_link(secret="guessed")


def test_the_link_of_an_account_that_was_closed_since_lets_nobody_in(database):
    account = AccountFactory(closed_at=now())
    link = SignInLinkFactory(account=account, secret="abc")
    with pytest.raises(RuleBroken, match="account is closed"):
        commands.use_link(secret="abc")
    assert link.used_at is None


def test_the_database_refuses_an_address_in_capitals(database):
    with pytest.raises(sa.exc.IntegrityError):
        AccountFactory(email="Ana@example.org")


def test_an_account_is_read_with_its_grants(database):
    made = AccountFactory(until_on=today() + timedelta(days=3))
    key = made.id
    database.commit()
    database.expunge_all()
    found = queries.account_by_id(key)
    assert [grant.role for grant in found.grants] == [Role.ENGAGEMENT_LEAD]
    assert queries.account_by_id(OrganisationFactory().id) is None
    assert database.scalar(sa.select(sa.func.count()).select_from(Account)) == 1
