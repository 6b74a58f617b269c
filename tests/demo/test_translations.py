"""The made-up world: answers in other languages, and what has become of them."""

from sqlalchemy import select

from engage.consultations import queries as consultations
from engage.core.db import db
from engage.core.turning import Turn
from engage.demo.translations import MACHINE
from engage.reports.queries import drafts
from engage.responses.models import AnswerTranslation
from engage.responses.queries import translating


def test_some_answers_are_translated_and_the_others_are_work_in_hand(whole):
    rows = db.session.scalars(select(AnswerTranslation)).all()
    assert len(rows) == 4
    assert sorted(bool(each.checked_by) for each in rows) == [False, False, True, True]
    assert [each.machine for each in rows if each.machine] == [MACHINE]
    hips = consultations.by_slug("hips-and-knees")
    assert translating.in_hand(hips.id, "check", "", Turn()).total == 2
    assert translating.in_hand(hips.id, "write", "", Turn()).total > 50


def test_a_report_quotes_somebody_in_their_own_language(whole):
    (row,) = drafts.source_of("hospital-letters").quotes
    assert row.publication_id is not None
    assert row.code == "es"
    assert row.translation.checked_by is not None
