"""What may be answered; drafts that only their writer can open."""

import unicodedata
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.consultations.models import Kind
from engage.consultations.rules import AskedChoice, AskedPage, AskedQuestion
from engage.core.errors import RuleBroken
from engage.responses import rules
from engage.responses.models import Channel, RespondentKind, ResponseState

MOST = 256**3 * 10_000
FILE = "0190a1b2-0000-4000-8000-000000000000"


def asked(kind=Kind.ONE_CHOICE, **facts):
    given_facts = {"hint": "", "required": False, "most": None, "limit": None}
    choices = tuple(AskedChoice(key, key.upper()) for key in "abc") if kind.has_choices else ()
    return AskedQuestion(
        **{"key": "q", "kind": kind, "label": "Q?", "choices": choices, **given_facts, **facts}
    )


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (Kind.ONE_CHOICE, [], ""),
        (Kind.ONE_CHOICE, ["a"], "a"),
        (Kind.AGREE_SCALE, ["b"], "b"),
        (Kind.SEVERAL_CHOICES, [], []),
        (Kind.SEVERAL_CHOICES, ["c", "a", "c"], ["a", "c"]),
        (Kind.SHORT_TEXT, ["  two \n words "], "two words"),
        (Kind.LONG_TEXT, [" one\r\n\r\ntwo\x00\x07 "], "one\n\ntwo"),
        (Kind.LONG_TEXT, [], ""),
        (Kind.LONG_TEXT, ["e\u0301"], "é"),
        (Kind.POSTCODE, ["da6 7ab"], "DA6"),
        (Kind.POSTCODE, [], ""),
        (Kind.RANK, [], []),
        (Kind.RANK, ["b", "a"], ["b", "a"]),
        (Kind.RANK, ["3 a", "1 b", "2 c"], ["b", "c", "a"]),
        (Kind.RANK, ["২ a", "১ c"], ["c", "a"]),
        (Kind.NUMBER, [], ""),
        (Kind.NUMBER, [" 12 "], "12"),
        (Kind.DATE, ["", " ", ""], ""),
        (Kind.DATE, ["٢٧", "٣", "٢٠٢٦"], "2026-03-27"),
        (Kind.DATE, ["2026-03-27"], "2026-03-27"),
        (Kind.LOCATION, ["b"], "b"),
        (Kind.CONSENT, ["yes"], "yes"),
        (Kind.CONSENT, [], ""),
        (Kind.INFO, ["anything"], ""),
        (Kind.FILE, [], []),
        (Kind.FILE, [FILE, FILE], [FILE]),
    ],
)
def test_what_is_kept_of_what_was_typed(kind, typed, kept):
    assert rules.check_answer(asked(kind), typed) == kept


