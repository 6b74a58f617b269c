"""A wrong fact is found in every script; a question is corrected in public."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.audit.models import Action
from engage.audit.queries import history
from engage.consultations import commands, queries, rules
from engage.consultations.models import NoticeKind
from engage.consultations.queries import corrections, launch, process, sources
from engage.core.clock import days_away
from engage.core.errors import NotFound, RuleBroken
from engage.languages import commands as languages
from engage.languages import queries as wordings
from engage.publishing import queries as publishing
from engage.reading.rules import is_small_fix
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import draft_consultation, open_consultation
from tests.factories.languages import WordingFactory
from tests.factories.responses import entered

OLD, NEW = "020 7946 0100", "020 7946 0199"


# --- where a fact stands


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ring 020 7946 0100.", "Ring 020 7946 0199."),
        ("Ring 02079460100 now", "Ring 02079460199 now"),
        ("Ring 020-7946-0100", "Ring 020-7946-0199"),
        ("اتصل على \u2066020 7946 0100\u2069", "اتصل على \u2066020 7946 0199\u2069"),
        ("اتصل ٠٢٠ ٧٩٤٦ ٠١٠٠ الآن", "اتصل ٠٢٠ ٧٩٤٦ ٠١٩٩ الآن"),
        ("০২০ ৭৯৪৬ ০১০০ নম্বরে", "০২০ ৭৯৪৬ ০১৯৯ নম্বরে"),
        ("फोन ०२०\u00a0७९४६\u00a0०१००", "फोन ०२०\u00a0७९४६\u00a0०१९९"),
        ("Ring 020 7946 01001", "Ring 020 7946 01001"),
        ("Ring 1020 7946 0100", "Ring 1020 7946 0100"),
        ("Ring 020 7946 0101", "Ring 020 7946 0101"),
        ("No number", "No number"),
        ("020 7946 0100 or 02079460100", "020 7946 0199 or 02079460199"),
    ],
)
def test_a_number_is_found_in_any_script_with_any_gaps_and_keeps_them(text, said):
    assert rules.corrected(text, OLD, NEW) == said


@pytest.mark.parametrize(
    ("text", "old", "new", "said"),
    [
        ("Open at 9, or 10", "9", "8", "Open at 8, or 10"),
        ("Rooms 1 2 and 12", "12", "13", "Rooms 1 2 and 13"),
        ("Ring 020 7946 0100", OLD, "0800 111", "Ring 0800 111"),
        ("٠٢٠ ٧٩٤٦ ٠١٠٠", OLD, "0800 111", "٠٨٠٠ ١١١"),
        ("The clinc is here", "clinc", "clinic", "The clinic is here"),
        ("The clincs are here", "clinc", "clinic", "The clincs are here"),
        (
            "See care.example.org/a",
            "care.example.org",
            "help.example.org",
            "See help.example.org/a",
        ),
        ("Anything", "  ", "x", "Anything"),
        ("a.b and axb", "a.b", "c", "c and axb"),
    ],
)
def test_a_fact_is_found_as_a_whole_and_nothing_else(text, old, new, said):
    assert rules.corrected(text, old, new) == said


@given(st.text(max_size=60), st.text(max_size=12), st.text(max_size=12))
def test_no_text_breaks_the_search_and_what_is_gone_is_not_found_again(text, old, new):
    once = rules.corrected(text, old, new)
    if rules.corrected(text, old, "") == text:
        assert once == text


# --- what may change without a new reading


@pytest.mark.parametrize(
    ("old", "new", "small"),
    [
        ("Ring 020 7946 0100.", "Ring 020 7946 0199.", True),
        ("It closes on 1 May.", "It closes on Monday 12 June 2027.", True),
        ("Write to care@example.org", "Write to help@example.org", True),
        ("See https://example.org/a", "See https://example.org/b", True),
        ("Two clincs open", "Two clinics open", True),
        ("Bexly", "Bexley", True),
        ("We will recieve it", "We will receive it", True),
        ("Open at 9 am", "Open at 10 pm", True),
        ("You may come", "You may not come", False),
        ("You can come", "You cannot come", False),
        ("It is open", "It is closed", False),
        ("from the form", "form the form", False),
        ("Send more buses", "Send fewer buses", False),
        ("before Friday", "after Friday", False),
        ("You must pay", "You may pay", False),
        ("The clinic stays", "The clinic goes", False),
        ("", "A word", False),
        ("in May", "we may", False),
    ],
)
def test_only_a_spelling_a_date_a_number_or_a_link_is_a_small_fix(old, new, small):
    assert is_small_fix(old, new) is small


@given(st.text(max_size=80))
def test_what_stays_the_same_is_always_a_small_fix(text):
    assert is_small_fix(text, text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_small_fix_never_adds_or_takes_away_not(before, after):
    assert not is_small_fix(f"{before} yes {after}", f"{before} not yes {after}")


@pytest.mark.parametrize(
    ("old", "new", "places", "signed", "message"),
    [
        (OLD, NEW, 1, True, None),
        ("Old street", "New road", 1, False, None),
        ("Old street", "New road", 1, True, "more than a spelling"),
        (OLD, OLD, 1, True, "what should stand"),
        (OLD, "", 1, True, "what should stand"),
        (OLD, NEW, 0, True, "found this nowhere"),
        ("1" * 501, NEW, 1, True, "only what is wrong"),
    ],
)
def test_a_fact_is_small_and_stands_somewhere(old, new, places, signed, message):
    if message is None:
        rules.check_fact(old, new, places=places, in_signed_text=signed)
        return
    with pytest.raises(RuleBroken, match=message):
        rules.check_fact(old, new, places=places, in_signed_text=signed)


# --- story 2: the wrong phone number


SIX = ("en_GB", "es", "ar", "bn", "pl", "ro")


def wrong_number(**facts):
    """A signed, open consultation in six languages with one digit wrong everywhere."""
    made = open_consultation(
        languages=SIX,
        signed=True,
        phone=OLD,
        words={"summary": f"Two clinics. Ring {OLD} to ask."},
        **facts,
    )
    for code, text in (("ar", "اتصل على ٠٢٠ ٧٩٤٦ ٠١٠٠"), ("bn", "০২০ ৭৯৪৬ ০১০০ নম্বরে")):
        languages.put(actor=None, subject=made, texts={"summary": text}, language=code)
    return made


def test_one_wrong_digit_is_put_right_in_six_languages_at_once(database):
    made = wrong_number()
    WordingFactory(subject=made, field="summary", variant="easy-read", text=f"Call {OLD}")
    before, begun = publishing.latest_edition(made.id), time.monotonic()
    notice = commands.correct_fact(actor=AccountFactory(), consultation=made, old=OLD, new=NEW)
    assert time.monotonic() - begun < 10
    after = publishing.latest_edition(made.id)
    assert made.edition_id == after.id != before.id
    assert after.meaning_hash == before.meaning_hash
    assert made.phone == NEW
    said = {code: publishing.document(after.id, code).body["summary"] for code in SIX}
    assert NEW in said["en_GB"]
    assert "٠١٩٩" in said["ar"]
    assert "০১৯৯" in said["bn"]
    assert all(NEW in said[code] for code in ("es", "pl", "ro"))
    assert launch.gaps(sources.source(made)) == dict.fromkeys(SIX[1:], 0)
    assert notice.kind is NoticeKind.CORRECTED
    assert (notice.facts["old"], notice.facts["new"], notice.facts["texts"]) == (OLD, NEW, 8)
    assert history(made.id)[-1].action is Action.CONSULTATION_CORRECTED


def test_the_signature_and_the_checks_of_translators_are_carried_over(database):
    made = wrong_number()
    checker = AccountFactory()
    languages.check_words(actor=checker, subject=made, language="es")
    commands.correct_fact(actor=AccountFactory(), consultation=made, old=OLD, new=NEW)
    assert publishing.document(made.edition_id, "en_GB").body["honest"] == []
    rows = [row for row in wordings.wordings_of([made.id]) if row.language == "es"]
    assert {row.checked_by for row in rows} == {checker.id}


def test_an_answer_stays_with_the_edition_it_was_given_on(database):
    made = wrong_number()
    given_on = made.edition_id
    commands.correct_fact(actor=AccountFactory(), consultation=made, old=OLD, new=NEW)
    assert queries.questionnaire(made, "en_GB", edition_id=given_on).edition_id == given_on
    assert OLD in publishing.document(given_on, "en_GB").body["summary"]


def test_a_number_in_a_question_raises_its_revision_and_keeps_its_key(database):
    made = open_consultation()
    asked = corrections.question(made, "hard")
    languages.put(actor=None, subject=asked, texts={"label": "Is 9.30 too late?"})
    commands.correct_fact(actor=AccountFactory(), consultation=made, old="9.30", new="8.30")
    found = [each.revision for each, _words in corrections.questions(made)]
    assert sorted(found) == [1, 1, 1, 1, 1, 2]
    assert corrections.question(made, "hard").revision == 2


def test_a_translation_in_which_it_does_not_stand_is_looked_at_and_stays_fresh(database):
    made = open_consultation(languages=("en_GB", "es"), words={"effects": "From 1 May you pay."})
    languages.put(
        actor=None, subject=made, texts={"effects": "Desde el uno de mayo"}, language="es"
    )
    (row,) = corrections.fact(made, "1 May", "2 May").unmatched
    assert row.text == "Desde el uno de mayo"
    commands.correct_fact(
        actor=AccountFactory(),
        consultation=made,
        old="1 May",
        new="2 May",
        texts={row.id: "Desde el dos de mayo"},
    )
    said = publishing.document(made.edition_id, "es").body
    assert said["effects"] == "Desde el dos de mayo"
    assert launch.gaps(sources.source(made)) == {"es": 0}


def test_what_was_stale_before_stays_stale(database):
    made = open_consultation(languages=("en_GB", "es"), words={"effects": f"Ring {OLD}"})
    languages.put(actor=None, subject=made, texts={"effects": f"Please ring {OLD}"})
    commands.correct_fact(actor=AccountFactory(), consultation=made, old=OLD, new=NEW)
    assert launch.gaps(sources.source(made)) == {"es": 1}


def test_nothing_is_corrected_before_launch(database):
    with pytest.raises(RuleBroken, match="Only a text that is public"):
        commands.correct_fact(
            actor=AccountFactory(), consultation=draft_consultation(), old="GP", new="PG"
        )


def test_after_closing_the_form_and_its_answers_stay_as_they_were(database):
    made = open_consultation(words={"effects": "It costs £20 a day."})
    question, choices = asked_of(made)
    languages.put(actor=None, subject=question, texts={"label": "Would you pay £20?"})
    languages.put(actor=None, subject=choices["where_0"], texts={"label": "Yes, £20"})
    answer, before = entered(made), publishing.latest_edition(made.id)
    with days_away(30):
        assert corrections.fact(made, "£20", "£30").number == 1
        commands.correct_fact(actor=AccountFactory(), consultation=made, old="£20", new="£30")
    after = publishing.latest_edition(made.id)
    document = publishing.document(after.id, "en_GB").body
    assert document["effects"] == "It costs £30 a day."
    (asked,) = [each for page in document["pages"] for each in page["questions"]][:1]
    assert (asked["label"], asked["choices"][0]["label"]) == ("Would you pay £20?", "Yes, £20")
    assert {each.revision for each, _words in corrections.questions(made)} == {1}
    assert after.meaning_hash == before.meaning_hash
    assert answer.edition_id == before.id != after.id


def test_after_closing_what_stands_in_a_question_alone_is_found_nowhere(database):
    made = open_consultation()
    question, _choices = asked_of(made)
    languages.put(actor=None, subject=question, texts={"label": "Would you pay £20?"})
    with days_away(30), pytest.raises(RuleBroken, match="We found this nowhere"):
        commands.correct_fact(actor=AccountFactory(), consultation=made, old="£20", new="£30")


def test_an_edition_that_is_not_there_has_no_lines(database):
    with pytest.raises(NotFound):
        corrections.lines(draft_consultation())


# --- a question


def asked_of(made, key="where"):
    found = corrections.question(made, key)
    return found, {each.key: each for each in found.choices}


def correct(made, question, texts, **facts):
    return commands.correct_question(
        actor=AccountFactory(), consultation=made, question=question, texts=texts, **facts
    )


def test_a_question_is_corrected_in_public_and_keeps_its_keys(database):
    made = open_consultation(languages=("en_GB", "es"), signed=True)
    question, _choices = asked_of(made)
    before = publishing.latest_edition(made.id)
    notice = correct(
        made,
        question,
        {
            (question.id, "label", "en_GB"): "Where could you go?",
            (question.id, "label", "es"): "¿Adónde podría ir?",
        },
        reason="The old words were not clear.",
    )
    after = publishing.latest_edition(made.id)
    assert (question.key, question.revision) == ("where", 2)
    assert after.meaning_hash == before.meaning_hash
    english = publishing.document(after.id, "en_GB").body
    assert english["pages"][0]["questions"][0]["label"] == "Where could you go?"
    assert english["honest"] == ["A question was corrected after residents read this."]
    old = {each["language"]: each["old"] for each in notice.facts["changes"]}
    assert old == {"en_GB": "Where?", "es": "Where? (es)"}
    (told,) = process.notices(made.id, "es")
    assert [each["new"] for each in told.changes("es")] == ["¿Adónde podría ir?"]
    assert [each["new"] for each in told.changes("ar")] == ["Where could you go?"]
    assert told.text == "The old words were not clear."
    assert launch.gaps(sources.source(made)) == {"es": 0}
    again, _choices = asked_of(made)
    text = {(again.id, "label", code): f"Where to now ({code})?" for code in ("en_GB", "es")}
    correct(made, again, text)
    assert len(publishing.document(made.edition_id, "en_GB").body["honest"]) == 1


def test_a_small_fix_of_a_question_needs_no_other_language_and_no_new_line(database):
    made = open_consultation(languages=("en_GB", "es"), signed=True)
    question, _choices = asked_of(made, "street")
    languages.put(actor=None, subject=question, texts={"label": "Which stopp is nearest?"})
    languages.put(actor=None, subject=question, texts={"label": "¿Qué parada?"}, language="es")
    correct(made, question, {(question.id, "label", "en_GB"): "Which stop is nearest?"})
    assert publishing.document(made.edition_id, "en_GB").body["honest"] == []
    assert launch.gaps(sources.source(made)) == {"es": 0}


def test_other_words_are_needed_in_every_language(database):
    made = open_consultation(languages=("en_GB", "es"))
    question, _choices = asked_of(made)
    with pytest.raises(RuleBroken, match="in every language") as broken:
        correct(made, question, {(question.id, "label", "en_GB"): "Where could you go?"})
    assert broken.value.field == f"label_{question.id}_es"


def test_a_choice_gets_other_words_only_when_its_meaning_stays(database):
    made = open_consultation()
    question, choices = asked_of(made)
    texts = {(choices["where_0"].id, "label", "en_GB"): "The north of the borough"}
    with pytest.raises(RuleBroken, match="still means the same"):
        correct(made, question, texts)
    correct(made, question, texts, same_meaning=True)
    asked = queries.questionnaire(made, "en_GB").questions[0]
    assert asked.choices[0].key == "where_0"
    assert asked.choices[0].label == "The north of the borough"


def test_a_choice_is_closed_and_kept_for_old_answers(database):
    made = open_consultation()
    question, _choices = asked_of(made)
    notice = correct(made, question, {}, closed=["where_1"])
    asked = queries.questionnaire(made, "en_GB").questions[0]
    assert [each.key for each in asked.offered] == ["where_0", "where_2"]
    assert len(asked.choices) == 3
    assert notice.facts["closed"] == ["South"]


@pytest.mark.parametrize(
    ("key", "closed", "texts", "message"),
    [
        ("where", ["where_0", "where_1", "where_2"], {}, "at least one choice open"),
        ("bus", ["agree"], {}, "A scale keeps all its answers"),
        ("where", [], {}, "Change a word"),
        ("where", ["nonsense"], {}, "Change a word"),
        ("where", [], {"label": ""}, "without words"),
        ("where", ["where_0"], {"reason": "x" * 1_001}, "reason shorter"),
    ],
)
def test_a_correction_of_a_question_that_breaks_it_is_refused(
    database, key, closed, texts, message
):
    made = open_consultation()
    question, _choices = asked_of(made, key)
    words = {(question.id, "label", "en_GB"): texts["label"]} if "label" in texts else {}
    with pytest.raises(RuleBroken, match=message):
        correct(made, question, words, closed=closed, reason=texts.get("reason", ""))


def test_no_question_is_corrected_after_closing(database):
    made = open_consultation()
    question, _choices = asked_of(made)
    with days_away(30), pytest.raises(RuleBroken, match="still open"):
        correct(made, question, {})


def test_an_unknown_question_is_not_found(database):
    with pytest.raises(NotFound):
        corrections.question(open_consultation(), "nonsense")


def test_a_fact_in_a_note_alone_is_put_right_in_every_language_and_kept_as_it_was_told(database):
    made, told = open_consultation(languages=("en_GB", "es")), {"en_GB": f"Ring {OLD}.", "es": OLD}
    notice = commands.pause(actor=AccountFactory(), consultation=made, texts=told)
    commands.correct_fact(actor=AccountFactory(), consultation=made, old=OLD, new=NEW)
    said = [process.notices(made.id, code)[-1].text for code in ("en_GB", "es")]
    assert (said, notice.facts["said"]) == ([f"Ring {NEW}.", NEW], told)
