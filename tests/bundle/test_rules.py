"""How a full record is written and checked."""

import zipfile
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest

from engage.accounts.models import Account, Grant, Role
from engage.bundle import rules
from engage.bundle.rules import File
from engage.core.errors import RuleBroken
from engage.core.i18n import languages

FILES = [File("b/two.json", "Two", b"{}"), File("a.html", "One & only", b"<p>1</p>")]
ABOUT = {"title": "Letters <script>", "slug": "letters", "as_of": "2026-11-21T10:00:00+00:00"}
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


def packed(files=FILES) -> bytes:
    """A record of some files."""
    made = BytesIO()
    rules.archive(rules.index(ABOUT, files), made)
    return made.getvalue()


def repacked(data: bytes, *, method=zipfile.ZIP_STORED, **changed: bytes | None) -> bytes:
    """The same archive with some entries changed, added, or taken out (None)."""
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", method) as new,
    ):
        entries = {name: old.read(name) for name in old.namelist()} | changed
        for name, body in entries.items():
            if body is not None:
                new.writestr(name, body)
    return buffer.getvalue()


def test_the_same_files_in_any_order_give_the_same_bytes():
    assert packed() == packed(FILES[::-1])


def test_a_record_lists_every_file_by_hash_and_verifies():
    data = packed()
    assert rules.faults(BytesIO(data)) == []
    with zipfile.ZipFile(BytesIO(data)) as opened:
        assert opened.namelist() == sorted(opened.namelist())
        sums = opened.read("SHA256SUMS").decode().splitlines()
        assert sums == [
            f"{rules.digest(opened.read(name))}  {name}"
            for name in ("a.html", "b/two.json", "index.html", "index.json")
        ]
        contents = opened.read("index.html").decode()
    assert "Letters &lt;script&gt;" in contents
    mark = rules.digest(b"<p>1</p>")
    assert f"One &amp; only</a></th><td>a.html</td><td>8</td><td><code>{mark}" in contents


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"a.html": b"<p>2</p>"}, ["a.html was changed."]),
        ({"a.html": None}, ["a.html is missing."]),
        ({"more.html": b""}, ["more.html is not on the list."]),
        ({"SHA256SUMS": None}, ["This is not a full record."]),
        ({"SHA256SUMS": b"nonsense\n"}, ["The list SHA256SUMS cannot be read."]),
    ],
)
def test_whatever_was_changed_is_named(changed, said):
    assert rules.faults(BytesIO(repacked(packed(), **changed))) == said


def test_a_record_that_was_packed_again_or_is_none_is_refused():
    again = repacked(packed(), method=zipfile.ZIP_DEFLATED)
    told = "This file was packed again. Use the file as you got it."
    assert rules.faults(BytesIO(again)) == [told]
    told = "This is not a full record, or it is damaged."
    assert rules.faults(BytesIO(b"PK nothing")) == [told]


def test_a_page_shows_every_fact_and_runs_nothing():
    html = rules.section_page("Gates & papers", {"said_by": "A <b>", "gone": None, "rows": [True]})
    assert "<title>Gates &amp; papers</title>" in html
    assert "<dt>Said by</dt><dd>A &lt;b&gt;</dd>" in html
    assert "<li>yes</li>" in html
    assert "Gone" not in html
    assert "<script" not in html


def test_an_empty_part_is_a_dash():
    assert "–" in rules.section_page("Nothing", {})
    assert "<li>–</li>" in rules.section_page("Nothing", [None])


def test_a_document_runs_in_its_own_direction_with_its_reading_level():
    html = rules.document_page("Title", {"title": "مرحبا"}, languages()["ar"], {"verdict": "clear"})
    assert '<div lang="ar" dir="rtl">' in html
    assert "<h2>Reading level</h2>" in html


def person(*roles, name="Ada", until=None, granted=NOW):
    """An account with some roles since 2020."""
    grants = [
        Grant(role=role, from_on=date(2020, 1, 1), until_on=until, created_at=granted)
        for role in roles
    ]
    return Account(id=uuid4(), name=name, grants=grants)


def test_readers_have_numbers_and_staff_have_names_and_roles():
    staff, both = person(Role.APPROVER), person(Role.READER, Role.ANALYST, name="Bo")
    one, two = person(Role.READER, name="Cy"), person(Role.READER, name="Di")
    known = rules.People({each.id: each for each in (staff, both, one, two)}, NOW)
    assert known.who(two.id, NOW)["name"] == "Reader 1"
    assert known.who(one.id, NOW)["name"] == "Reader 2"
    assert known.who(two.id, NOW) == {"name": "Reader 1", "roles": ["Reader"]}
    assert known.who(staff.id, NOW) == {"name": "Ada", "roles": ["Approver"]}
    assert known.who(both.id, NOW)["name"] == "Bo"
    assert known.who(None, NOW) is None
    assert known.who(uuid4(), NOW) is None


def test_a_role_is_that_of_the_day_and_later_ones_do_not_show():
    left = person(Role.APPROVER, until=date(2026, 1, 1))
    later = person(Role.ADMIN, granted=NOW + timedelta(seconds=1))
    known = rules.People({each.id: each for each in (left, later)}, NOW)
    assert known.who(left.id, NOW)["roles"] == []
    assert known.who(left.id, datetime(2025, 1, 1, tzinfo=UTC))["roles"] == ["Approver"]
    assert known.who(later.id, NOW)["roles"] == []


def test_a_day_ends_with_its_last_moment_on_the_site_s_clock():
    assert rules.moment_of("2026-07-01") == datetime(2026, 7, 1, 22, 59, 59, 999999, tzinfo=UTC)
    assert rules.moment_of("2026-11-21T10:00:00+00:00") == NOW
    assert rules.moment(NOW) == "2026-11-21T10:00:00+00:00"


@pytest.mark.parametrize("typed", ["yesterday", "2026-11-21T10:00:00", ""])
def test_a_moment_that_cannot_be_read_is_refused(typed):
    with pytest.raises(RuleBroken, match="Give a day or a moment"):
        rules.moment_of(typed)


def test_a_moment_still_to_come_is_refused():
    rules.check_as_of(NOW, NOW)
    with pytest.raises(RuleBroken, match="that has passed"):
        rules.check_as_of(NOW + timedelta(seconds=1), NOW)