@pytest.mark.parametrize(
    ("question", "typed", "said"),
    [
        (asked(), ["z"], "Choose one of the answers on this page."),
        (asked(), ["a", "b"], "Choose one of the answers on this page."),
        (asked(Kind.AGREE_SCALE), ["'; DROP"], "Choose one of the answers on this page."),
        (asked(Kind.SEVERAL_CHOICES), ["a", "z"], "Choose from the answers on this page."),
        (asked(Kind.SEVERAL_CHOICES, most=2), ["a", "b", "c"], "Choose 2 or fewer."),
        (asked(Kind.SHORT_TEXT, limit=3), ["four"], "Use 3 characters or fewer."),
        (asked(Kind.SHORT_TEXT), ["x" * 201], "Use 200 characters or fewer."),
        (asked(Kind.LONG_TEXT), ["x" * 10_001], "Use 10000 characters or fewer."),
        (asked(Kind.POSTCODE), ["moon"], "Enter a postcode, or its first part, like DA6"),
        (asked(required=True), [], "Choose an answer."),
        (asked(Kind.LONG_TEXT, required=True), [" \n"], "Write an answer."),
        (asked(Kind.SEVERAL_CHOICES, least=2), ["a"], "Choose 2 or more."),
        (asked(Kind.RANK), ["1 a", "1 b"], "You used number 1 twice. Use each number once."),
        (asked(Kind.RANK), ["a", "a"], "Give each answer one place only."),
        (
            asked(Kind.RANK),
            ["1 a", "3 b"],
            "You left out number 2. Start at 1 and leave no gaps.",
        ),
        (asked(Kind.RANK), ["0 a"], "Use the numbers 1 to 3."),
        (asked(Kind.RANK, most=2), ["1 a", "2 b", "3 c"], "Use the numbers 1 to 2."),
        (asked(Kind.RANK, least=2), ["1 a"], "Give 2 or more of them a place."),
        (asked(Kind.RANK), ["1 z"], "Choose from the answers on this page."),
        (asked(Kind.RANK, required=True), [], "Put the answers in order."),
        (asked(Kind.NUMBER), ["1.234"], "Enter a number, like 12 or 2.5."),
        (asked(Kind.NUMBER, required=True), [], "Enter a number."),
        (asked(Kind.DATE), ["1", "1", "26"], "Enter a real date, like 27 3 2026."),
        (asked(Kind.DATE), ["1", "1"], "Enter a real date, like 27 3 2026."),
        (
            asked(Kind.DATE, latest_on=date(2026, 1, 1)),
            ["2", "1", "2026"],
            "Enter a date on or before 1 January 2026.",
        ),
        (asked(Kind.DATE, required=True), ["", "", ""], "Enter a date."),
        (asked(Kind.FILE), ["../x"], "Choose your file again."),
        (asked(Kind.FILE, most=1), [FILE, FILE[:-1] + "1"], "Add 1 files or fewer."),
        (asked(Kind.FILE, least=2), [FILE], "Add 2 files or more."),
        (asked(Kind.FILE, required=True), [], "Add a file."),
        (asked(Kind.CONSENT), ["no"], "Tick the box, or leave it empty."),
        (asked(Kind.CONSENT, required=True), [], "Tick the box to go on."),
        (asked(Kind.LOCATION), ["z"], "Choose one of the answers on this page."),
    ],
)
def test_what_is_refused_says_what_to_do(question, typed, said):
    with pytest.raises(RuleBroken) as broken:
        rules.check_answer(question, typed)
    assert str(broken.value) == said
    assert broken.value.field == "q"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("four", 4),
        ("e\u0301", 1),
        ("কি", 1),
        ("👩\u200d👩\u200d👧", 1),
        ("👍🏽", 1),
        ("🇬🇧🇵🇱", 2),
        ("🇬🇧🇵", 2),
        ("1️⃣", 1),
        ("क्षेत्र", 2),
        ("न्\u200cन", 2),
        ("বিশ্ববিদ্যালয়", 6),
        ("தமிழ்நாடு", 5),
        ("ਪੰਜਾਬੀ", 3),
        ("العَرَبِيَّة", 7),
        ("Tiếng Việt", 10),
        ("مَ", 1),
        ("", 0),
    ],
)
def test_characters_are_counted_as_a_reader_sees_them(text, seen):
    assert rules.length(text) == seen


def test_marks_do_not_use_up_the_limit():
    question = asked(Kind.SHORT_TEXT, limit=3)
    assert rules.check_answer(question, ["কিকিকি"]) == "কিকিকি"


@pytest.mark.parametrize("typed", ["\u200b", "\u202e \u2060", "\u3164", "\n\t"])
def test_an_answer_that_nobody_can_see_is_none(typed):
    with pytest.raises(RuleBroken, match="Write an answer"):
        rules.check_answer(asked(Kind.LONG_TEXT, required=True), [typed])


def test_an_answer_is_not_turned_round():
    assert rules.clean("a\u202ebc") == "abc"


def test_a_page_gives_answers_and_errors_by_question():
    page = (asked(), asked(Kind.LONG_TEXT, key="t"), asked(key="u"), asked(key="v"))
    checked = rules.check_page(page, {"q": ["z"], "t": ["words"], "u": [], "other": ["x"]})
    assert checked.answers == {"t": "words"}
    assert list(checked.errors) == ["q"]


@given(st.text(max_size=200))
def test_cleaned_text_stays_clean(text):
    once = rules.clean(text)
    assert rules.clean(once) == once
    assert "\x00" not in once
    assert unicodedata.is_normalized("NFC", once)


PIECES = st.sampled_from(["a", "b", "1 a", "2 b", "yes", "other", "12", "2026", "3", "-1,5", FILE])


@settings(max_examples=300)
@given(
    st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=4),
    st.text(max_size=30),
    st.booleans(),
)
def test_whatever_is_typed_is_kept_or_refused_never_a_crash(typed, words, other):
    for kind in Kind:
        question = asked(kind, other=other, least=1, most=3)
        checked = rules.check_page([question], {"q": typed, "q.other": [words]})
        again = rules.problems([question], checked.answers)
        assert again.answers == checked.answers
        assert not again.errors
        assert all(rules.said(question, checked.answers)) or kind is Kind.INFO


def test_an_answer_in_words():
    several = asked(Kind.SEVERAL_CHOICES)
    assert rules.said(several, {"q": ["a", "gone"]}) == ["A"]
    assert rules.said(asked(Kind.LONG_TEXT), {"q": "Mine"}) == ["Mine"]
    assert rules.said(several, {}) == []


def test_the_scale_has_words_of_its_own():
    choices = (AskedChoice("agree", ""), AskedChoice("x", "Said"), AskedChoice("unheard", ""))
    scale = asked(Kind.AGREE_SCALE, choices=choices)
    assert rules.choices_of(scale) == {"agree": "Agree", "x": "Said", "unheard": "unheard"}


