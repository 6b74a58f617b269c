"""iCalendar text as RFC 5545 asks for it."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.formats import ics

STAMP = datetime(2026, 3, 1, 12, 30, 5, tzinfo=UTC)


def event(**facts):
    return ics.Event(
        **{
            "uid": "1-opens@engage",
            "day": date(2026, 12, 31),
            "title": "Opens: parking; or not, \\ maybe",
            "text": "Line one\nLine two",
            "link": "https://talk.example.org/consultations/parking/",
            "language": "en-GB",
            "stamp": STAMP,
            **facts,
        }
    )


def unfolded(text):
    """The lines as a reader joins them again (RFC 5545, 3.1)."""
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def plain(value):
    r"""A text value as a reader undoes it (RFC 5545, 3.3.11)."""
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)


def test_an_event_has_what_the_standard_asks_for():
    lines = unfolded(ics.calendar("Care, together", "-//Engage//EN", [event()]))
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Engage//EN"]
    assert lines[-1] == "END:VCALENDAR"
    assert "X-WR-CALNAME:Care\\, together" in lines
    inside = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT") + 1]
    assert inside == [
        "BEGIN:VEVENT",
        "UID:1-opens@engage",
        "DTSTAMP:20260301T123005Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY;LANGUAGE=en-GB:Opens: parking\\; or not\\, \\\\ maybe",
        "DESCRIPTION;LANGUAGE=en-GB:Line one\\nLine two",
        "URL:https://talk.example.org/consultations/parking/",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def test_what_is_called_off_says_so_and_empty_words_are_left_out():
    text = ics.calendar("x", "y", [event(cancelled=True, text="")])
    assert "STATUS:CANCELLED" in text
    assert "DESCRIPTION" not in text


def test_an_empty_calendar_is_whole():
    assert unfolded(ics.calendar("x", "y", []))[-1] == "END:VCALENDAR"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("a\r\nb", "a\\nb"), ("a\nb", "a\\nb"), ("a\\nb", "a\\\\nb"), ("a\rb\x00\x85", "ab")],
)
def test_line_ends_and_backslashes_are_escaped_and_control_marks_left_out(typed, kept):
    assert ics.escaped(typed) == kept


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_words_come_back_as_they_were_and_make_no_line_of_their_own(title, text):
    made = ics.calendar("x", "y", [event(title=title, text=f"a{text}")])
    lines = unfolded(made)
    said = next(line for line in lines if line.startswith("SUMMARY"))
    wanted = ics.escaped(title)
    assert said == f"SUMMARY;LANGUAGE=en-GB:{wanted}"
    assert plain(wanted) == plain(ics.escaped(plain(wanted)))
    assert len(lines) == 20
    assert "\n" not in made.replace("\r\n", "")


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=400))
def test_no_line_is_longer_than_75_octets_and_no_letter_is_cut(words):
    pieces = list(ics.folded(words))
    assert all(len(piece.encode("utf-8")) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == words


def test_a_line_of_exactly_75_octets_is_not_folded():
    assert list(ics.folded("x" * 75)) == ["x" * 75]
    assert list(ics.folded("x" * 76)) == ["x" * 75, " x"]
    assert list(ics.folded("x" * 74 + "é")) == ["x" * 74, " é"]
