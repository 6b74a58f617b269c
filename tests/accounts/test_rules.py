"""Who may sign in, and as what."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.accounts.models import Account, Grant, Role, SignInLink
from engage.accounts.rules import (
    check_email,
    check_password,
    grant_is_live,
    link_works,
    live_roles,
)
from engage.core.errors import RuleBroken

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = date(2026, 11, 22)


def grant(from_on=DAY, until_on=None, role=Role.READER):
    return Grant(role=role, from_on=from_on, until_on=until_on)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ana@Example.ORG ", "ana@example.org"),
        ("o'neil+care@mail.example.org", "o'neil+care@mail.example.org"),
        ("STRASSE@Straße.example", "strasse@strasse.example"),
    ],
)
def test_an_address_is_kept_trimmed_and_in_small_letters(typed, kept):
    assert check_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ana",
        "ana@",
        "@example.org",
        "ana@example",
        "ana@.org",
        "ana@example.",
        "ana@@example.org",
        "ana@home@example.org",
        "ana smith@example.org",
        "ana@exa\nmple.org",
        "ana@example.org\nBcc: all",
        "ana\x00@example.org",
    ],
)
def test_what_is_no_address_is_refused_beside_the_field(typed):
    with pytest.raises(RuleBroken, match="in the right form, like name") as broken:
        check_email(typed)
    assert broken.value.field == "email"


@given(st.emails())
def test_checking_an_address_twice_changes_nothing(typed):
    assert check_email(check_email(typed)) == check_email(typed)


@pytest.mark.parametrize(("length", "allowed"), [(0, False), (11, False), (12, True), (80, True)])
def test_length_is_what_counts_in_a_password(length, allowed):
    if allowed:
        check_password("x" * length)
        return
    with pytest.raises(RuleBroken, match="12 characters or more") as broken:
        check_password("x" * length)
    assert broken.value.field == "password"


@pytest.mark.parametrize(
    ("from_days", "until_days", "live"),
    [
        (0, None, True),
        (-1, 0, True),
        (0, 0, True),
        (1, None, False),
        (-9, -1, False),
        (1, 9, False),
        (-9, 9, True),
    ],
)
def test_a_role_counts_from_its_first_day_to_the_end_of_its_last(from_days, until_days, live):
    until = None if until_days is None else DAY + timedelta(days=until_days)
    assert grant_is_live(grant(DAY + timedelta(days=from_days), until), DAY) is live


def test_an_account_acts_as_all_its_live_roles_at_once():
    yesterday = DAY - timedelta(days=1)
    account = Account(
        grants=[grant(), grant(role=Role.ANALYST), grant(yesterday, yesterday, Role.ADMIN)]
    )
    assert live_roles(account, DAY) == {Role.READER, Role.ANALYST}
    assert live_roles(account, yesterday) == {Role.ADMIN}


def test_a_closed_account_may_do_nothing():
    assert live_roles(Account(closed_at=NOON, grants=[grant()]), DAY) == frozenset()


@pytest.mark.parametrize(
    ("used_at", "ends_at", "works"),
    [
        (None, NOON + timedelta(seconds=1), True),
        (None, NOON, False),
        (None, NOON - timedelta(days=1), False),
        (NOON - timedelta(minutes=1), NOON + timedelta(minutes=1), False),
    ],
)
def test_a_link_works_once_and_not_after_its_end(used_at, ends_at, works):
    assert link_works(SignInLink(used_at=used_at, ends_at=ends_at), NOON) is works


def test_every_role_has_a_name_and_only_residents_sign_in_by_link():
    assert len({str(role.label) for role in Role}) == len(Role)
    by_link = {role for role in Role if role.signs_in_by_link}
    assert by_link == {Role.READER, Role.BOARD_PUBLISHER}