def test_the_first_page_with_nothing_on_it():
    pages = [AskedPage("", (asked(key=key),)) for key in "abc"]
    assert rules.first_open_page(pages, {}) == 1
    assert rules.first_open_page(pages, {"a": "x"}) == 2
    assert rules.first_open_page(pages, {"a": "x", "b": "x", "c": "x"}) == 3
    assert rules.first_open_page([], {}) == 1
    only = AskedPage("", (asked(key="g"),), {"speaks": ["group"]})
    read = AskedPage("", (asked(Kind.INFO, key="i"),))
    assert rules.first_open_page([only, read, *pages], {}) == 3
    assert rules.first_open_page([only, *pages], {}, "group") == 1
    place = AskedPage("", (asked(Kind.LOCATION, key="p"),))
    assert rules.first_open_page([place, *pages], {"p.other": "Here"}) == 2


def test_the_page_somebody_stopped_on_comes_first_while_a_question_on_it_is_open():
    pages = [AskedPage("", (asked(key=key), asked(key=f"{key}{key}"))) for key in "abc"]
    assert rules.first_open_page(pages, {"a": "x", "b": "x"}, stopped=2) == 2
    assert rules.first_open_page(pages, {"a": "x", "b": "x", "bb": "x"}, stopped=2) == 3
    assert rules.first_open_page(pages, {"a": "x"}, stopped=9) == 2


# --- Drafts --------------------------------------------------------------------------------


def a_draft(**facts):
    row = {
        "consultation_id": uuid4(),
        "edition_id": uuid4(),
        "begun_at": datetime(2026, 11, 21, tzinfo=UTC),
        "language": "es",
    }
    return rules.Draft(**{**row, **facts}), row


def test_a_sealed_draft_opens_with_its_own_key_only():
    visit = rules.new_visit()
    said = {"q": "Mi respuesta", "several": ["a", "b"]}
    draft, row = a_draft(answers=said, about={"sex": "male"}, kind=RespondentKind.GROUP, code=7)
    sealed = rules.seal(visit, draft)
    assert b"respuesta" not in sealed
    opened = rules.open_draft(visit, sealed, **row)
    assert (opened.answers, opened.about, opened.code) == (said, {"sex": "male"}, 7)
    assert opened.kind is RespondentKind.GROUP
    assert rules.open_draft(rules.new_visit(), sealed, **row) is None
    assert rules.seal(visit, draft) != sealed


def test_a_draft_put_in_the_place_of_another_does_not_open():
    visit = rules.new_visit()
    draft, row = a_draft()
    other = rules.Visit(b"x" * 16, visit.key)
    assert rules.open_draft(other, rules.seal(visit, draft), **row) is None


def test_a_cookie_leads_back_to_its_visit():
    visit = rules.new_visit()
    assert rules.visit_of(visit.cookie) == visit


@pytest.mark.parametrize("cookie", ["", "garbage", "é", "AAAA", "=" * 64, "a" * 1000, "\x00"])
def test_a_cookie_that_is_not_ours_is_none(cookie):
    assert rules.visit_of(cookie) is None


def test_a_form_belongs_to_one_visit():
    visit = rules.new_visit()
    assert visit.owns(visit.token)
    assert not visit.owns("")
    assert not visit.owns("é\ud800")
    assert not rules.new_visit().owns(visit.token)


def test_a_wrapped_visit_opens_under_the_same_key_only():
    visit, under = rules.new_visit(), b"k" * 32
    assert rules.unwrap(rules.wrap(visit, under), under) == visit
    assert rules.unwrap(rules.wrap(visit, under), b"l" * 32) is None


@pytest.mark.parametrize(
    ("typed", "kind"), [("group", RespondentKind.GROUP), ("", None), ("x", None)]
)
def test_who_is_speaking_is_one_person_unless_said(typed, kind):
    assert rules.kind_of(typed) is (kind or RespondentKind.INDIVIDUAL)


# --- References ----------------------------------------------------------------------------


def test_a_reference_is_short_and_read_however_it_is_typed():
    reference = rules.new_reference()
    assert len(reference) == 11
    assert rules.clean_reference(f" {reference.lower().replace('-', ' ')} ") == reference
    assert reference != rules.new_reference()


@pytest.mark.parametrize("typed", ["", "HBX", "HBX-7K4M-2O", "HBX-7K4M-290", "é" * 9])
def test_what_is_no_reference_is_empty(typed):
    assert rules.clean_reference(typed) == ""


def test_a_secret_is_long_and_only_its_hash_is_kept():
    secret = rules.new_secret()
    assert len(secret) >= 22
    assert rules.secret_hash(secret) != secret
    assert rules.secret_hash("\ud800")


def test_every_channel_kind_and_state_has_words():
    for each in (*Channel, *RespondentKind, *ResponseState):
        assert str(each.label)
