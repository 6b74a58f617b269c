"""Two people who write the same words at once: the second is told, and neither text is lost."""

import pytest

from engage.core.errors import Stale
from engage.reports import commands
from engage.reports.queries import drafts
from tests.factories.reports import answered_consultation, draft_report, publisher


def test_a_stale_comment_of_the_board_loses_neither_text(database):
    report = draft_report()
    actor = publisher(report)
    commands.comment(actor=actor, report=report, text="We want more.", version=1)
    with pytest.raises(Stale) as stale:
        commands.comment(actor=actor, report=report, text="Well done.", version=1)
    assert stale.value.theirs == {"board_comment": "We want more."}
    assert stale.value.mine == {"board_comment": "Well done."}
    commands.comment(actor=actor, report=report, text="Well done.", version=2)
    assert drafts.source(report).comment_version == 3


def test_a_stale_translation_loses_neither_text(database):
    report = draft_report(answered_consultation(languages=("en_GB", "es", "bn")))
    made = drafts.source(report)
    key = ("report", report.id, "title")
    opened = {code: made.words_version(code) for code in ("es", "bn")}

    def save(code, text):
        commands.translate(
            actor=None, report=report, language=code, texts={key: text}, version=opened[code]
        )

    save("es", "Cartas")
    save("bn", "চিঠি")
    with pytest.raises(Stale) as stale:
        save("es", "Las cartas")
    name = f"report-{report.id}-title"
    assert (stale.value.theirs, stale.value.mine) == ({name: "Cartas"}, {name: "Las cartas"})


def test_a_translation_of_an_english_text_that_has_changed_is_stale(database):
    report = draft_report(answered_consultation(languages=("en_GB", "es")))
    opened = drafts.source(report).words_version("es")
    commands.edit(actor=None, report=report, title="New", intro="Hi.", version=report.version)
    texts = {("report", report.id, "title"): "Nuevo"}
    with pytest.raises(Stale) as stale:
        commands.translate(actor=None, report=report, language="es", texts=texts, version=opened)
    assert list(stale.value.theirs.values()) == [""]
