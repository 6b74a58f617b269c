"""A full record comes out the same under a later release: its form is pinned, the rest is kept."""

import json
from datetime import timedelta

import pytest

from engage.bundle import rules
from engage.consultations import commands as consultation_commands
from engage.consultations.models import Weight
from engage.consultations.queries import sources
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.i18n import languages
from engage.languages import commands as wordings
from engage.languages.models import FILE
from engage.reading import queries as reading
from tests.bundle.test_queries import _publish, opened, part
from tests.factories.accounts import AccountFactory
from tests.factories.bundle import record_of
from tests.factories.consultations import draft_consultation, open_consultation
from tests.factories.fixed import AS_OF, fixed_consultation
from tests.factories.languages import check, reader
from tests.factories.reports import add_answers, responses_of

PINNED = {1: "27211995a4550da78a7e1c251e6ab3b5e8180ffc3f9beae0c3d7552387673e36"}
"""The SHA-256 of the fixed record, by the number of its form. A line here never changes.

Whoever must change the form adds the next number and line, lets records of later moments have it,
and keeps what makes the older ones, so that each line still holds.
"""
LANGUAGES = "c64d4d4d5845449b5650db784a3372c3be45e3ef6cb73c9e9c71c863e65fed21"
KNOWN = (
    "en_GB es pt zh_Hans zh_Hant ro pl fr ta ne tr ar lt bg bn pa ru gu ur fil hu so vi yo sq it "
    "uk am ti fa ps ckb ak hi"
)


@pytest.fixture
def record(database):
    """The full record of the fixed rows."""
    return record_of(fixed_consultation(), AS_OF)


def test_a_later_release_gives_the_same_bytes(record):
    assert rules.digest(record) == PINNED[rules.FORMAT]


def test_the_pinned_record_holds_something_of_every_part(record):
    """Else a change of that part would move no byte of it."""
    files = opened(record)
    assert json.loads(files["index.json"])["format"] == rules.FORMAT
    assert b"Form of this record: 1." in files["index.html"]
    parts = {name: json.loads(data) for name, data in files.items() if _is_part(name)}
    assert len(parts) == 12
    assert [name for name, value in parts.items() if not value] == []
    assert "hidden" in json.dumps(parts["record/07-counts.json"])
    assert "editions/files/lost.pdf.missing.txt" in files


def _is_part(name: str) -> bool:
    return name.startswith("record/") and name.endswith(".json")


def test_the_names_of_languages_that_a_record_may_use_are_pinned_too():
    rows = [languages()[code] for code in KNOWN.split()]
    told = "\n".join(f"{row.code} {row.name} {row.html_lang} {row.dir}" for row in rows)
    assert rules.digest(told.encode()) == LANGUAGES


# --- What a later release, or a later day, could judge or say in another way


def test_a_reading_level_is_judged_when_a_text_is_frozen_and_never_again(database, monkeypatch):
    made = open_consultation()
    as_of = now()
    before = record_of(made, as_of)
    assert b"<dt>Check</dt><dd>1</dd>" in opened(before)["editions/consultation-001/en_gb.html"]
    monkeypatch.setattr(reading, "level", lambda *_text: {"check": 2})
    assert record_of(made, as_of) == before


def hands_in(data: bytes, language: str):
    """What a record says of whose hands the texts of a language went through."""
    (one,) = [each for each in part(data, "12-translations") if each["language"] == language]
    return one["texts"]


def test_a_record_says_who_wrote_and_who_checked_each_translation_at_the_launch(database):
    made = draft_consultation(languages=("en_GB", "es"), weight=Weight.LIGHT)
    tess = reader("es", name="Tess Translator")
    put = {"actor": tess, "subject": made, "language": "es"}
    wordings.put(**put, texts={"summary": "Un archivo"}, made_by=FILE)
    check(made, ("es",))
    wordings.put(**put, texts={"title": "Citas de tarde"}, made_by="Tolk 2")
    wordings.check_words(actor=tess, subject=made, language="es")
    consultation_commands.schedule(actor=AccountFactory(), consultation=made)
    db.session.commit()
    before = record_of(made, now())
    told = {each["made_by"]: each for each in hands_in(before, "Spanish")}
    machine, file = told["the machine Tolk 2"], told["an agency’s file"]
    by_tess = {"name": "Tess Translator", "roles": ["Translator"]}
    assert (machine["state"], machine["shown"], machine["checked_by"]) == ("checked", True, by_tess)
    assert machine["checked_on"] == machine["written_on"] == today().isoformat()
    mark = rules.digest(b"Citas de tarde")
    assert machine["texts"] == [f"consultation {made.id} title {mark}"]
    assert (file["state"], file["shown"], file["written_by"]) == ("checked", True, by_tess)
    assert told["a person"]["number_of_texts"] == len(told["a person"]["texts"]) > 1
    wordings.check_words(actor=reader("es"), subject=made, language="es")
    db.session.commit()
    assert hands_in(record_of(made, now()), "Spanish") == hands_in(before, "Spanish")


def test_a_later_correction_does_not_reach_into_an_older_record(database):
    made = open_consultation(opens=-10)
    add_answers(made, 1)
    _publish(made, responses_of(made), now() - timedelta(minutes=1))
    as_of = now()
    before = record_of(made, as_of)
    pages = sources.source(made).pages
    question = next(each for page in pages for each in page.questions if each.key == "hard")
    consultation_commands.correct_question(
        actor=AccountFactory(),
        consultation=made,
        question=question,
        texts={(question.id, "label", "en_GB"): "What makes it hard for you?"},
        reason="It was not clear.",
    )
    db.session.commit()
    assert record_of(made, as_of) == before
    assert b"What makes it hard for you?" in b"".join(opened(record_of(made, now())).values())


def test_a_note_stands_in_a_record_as_it_was_told(database):
    made = open_consultation(languages=("en_GB", "es"))
    note = consultation_commands.pause(
        actor=AccountFactory(), consultation=made, texts={"en_GB": "A fault.", "es": "Un fallo."}
    )
    as_of = now()
    before = record_of(made, as_of)
    wordings.put(actor=AccountFactory(), subject=note, texts={"text": "Otro."}, language="es")
    db.session.commit()
    assert record_of(made, as_of) == before
    (told,) = part(before, "01-dates")["public_notes"]
    assert told["text"] == {"en_GB": "A fault.", "es": "Un fallo."}
