"""Promise a format, make it, call it ready, move its days; what the edition then holds."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.accounts.models import Role
from engage.audit.models import Action, Entry
from engage.consultations import commands, queries
from engage.consultations.commands import beginning
from engage.consultations.models import (
    ConsultationFormat,
    Format,
    FormatMedia,
    Kind,
    MediaKind,
    NoticeKind,
    Stage,
    Weight,
)
from engage.consultations.queries import formats, launch, process, sources, variants, waiting
from engage.consultations.rules.formats import Days
from engage.core.clock import days_away, today
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.files import stored_path
from engage.languages import commands as languages
from engage.publishing import queries as publishing
from engage.publishing.models import EditionDocument
from engage.reading.models import Submission, SubmissionState
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import closed_consultation, draft_consultation, open_consultation
from tests.factories.formats import (
    add,
    easy_words,
    filmed,
    lead,
    promised,
    ready,
    with_bsl,
    with_easy_read,
)

pytestmark = pytest.mark.usefixtures("database")
DAY = timedelta(days=1)


def gate(consultation):
    """What to do about the formats before a launch; None where no format is promised."""
    made = sources.source(consultation)
    found = launch.gates(made, by_author=False)
    return next((str(each.what) for each in found if each.name == "formats"), None)


def body(consultation, variant=""):
    return variants.published(consultation, variant)


def kept_for_search(edition):
    wanted = select(EditionDocument.folded).where(EditionDocument.variant == "")
    return db.session.scalars(wanted.where(EditionDocument.edition_id == edition.id)).one()


def problems(consultation):
    return [said for each in formats.states(sources.source(consultation)) for said in each.problems]


def test_a_format_is_promised_once_and_large_print_never():
    asked = draft_consultation()
    assert gate(asked) is None
    promised(asked)
    for format_ in (Format.BSL, Format.LARGE_PRINT):
        with pytest.raises(RuleBroken, match="not promised yet"):
            promised(asked, format_)
    assert "Make it ready" in gate(asked)
    with pytest.raises(RuleBroken, match="Make it ready"):
        commands.schedule(actor=AccountFactory(), consultation=asked)


def test_a_promise_is_taken_back_in_a_draft_only():
    asked = draft_consultation()
    commands.drop_format(actor=lead(), consultation=asked, row=promised(asked))
    assert formats.of(asked.id) == []
    public = open_consultation("public")
    row = promised(public)
    with pytest.raises(RuleBroken, match="People count on this"):
        commands.drop_format(actor=lead(), consultation=public, row=row)


def test_it_opens_without_a_promised_format_that_has_a_fair_day():
    asked = draft_consultation(opens=0, closes=41)
    promised(asked, comes=21, until=21 + 42)
    assert gate(asked) == ""
    commands.schedule(actor=AccountFactory(role=Role.APPROVER), consultation=asked)
    assert body(asked, "bsl") is None
    assert {
        each["variant"] for each in publishing.latest_edition(asked.id).manifest["documents"]
    } == {""}


def test_a_day_that_is_not_fair_is_refused_and_nothing_is_kept():
    asked = draft_consultation(opens=0, closes=41)
    row = promised(asked)
    with pytest.raises(RuleBroken, match="Give people who need it until"):
        commands.set_format_days(
            actor=lead(),
            consultation=asked,
            row=row,
            days=Days(today() + 21 * DAY, today() + 42 * DAY),
        )
    assert (row.promised_on, row.closes_on) == (None, None)


def test_a_shorter_time_may_be_set_for_the_whole_site(app):
    app.config["FORMAT_DAYS"] = 14
    asked = draft_consultation(opens=0, closes=41)
    promised(asked, comes=35, until=49)
    assert gate(asked) == ""


def test_easy_read_is_complete_when_everything_asked_has_fresh_words():
    asked = draft_consultation()
    row = promised(asked, Format.EASY_READ)
    assert "“Where?” has no Easy Read words." in problems(asked)
    assert "Option 1 has no Easy Read words." in problems(asked)
    easy_words(asked, row, only_needed=True)
    assert problems(asked) == []
    question = next(each for each, _words in questions_of(asked) if each.key == "where")
    languages.put(actor=lead(), subject=question, texts={"label": "Which place?"})
    assert problems(asked) == ["“Which place?”: the English changed after the Easy Read words."]
    with pytest.raises(RuleBroken, match="the English changed"):
        ready(asked, row)
    easy_words(asked, row, only_needed=True)
    assert ready(asked, row).ready_on == today()


def questions_of(consultation):
    made = sources.source(consultation)
    return [(each, "") for page in made.pages for each in page.questions]


def test_english_that_changes_before_the_launch_takes_ready_away():
    asked = draft_consultation()
    with_easy_read(asked)
    assert gate(asked) == ""
    languages.put(actor=lead(), subject=asked, texts={"summary": "We plan something else."})
    assert "Make it ready" in gate(asked)


def test_an_easy_read_document_has_the_same_keys_and_leaves_out_what_it_does_not_say():
    asked = open_consultation()
    plain = body(asked)
    with_easy_read(asked, only_needed=True)
    easy = body(asked, "easy-read")
    assert easy["title"] == "Easy: Evening appointments: where and when?"
    assert (easy["why_now"], easy["left_out"], easy["stale"]) == ("", True, False)
    assert easy["decision_maker"] == plain["decision_maker"]
    assert [_keys(page) for page in easy["pages"]] == [_keys(page) for page in plain["pages"]]
    assert easy["pages"][0]["questions"][0]["choices"][0]["label"] == "Easy: North"
    assert easy["papers"][0]["title"] == plain["papers"][0]["title"]
    form = queries.questionnaire(asked, "en_GB", "easy-read")
    assert (form.variant, form.language) == ("easy-read", "en_GB")
    assert queries.questionnaire(asked, "en_GB", "bsl").variant == ""


def _keys(page):
    return [(each["key"], [one["key"] for one in each["choices"]]) for each in page["questions"]]


def test_a_format_that_comes_later_is_a_new_edition_of_the_same_meaning():
    asked = open_consultation()
    before = publishing.latest_edition(asked.id)
    with_easy_read(asked)
    after = publishing.latest_edition(asked.id)
    assert (after.number, after.meaning_hash) == (2, before.meaning_hash)
    assert asked.edition_id == after.id
    assert [each["variant"] for each in after.manifest["documents"]] == ["", "easy-read"]
    told = process.notices(asked.id, "en_GB")
    assert [each.kind for each in told] == [NoticeKind.FORMAT_READY]
    old = queries.questionnaire(asked, "en_GB", "easy-read", before.id)
    assert (old.edition_id, old.variant) == (after.id, "easy-read")
    assert queries.questionnaire(asked, "en_GB", "", before.id).edition_id == before.id
    assert kept_for_search(after) == kept_for_search(before)


def test_a_form_of_another_meaning_is_never_put_in_the_place_of_an_older_one():
    asked = open_consultation()
    before = asked.edition_id
    question = questions_of(asked)[0][0]
    question.kind = Kind.SHORT_TEXT
    with_easy_read(asked)
    assert queries.questionnaire(asked, "en_GB", "easy-read", before).edition_id == before


def test_a_correction_of_a_number_goes_into_easy_read_and_what_films_say():
    asked = open_consultation(words={"summary": "Call 020 3000 1234."})
    with_easy_read(asked)
    row = filmed(asked, promised(asked))
    media = row.media[0]
    words = {"transcript": "Call 020 3000 1234."}
    commands.edit_media(actor=lead(), consultation=asked, row=row, media=media, **words)
    ready(asked, row)
    commands.correct_fact(
        actor=lead(), consultation=asked, old="020 3000 1234", new="020 3000 4321"
    )
    easy, film = body(asked, "easy-read"), body(asked, "bsl")
    assert easy["summary"] == "Easy: Call 020 3000 4321."
    assert easy["stale"] is False
    assert film["media"][""][0]["transcript"] == "Call 020 3000 4321."
    assert film["stale"] is True


def test_another_wording_of_a_question_makes_public_easy_read_say_that_it_is_old():
    asked = open_consultation()
    with_easy_read(asked)
    question = questions_of(asked)[0][0]
    texts = {(question.id, "label", "en_GB"): "In which town should the clinic be?"}
    commands.correct_question(actor=lead(), consultation=asked, question=question, texts=texts)
    assert body(asked, "easy-read")["stale"] is True
    assert body(asked, "easy-read")["pages"][0]["questions"][0]["label"] == "Easy: Where?"
    easy_words(asked, formats.one(asked, "easy-read"))
    assert body(asked, "easy-read")["stale"] is False


def test_a_document_has_easy_read_words_until_the_original_changes():
    asked = open_consultation()
    with_easy_read(asked)
    assert formats.easy_read_of(asked, "paper_0", "es").code == "en_GB"
    assert formats.easy_read_of(asked, "nothing") is None
    paper = sources.source(asked).papers[0]
    languages.put(actor=lead(), subject=paper, texts={"body": "We counted again."})
    row = formats.one(asked, "easy-read")
    with pytest.raises(RuleBroken, match="Document 1: the English changed"):
        commands.write_easy_read(actor=lead(), consultation=asked, row=row, texts={})
    assert formats.preview(sources.source(asked), row)[1]["papers"][0]["variant"] == ""


def test_the_panel_signs_easy_read_too_and_the_page_says_when_it_has_not():
    asked = open_consultation(signed=True)
    row = with_easy_read(asked)
    assert body(asked)["honest"] == []
    assert body(asked, "easy-read")["honest"] == ["Not yet read by residents."]
    commands.send_easy_read(actor=lead(), consultation=asked, row=row)
    about = Submission.subject_kind == "consultation_format"
    sent = db.session.scalars(db.select(Submission).where(about)).one()
    assert (sent.subject_kind, sent.title) == (
        "consultation_format",
        "Easy Read: Evening appointments: where and when?",
    )
    sent.state, sent.signed_at = SubmissionState.SIGNED, sent.created_at
    easy_words(asked, row)
    assert body(asked, "easy-read")["honest"] == []
    easy_words(asked, row, summary="Easy: something quite different now.")
    assert body(asked, "easy-read")["honest"] == ["Not yet read by residents."]
    assert sent.state is SubmissionState.SUPERSEDED


def test_public_days_move_later_with_a_reason_that_people_read():
    asked = open_consultation(opens=-1, closes=41, decision_on=today() + 200 * DAY)
    row = promised(asked, comes=20, until=62)
    later = Days(today() + 25 * DAY, today() + 67 * DAY)
    facts = {"actor": lead(), "consultation": asked, "row": row}
    with pytest.raises(RuleBroken, match="Say why"):
        commands.set_format_days(days=later, texts={}, **facts)
    with pytest.raises(RuleBroken, match="never moves earlier"):
        commands.set_format_days(days=Days(today() + DAY, later.closes_on), texts={}, **facts)
    commands.set_format_days(days=later, texts={"en_GB": "The signer is ill."}, **facts)
    (told,) = process.notices(asked.id, "en_GB")
    assert (told.kind, told.text) == (NoticeKind.FORMAT_MOVED, "The signer is ill.")
    assert told.day("new") == row.promised_on == later.promised_on
    assert told.day("until") == row.closes_on == later.closes_on
    done = db.session.scalars(db.select(Entry.action)).all()
    assert {Action.FORMAT_PROMISED, Action.FORMAT_MOVED} <= set(done)


def test_a_format_that_is_there_may_stay_open_for_longer(app):
    asked = open_consultation(opens=-1, closes=41, decision_on=today() + 200 * DAY)
    row = with_bsl(asked, comes=20, until=62)
    facts = {"actor": lead(), "consultation": asked, "row": row}
    longer = Days(row.promised_on, row.closes_on + 7 * DAY)
    commands.set_format_days(days=longer, texts={"en_GB": "More people ask."}, **facts)
    assert row.closes_on == today() + 69 * DAY
    with pytest.raises(RuleBroken, match="before the decision"):
        commands.set_format_days(
            days=Days(row.promised_on, today() + 200 * DAY), texts={"en_GB": "More."}, **facts
        )


def test_a_missed_promise_waits_for_the_lead_and_no_other():
    asked = open_consultation(opens=-1, closes=41, decision_on=today() + 200 * DAY)
    promised(asked, comes=3, until=60)
    promised(draft_consultation("draft", opens=0, closes=41), comes=3, until=60)
    account = lead()
    roles = frozenset({Role.ENGAGEMENT_LEAD})
    with days_away(3):
        assert waiting.waiting(account, roles) == []
    with days_away(4):
        (found,) = waiting.waiting(account, roles)
        assert "British Sign Language (BSL) was promised by" in str(found.what)
        assert found.endpoint == "consultations_desk.formats"
        ready(asked, filmed(asked, formats.one(asked, "bsl")))
        assert waiting.waiting(account, roles) == []


def test_reading_begins_but_nothing_is_frozen_before_the_last_format_has_closed():
    asked = closed_consultation(opens=-40, closes=-5)
    row = formats_row(asked, comes=-10, until=32)
    commands.move(actor=lead(), consultation=asked, to=Stage.ANALYSING)
    for deed in (
        lambda: commands.freeze_answers(actor=lead(), consultation=asked),
        lambda: commands.move(actor=lead(), consultation=asked, to=Stage.FINAL_PUBLISHED),
    ):
        with pytest.raises(RuleBroken, match="People may still answer"):
            deed()
    assert formats.in_whole_time(asked).closes_on == row.closes_on
    with days_away(33):
        commands.freeze_answers(actor=lead(), consultation=asked)


def formats_row(asked, *, comes, until):
    """A promise that was made while it was open."""
    row = ConsultationFormat(consultation_id=asked.id, format=Format.BSL, media=[])
    row.promised_on, row.closes_on = today() + comes * DAY, today() + until * DAY
    db.session.add(row)
    db.session.flush()
    return row


def test_a_copy_promises_the_same_formats_without_days_and_with_its_pictures():
    first = draft_consultation()
    row = promised(first, Format.EASY_READ)
    easy_words(first, row)
    add(first, row, MediaKind.PICTURE, place="where")
    ready(first, row)
    filmed(first, promised(first))
    copy = beginning.begin(
        actor=lead(),
        weight=Weight.STANDARD,
        title="Evenings again",
        start="copy:evenings",
        organisation_id=first.organisation_id,
        topic_id=first.topic_id,
        opens_on=today(),
    )
    easy, film = formats.of(copy.id)
    assert (easy.format, easy.ready_on, film.media) == (Format.EASY_READ, None, [])
    picture = easy.media[0]
    keys = {each.key for each, _words in questions_of(copy)}
    assert picture.place in keys
    assert variants.words_of(sources.source(copy), picture)[1] == "A clinic with a clock"
    stale = [each for each in problems(copy) if "English changed" in each]
    assert stale == ["Title: the English changed after the Easy Read words."]
    mine = next(each for each in row.media)
    commands.remove_media(actor=lead(), consultation=first, row=row, media=mine)
    assert stored_path(picture.stored).is_file()


def test_what_a_format_is_made_of_is_read_in_one_statement(app):
    asked = draft_consultation()
    with_easy_read(asked)
    filmed(asked, promised(asked))
    db.session.commit()
    found = formats.one(queries.by_slug("evenings"), "bsl")
    assert len(found.media) == 2
    assert db.session.scalar(db.select(db.func.count(FormatMedia.id))) == 2


def test_an_approval_does_not_end_when_a_format_is_added():
    asked = draft_consultation()
    before = launch.text_hash(sources.source(asked))
    with_easy_read(asked)
    filmed(asked, promised(asked))
    assert launch.text_hash(sources.source(asked)) == before
