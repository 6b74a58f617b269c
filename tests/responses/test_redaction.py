"""Spans over an untouched original, flags, and who must look before words are shown."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.consultations.models import Consultation, Kind, Stage, Weight
from engage.consultations.rules import AskedChoice, AskedQuestion
from engage.core.errors import RuleBroken
from engage.responses.models import (
    AgeGroup,
    Permission,
    Publication,
    PublicationState,
    Redaction,
    RedactionReason,
    Response,
    ResponseState,
)
from engage.responses.rules import flags, redaction
from engage.responses.rules.flags import Flag

SOMEBODY, OTHER = uuid4(), uuid4()
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def mark(start, end, reason=RedactionReason.PERSONAL, *, made=SOMEBODY, lifted=None, key="hard"):
    return Redaction(
        question_key=key,
        start=start,
        end=end,
        found="",
        reason=reason,
        made_by=made,
        lifted_at=lifted,
    )


def answer(**facts):
    return Response(
        **{
            "permission": Permission.YES,
            "state": ResponseState.SUBMITTED,
            "held": False,
            "age_group": AgeGroup.ADULT,
            "language": "en_GB",
            **facts,
        }
    )


def publication(**facts):
    kept = {"state": PublicationState.WAITING, "flags": [], "second": False, "version_number": 1}
    return Publication(**{**kept, **facts})


def question(key, kind, *choices):
    asked = tuple(AskedChoice(each, each) for each in choices)
    bounds = {"required": False, "most": None, "limit": None}
    return AskedQuestion(key, kind, f"What about {key}?", "", choices=asked, **bounds)


# --- What is taken out ---------------------------------------------------------------------


def test_what_is_taken_out_leaves_its_reason():
    text = "I am Jane and I live here."
    pieces = redaction.rendered(text, [mark(5, 9)])
    assert [(each.words, each.reason) for each in pieces] == [
        ("I am ", None),
        ("", RedactionReason.PERSONAL),
        (" and I live here.", None),
    ]


@pytest.mark.parametrize(
    "redactions",
    [
        [mark(5, 9), mark(7, 12, RedactionReason.HEALTH)],
        [mark(5, 9), mark(9, 12)],
        [mark(5, 12), mark(6, 8)],
    ],
)
def test_parts_that_touch_or_overlap_are_one(redactions):
    pieces = redaction.rendered("I am Jane and so on", redactions)
    assert [each.words for each in pieces] == ["I am ", "", "d so on"]
    assert pieces[1].reason is RedactionReason.PERSONAL


def test_only_what_a_person_confirmed_and_nobody_lifted_is_taken_out():
    text = "I am Jane"
    waiting, rejected = mark(5, 9, made=None), mark(5, 9, made=None, lifted=AT)
    lifted = mark(5, 9, lifted=AT)
    assert redaction.rendered(text, [waiting, rejected, lifted]) == [redaction.Piece(text)]
    assert [redaction.is_open(each) for each in (waiting, rejected, lifted)] == [True, False, False]


def test_a_whole_text_can_be_taken_out():
    assert redaction.rendered("Jane", [mark(0, 4)]) == [
        redaction.Piece("", RedactionReason.PERSONAL)
    ]


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=6)


@given(st.text(max_size=40), SPANS)
def test_no_taken_out_letter_is_shown_and_no_other_is_lost(text, spans):
    redactions = [mark(start, start + length) for start, length in spans]
    hidden = {at for each in redactions for at in range(each.start, each.end)}
    shown = "".join(each.words for each in redaction.rendered(text, redactions))
    assert shown == "".join(letter for at, letter in enumerate(text) if at not in hidden)


@given(st.text(max_size=40), SPANS)
def test_staff_see_every_letter_whatever_is_marked(text, spans):
    redactions = [
        mark(start, min(start + length, len(text))) for start, length in spans if start < len(text)
    ]
    assert "".join(each.words for each in redaction.marked(text, redactions)) == text


def test_staff_see_which_marks_lie_on_which_words():
    redactions = [mark(0, 4), mark(2, 6, made=None), mark(0, 6, lifted=AT)]
    pieces = [
        (each.words, each.numbers, each.out) for each in redaction.marked("abcdefgh", redactions)
    ]
    assert pieces == [
        ("ab", (1,), True),
        ("cd", (1, 2), True),
        ("ef", (2,), False),
        ("gh", (), False),
    ]


def test_words_are_found_exactly_and_wherever_they_stand():
    assert redaction.places_of("Jane and Jane, jane", "Jane") == [(0, 4), (9, 13)]
    for wrong in ("John", " "):
        with pytest.raises(RuleBroken) as broken:
            redaction.places_of("Jane", wrong)
        assert broken.value.field == "words"


def test_a_long_text_is_cut_after_a_word_and_its_reasons_stay():
    pieces = redaction.rendered("one two Jane three four five", [mark(8, 12)])
    kept, cut = redaction.shortened(pieces, 14)
    assert ([each.words for each in kept], cut) == (["one two ", "", " three…"], True)
    assert redaction.shortened(pieces, 100) == (pieces, False)
    assert redaction.shortened([redaction.Piece("abcdef")], 3)[0][0].words == "abc…"


def test_only_what_is_left_can_be_searched():
    said = [redaction.Text("hard", "?", "Café with Jane"), redaction.Text("street", "?", "Jane")]
    assert redaction.folded(said, [mark(10, 14)]) == " cafe with jane"
    assert redaction.folded(said[:1], [mark(10, 14)]) == " cafe with"


# --- Which words, and whose -------------------------------------------------------------------


def test_only_words_are_shown_never_what_was_chosen_nor_a_place():
    asked = SimpleNamespace(
        questions=(
            question("hard", Kind.LONG_TEXT),
            question("where", Kind.ONE_CHOICE, "north"),
            question("place", Kind.LOCATION, "north"),
            question("postcode", Kind.POSTCODE),
            question("when", Kind.DATE),
            question("empty", Kind.SHORT_TEXT),
        )
    )
    answers = {
        "hard": "The bus.",
        "where": "north",
        "where.other": "By the pond",
        "place": "north",
        "place.other": "12 Elm Road",
        "postcode": "DA6",
        "when": "2020-01-01",
        "empty": " ",
    }
    assert [(each.key, each.words) for each in redaction.texts(answers, asked)] == [
        ("hard", "The bus."),
        ("where.other", "By the pond"),
    ]


@pytest.mark.parametrize(
    "facts",
    [
        {"permission": Permission.NO},
        {"state": ResponseState.WITHDRAWN},
        {"state": ResponseState.ERASED},
        {"held": True},
        {"duplicate_of": uuid4()},
    ],
)
def test_an_answer_is_shown_only_with_permission_and_while_it_stands(facts):
    standard = Consultation(weight=Weight.STANDARD)
    assert redaction.may_be_shown(answer(), standard)
    assert not redaction.may_be_shown(answer(**facts), standard)


def test_a_light_consultation_shows_themes_only():
    assert not redaction.may_be_shown(answer(), Consultation(weight=Weight.LIGHT))
    assert redaction.may_be_shown(answer(), Consultation(weight=Weight.FORMAL))


def test_the_list_opens_after_the_last_day():
    assert {stage for stage in Stage if not redaction.list_is_public(stage)} == {
        Stage.DRAFT,
        Stage.IN_REVIEW,
        Stage.SCHEDULED,
        Stage.OPEN,
        Stage.PAUSED,
    }


@pytest.mark.parametrize("age", [AgeGroup.TEEN, AgeGroup.CHILD, AgeGroup.UNKNOWN])
def test_under_16_no_quote_without_a_second_check(age):
    young = answer(age_group=age)
    assert redaction.may_quote(answer(), None)
    assert not redaction.may_quote(young, None)
    assert not redaction.may_quote(young, publication(first_by=SOMEBODY))
    assert redaction.may_quote(young, publication(first_by=SOMEBODY, second_by=OTHER))


def test_nobody_is_quoted_without_permission_while_held_or_gone():
    twice = publication(second_by=OTHER)
    for facts in (
        {"permission": Permission.NO},
        {"held": True},
        {"state": ResponseState.WITHDRAWN},
    ):
        assert not redaction.may_quote(answer(**facts), twice)


# --- Flags --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "words", "found", "wanted"),
    [
        ({}, "The bus stops at eight.", False, []),
        ({}, "The bus stops at eight.", True, [Flag.FOUND]),
        ({}, "My mum has dementia.", False, [Flag.HEALTH]),
        ({"age_group": AgeGroup.TEEN}, "The bus.", False, [Flag.CHILD]),
        ({"age_group": AgeGroup.CHILD}, "The bus.", False, [Flag.CHILD]),
        ({"age_group": AgeGroup.UNKNOWN}, "The bus.", False, [Flag.AGE]),
        ({"language": "es"}, "El bus.", False, [Flag.LANGUAGE]),
        ({}, "الحافلة بعيدة", False, [Flag.LANGUAGE]),
    ],
)
def test_flags_say_why_two_people_must_look(facts, words, found, wanted):
    assert flags.flags(answer(**facts), [words], found) == wanted


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I was diagnosed with diabetes.", True),
        ("The ward was full. She died there.", True),
        ("I use a wheelchair.", True),
        ("People with dementia need a quiet room.", False),
        ("I want Saturdays. Cancer care is elsewhere.", False),
        ("", False),
    ],
)
def test_health_is_told_of_somebody_in_one_sentence(text, told):
    assert flags.mentions_health(text) is told


def test_one_in_ten_is_drawn_and_nobody_can_foresee_which(monkeypatch):
    drawn = iter(range(10))
    monkeypatch.setattr(flags.secrets, "randbelow", lambda most: next(drawn) % most)
    assert [flags.drawn() for _each in range(10)].count(True) == 1


def test_every_flag_and_reason_has_words():
    assert all(str(each.label) for each in [*Flag, *RedactionReason])


@pytest.mark.parametrize(
    ("found", "said", "reason"),
    [
        ("name", "Jane", RedactionReason.OTHER_PERSON),
        ("name", "Dr Patel", RedactionReason.STAFF_NAMED),
        ("phone", "07700 900123", RedactionReason.PERSONAL),
        ("", "Jane", RedactionReason.PERSONAL),
    ],
)
def test_a_likely_reason_stands_first(found, said, reason):
    assert redaction.reason_for(found, said) is reason


def test_suggestions_become_marks_that_nobody_confirmed():
    said = [redaction.Text("hard", "?", "Ring 07700 900123.")]
    (made,) = redaction.suggested(uuid4(), said, date(2026, 1, 1))
    assert (made.question_key, made.start, made.end, made.found) == ("hard", 5, 17, "phone")
    assert redaction.is_open(made)


# --- Checks -------------------------------------------------------------------------------------


def test_one_person_is_enough_after_a_day_where_nothing_is_flagged():
    state, at = redaction.next_state(publication(), AT)
    assert (state, at - AT) == (PublicationState.READY, redaction.DELAY)


def test_a_flagged_answer_waits_for_a_second_person_and_is_then_ready_at_once():
    assert redaction.next_state(publication(second=True), AT) == (
        PublicationState.CHECKED_ONCE,
        None,
    )
    twice = publication(second=True, first_by=SOMEBODY, state=PublicationState.CHECKED_ONCE)
    assert redaction.next_state(twice, AT) == (PublicationState.READY, AT)


def test_nobody_checks_one_answer_twice():
    once = publication(first_by=SOMEBODY, state=PublicationState.CHECKED_ONCE)
    with pytest.raises(RuleBroken, match="Another person"):
        redaction.check_finish(once, [], SOMEBODY, redaction.seen(once, []))
    redaction.check_finish(once, [], OTHER, redaction.seen(once, []))


def test_a_check_is_not_done_while_a_suggestion_is_open():
    one, waiting = publication(), [mark(0, 3, made=None)]
    with pytest.raises(RuleBroken, match="yes or no"):
        redaction.check_finish(one, waiting, SOMEBODY, redaction.seen(one, waiting))


@pytest.mark.parametrize(
    "changed",
    [[], [mark(0, 4)], [mark(0, 3, RedactionReason.LAW)], [mark(0, 3, lifted=AT)]],
)
def test_a_check_counts_only_for_the_marks_that_were_seen(changed):
    one = publication()
    as_seen = redaction.seen(one, [mark(0, 3)])
    with pytest.raises(RuleBroken, match="changed"):
        redaction.check_finish(one, changed, SOMEBODY, as_seen)


@pytest.mark.parametrize(
    "state", [PublicationState.READY, PublicationState.PUBLISHED, PublicationState.REFUSED]
)
def test_what_was_checked_to_the_end_is_not_changed_in_passing(state):
    with pytest.raises(RuleBroken, match="back to the queue"):
        redaction.check_editable(publication(state=state))


def test_taking_a_part_out_is_a_flag():
    one = publication(flags=["health"])
    assert redaction.all_flags(one, [mark(0, 3)]) == [Flag.MARKED, Flag.HEALTH]
    assert redaction.all_flags(one, [mark(0, 3, lifted=AT)]) == [Flag.HEALTH]
