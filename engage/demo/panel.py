"""The reading panel at work: a text found clear and signed, or found hard."""

from typing import Any
from uuid import UUID

from engage.accounts.models import Role
from engage.core.i18n import SOURCE
from engage.core.text import sentences
from engage.demo.calendar import work_on
from engage.demo.world import person
from engage.reading import commands, queries
from engage.reading.models import Found, Submission


def sign(kind: str, subject_id: UUID, offset: int) -> None:
    """Two readers find the text clear, and the panel signs it, so many days from today."""
    for number in (0, 1):
        with work_on(offset, 11.0 + number):
            text = _before_panel(kind, subject_id)
            commands.read(
                actor=person(Role.READER, number),
                submission=text,
                found=Found.CLEAR,
                clear=_every_sentence(text),
                hard={},
            )
    with work_on(offset, 15.0):
        commands.sign(actor=person(Role.READER), submission=_before_panel(kind, subject_id))


def find_hard(kind: str, subject_id: UUID, written: Any, offset: int) -> None:
    """One reader finds the text not clear yet and marks the sentences written down as hard."""
    with work_on(offset, 16.0):
        text = _before_panel(kind, subject_id)
        listed = enumerate(sentences(text.text, text.language), start=1)
        hard = {
            number: mark["why"]
            for number, words in listed
            for mark in written["marks"]
            if words.startswith(mark["starts"])
        }
        commands.read(
            actor=person(Role.READER),
            submission=text,
            found=Found.NOT_CLEAR,
            clear=[number for number in _every_sentence(text) if number not in hard],
            hard=hard,
            comment=written["comment"],
        )


def _before_panel(kind: str, subject_id: UUID) -> Submission:
    return queries.live(kind, subject_id, SOURCE)[-1]


def _every_sentence(text: Submission) -> list[int]:
    return list(range(1, len(sentences(text.text, text.language)) + 1))
