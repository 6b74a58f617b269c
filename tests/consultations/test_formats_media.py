"""Films, recordings and pictures of a format: what they need, when they are old, where they lie."""

import pytest

from engage.consultations import commands, queries
from engage.consultations.models import Format, MediaKind
from engage.consultations.queries import formats, sources, variants
from engage.core.clock import today
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.core.files import stored_path
from engage.languages import commands as languages
from tests.consultations.test_formats import body, problems, questions_of
from tests.factories.consultations import draft_consultation, open_consultation
from tests.factories.formats import add, filmed, lead, promised, ready, with_bsl

pytestmark = pytest.mark.usefixtures("database")


def test_a_film_needs_captions_and_its_words():
    asked = draft_consultation()
    row = promised(asked)
    assert problems(asked) == ["Add the video of the whole text, or a link to it."]
    add(asked, row, transcript="")
    assert problems(asked) == [
        "The whole text: the video has no captions.",
        "The whole text: write what the video says.",
    ]
    add(asked, row)
    add(asked, row, MediaKind.CAPTIONS)
    assert [each.kind for each in row.media] == [MediaKind.VIDEO, MediaKind.CAPTIONS]
    ready(asked, row)
    assert row.ready_on == today()


def test_a_link_takes_the_place_of_a_film_and_its_file_goes():
    asked = draft_consultation()
    row = promised(asked)
    old = add(asked, row).stored
    add(asked, row, MediaKind.LINK, transcript="Where should the clinics be?")
    assert [each.kind for each in row.media] == [MediaKind.LINK]
    with pytest.raises(NotFound):
        stored_path(old)
    assert problems(asked) == []


def test_a_recording_needs_no_other_words_than_those_of_the_page():
    asked = open_consultation()
    row = promised(asked, Format.AUDIO)
    assert problems(asked) == ["Add the recording of the whole text, or a link to it."]
    add(asked, row, MediaKind.AUDIO)
    ready(asked, row)
    assert body(asked, "audio")["media"][""][0]["type"] == "audio/mpeg"


def test_a_film_is_stale_when_the_english_changes_until_somebody_looks():
    asked = draft_consultation()
    row = filmed(asked, promised(asked))
    languages.put(actor=lead(), subject=asked, texts={"asked": "Which two places?"})
    assert problems(asked) == ["The whole text: the English changed afterwards."]
    media, words = row.media[0], {"transcript": "Which two places?", "still_right": True}
    commands.edit_media(actor=lead(), consultation=asked, row=row, media=media, **words)
    assert problems(asked) == []


def test_a_film_of_one_question_is_stale_with_that_question_alone():
    asked = draft_consultation()
    row = filmed(asked, promised(asked))
    add(asked, row, MediaKind.LINK, place="where", transcript="Where?")
    made = sources.source(asked)
    before = variants.source_hash(made, "where")
    languages.put(actor=lead(), subject=asked, texts={"costs": "It costs more."})
    assert variants.source_hash(sources.source(asked), "where") == before
    languages.put(actor=lead(), subject=questions_of(asked)[0][0], texts={"label": "Which?"})
    assert "“Which?”: the English changed afterwards." not in problems(asked)
    assert "Which?: the English changed afterwards." in problems(asked)


def test_files_of_a_ready_format_stand_in_the_edition_with_their_hash():
    asked = open_consultation()
    row = with_bsl(asked)
    whole = body(asked, "bsl")["media"][""]
    assert [each["kind"] for each in whole] == ["video", "captions"]
    assert whole[0]["sha256"] == row.media[0].sha256
    assert whole[0]["transcript"].startswith("Where should")
    assert formats.public_file(asked, row.media[0].id)["type"] == "video/mp4"
    with pytest.raises(NotFound):
        formats.public_file(asked, row.id)


def test_what_the_public_sees_is_never_left_half_done():
    asked = open_consultation()
    row = with_bsl(asked)
    edition, captions = asked.edition_id, row.media[1]
    db.session.commit()
    with pytest.raises(RuleBroken, match="no captions"):
        commands.remove_media(actor=lead(), consultation=asked, row=row, media=captions)
    db.session.rollback()
    asked = queries.by_slug("evenings")
    row = formats.one(asked, "bsl")
    old = row.media[0].stored
    add(asked, row, transcript="New words.")
    assert asked.edition_id != edition
    assert body(asked, "bsl")["media"][""][-1]["transcript"] == "New words."
    assert stored_path(old).is_file()
