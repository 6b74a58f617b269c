"""The plain-English check: verdicts with reasons, and flags at exact places."""

import json
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.reading import rules
from engage.reading.rules import Kind, Verdict
from engage.reading.rules.checking import HOUSE_WORDS

EASY = "We want to hear from you about the clinic. "
# Eleven words of one syllable each.
SHORT = "We will ring you at home when the room is free. "


def test_a_text_below_the_least_length_is_too_short_to_score():
    found = rules.check(EASY)
    assert found.figures.too_short
    assert found.figures.scores == ()
    assert "too short" in found.about_scores
    two = rules.check(("word " * 60).strip() + ". " + ("word " * 60).strip() + ".")
    assert two.figures.words == 120
    assert two.figures.too_short


def of_length(*lengths: int) -> str:
    """Sentences of so many easy words."""
    return " ".join(" ".join(["We", *["see"] * (n - 1)]) + "." for n in lengths)


MEDIUM = "We plan better buses together. "  # five words, nine syllables: grade 7.6
VERDICTS = [
    ("", Verdict.LIKELY_CLEAR, "clear"),
    ("Yes.", Verdict.LIKELY_CLEAR, "clear"),
    (EASY, Verdict.LIKELY_CLEAR, "clear"),
    (of_length(*[15] * 8), Verdict.LIKELY_CLEAR, "clear"),
    (of_length(*[16] * 8), Verdict.NEEDS_A_LOOK, "mean"),
    (of_length(*[20] * 8), Verdict.NEEDS_A_LOOK, "mean"),
    (of_length(*[21] * 8), Verdict.LIKELY_HARD, "mean"),
    (of_length(*[10] * 20, 25), Verdict.LIKELY_CLEAR, "clear"),
    (of_length(*[10] * 20, 26), Verdict.NEEDS_A_LOOK, "long_sentences"),
    (of_length(*[10] * 9, 26), Verdict.NEEDS_A_LOOK, "long_sentences"),
    (of_length(*[10] * 8, 26), Verdict.LIKELY_HARD, "long_sentences"),
    (of_length(26), Verdict.NEEDS_A_LOOK, "long_sentences"),
    (of_length(41), Verdict.LIKELY_HARD, "long_sentences"),
    (SHORT * 11 + "It was built.", Verdict.LIKELY_CLEAR, "clear"),
    (SHORT * 9 + "It was built.", Verdict.NEEDS_A_LOOK, "passive"),
    ("It was built.", Verdict.NEEDS_A_LOOK, "passive"),
    (SHORT * 11 + "We met the XYZ.", Verdict.NEEDS_A_LOOK, "acronyms"),
    (SHORT * 11 + "We met the stakeholders.", Verdict.NEEDS_A_LOOK, "jargon"),
    (SHORT * 11 + "This place is key, via the trust.", Verdict.LIKELY_CLEAR, "clear"),
    (MEDIUM * 24, Verdict.LIKELY_CLEAR, "clear"),
    ("Geographical proximity deliberations.", Verdict.NEEDS_A_LOOK, "hard_words"),
    (
        "Considerable ambition animated everyone magnificently yesterday. " * 20,
        Verdict.LIKELY_HARD,
        "grade",
    ),
]


@pytest.mark.parametrize(("text", "verdict", "reason"), VERDICTS)
def test_the_verdict_follows_the_settled_bounds(text, verdict, reason):
    found = rules.check(text)
    assert found.verdict is verdict
    assert reason in {each.code for each in found.reasons}


def test_a_middle_grade_needs_a_look():
    found = rules.check("We plan better buses together in Lewisham and Bromley. " * 12)
    assert 8 < found.figures.grade <= 12
    assert found.verdict is Verdict.NEEDS_A_LOOK
    assert [each.code for each in found.reasons] == ["grade"]


def test_languages_other_than_english_are_judged_by_sentences_alone():
    assert rules.check("كلمة " * 30 + ".", "ar").verdict is Verdict.NEEDS_A_LOOK
    assert rules.check("আমরা শুনতে চাই।", "bn").verdict is Verdict.LIKELY_CLEAR


def flagged(text: str, kind: Kind, language: str = "en_GB") -> list:
    return [flag.words for flag in rules.check(text, language).flags if flag.kind is kind]


PASSIVES = [
    ("It was decided.", ["was decided"]),
    ("It has been carefully taken away.", ["been carefully taken"]),
    ("Were you told?", ["Were you told"]),
    ("It’s not been done by us.", ["It’s not been done"]),
    ("The gate was closed by staff.", ["was closed"]),
    ("The gate is closed.", []),
    ("We are tired and worried.", []),
    ("Are you satisfied?", []),
    ("We are. Needed things came.", []),
    ("There is a need.", []),
    ("It is", []),
    ("We decided it.", []),
    ("It was really not only very big.", []),
    ("It was made and was sold.", ["was made"]),
]


@pytest.mark.parametrize(("text", "expected"), PASSIVES)
def test_passives_are_found_once_a_sentence_and_states_are_not_passive(text, expected):
    assert flagged(text, Kind.PASSIVE) == expected


ACRONYMS = [
    ("The ICB met. The ICB left.", ["ICB"]),
    ("The integrated care board (ICB) met. The ICB left.", []),
    ("The ICB (integrated care board) met.", []),
    ("The ICB (Bexley) met.", ["ICB"]),
    ("(ICB)", ["ICB"]),
    ("The NHS and your GPs in A&E and COVID.", []),
    ("The EqIA, H&WB and IM&T.", ["EqIA", "H&WB", "IM&T"]),
    ("Two CCGs met.", ["CCGs"]),
    ("HAVE YOUR SAY ON THE ICB", []),
    ("HAVE YOUR SAY NOW\nThe ICB met.", ["ICB"]),
    ("I live in SE10 and DA5.", []),
    ("McDonald met O’Brien.", []),
    ("I am. A b.", []),
]


@pytest.mark.parametrize(("text", "expected"), ACRONYMS)
def test_short_forms_are_flagged_once_unless_they_are_explained(text, expected):
    assert flagged(text, Kind.ACRONYM) == expected


JARGON = [
    ("Person-centred and person centred care", ["Person-centred", "person centred"]),
    ("integrated care pathways", ["integrated care", "pathways"]),
    ("co-designing a ring-fenced fund", ["co-designing", "ring-fenced"]),
    ("prioritized reablement", ["reablement"]),
    ("The stakeholders. Holder of stake.", ["stakeholders"]),
    ("care, plan", []),
    ("deep. Dive", []),
    ("A mistrusting placeholder", []),
]


@pytest.mark.parametrize(("text", "expected"), JARGON)
def test_jargon_is_found_as_whole_words_longest_first_in_any_form(text, expected):
    assert flagged(text, Kind.JARGON) == expected


def test_jargon_says_how_sure_it_is_and_offers_plain_words():
    by_words = {flag.words: flag for flag in rules.check("The stakeholders trust the place.").flags}
    assert by_words["stakeholders"].sure
    assert "people" in by_words["stakeholders"].plain
    assert not by_words["trust"].sure
    assert not by_words["place"].sure


def test_wordy_phrases_are_flagged_and_are_not_jargon():
    assert flagged("We met in order to talk, e.g. now.", Kind.WORDY) == ["in order to", "e.g."]
    assert flagged("We prioritized it and are embedding it.", Kind.WORDY) == ["prioritized"]


def test_our_own_house_words_are_caught_by_our_own_check():
    assert "consultation" in flagged("Join the consultation.", Kind.JARGON)


def test_house_words_and_familiar_words_and_names_are_not_hard():
    text = "We met at the important Frognalia in Thamesmeadia for immunisation and deliberation."
    assert flagged(text, Kind.HARD_WORD) == ["immunisation", "deliberation"]
    known = rules.check(text, house=frozenset({"immunisation"})).flags
    assert [f.words for f in known if f.kind is Kind.HARD_WORD] == ["deliberation"]


def test_a_word_that_is_jargon_is_not_called_long_as_well():
    kinds = [flag.kind for flag in rules.check("We met stakeholders.").flags]
    assert kinds == [Kind.JARGON]


def test_a_hard_word_is_flagged_once_and_familiar_endings_are_known():
    text = (
        "Deliberation, deliberation. Hospitals and evenings and better-informed animals. 111 NHS."
    )
    assert flagged(text, Kind.HARD_WORD) == ["Deliberation"]


def test_english_jargon_left_in_another_language_is_found():
    assert flagged("আমরা stakeholder নিয়ে কথা বলি।", Kind.JARGON, "bn") == ["stakeholder"]
    assert flagged("Hablamos de integrated care y de la agenda.", Kind.JARGON, "es") == [
        "integrated care"
    ]
    assert flagged("Notre agenda et notre engagement.", Kind.JARGON, "fr") == []
    assert flagged("نحن في ICB نعمل.", Kind.ACRONYM, "ar") == ["ICB"]


def test_addresses_and_phone_numbers_are_no_words_and_headings_are_not_counted():
    text = "Have your say\n\nRing 020 7946 0000 or see www.a.org/a, clinic.org.uk or a@b.org now."
    figures = rules.check(text).figures
    assert (figures.words, figures.sentences) == (5, 1)


def test_figures_are_those_of_the_sentences():
    figures = rules.check("One two three. One two three four five. It was made.").figures
    assert (figures.words, figures.sentences, figures.longest) == (11, 3, 5)
    assert figures.mean == pytest.approx(11 / 3)
    assert figures.passive == pytest.approx(1 / 3)


def test_bullets_without_stops_are_sentences_of_their_own():
    assert rules.check("You can:\n- ring the clinic\n- write to the clinic").figures.sentences == 3


def test_reasons_say_their_figure_in_words():
    found = rules.check(of_length(*[16] * 8))
    assert [str(reason) for reason in found.reasons] == [
        "Average sentence: 16 words. Aim for 15 or fewer."
    ]
    assert str(rules.check(EASY).reasons[0]) == "Sentences are short. We found no jargon."


def test_a_check_as_plain_values_is_json_and_agrees_with_the_check():
    text = "The ICB was asked. " + SHORT * 11
    found = rules.check(text)
    told = json.loads(json.dumps(rules.as_dict(found)))
    assert told["verdict"] == found.verdict.value
    assert told["figures"]["scores"][0]["formula"] == "Flesch-Kincaid grade"
    assert told["figures"]["passive_share"] == pytest.approx(1 / 12, abs=0.001)
    assert [text[flag["start"] : flag["end"]] for flag in told["flags"]] == [
        flag["words"] for flag in told["flags"]
    ]
    assert rules.as_dict(rules.check("শুনুন।", "bn"))["figures"]["passive_share"] is None


def test_every_kind_and_verdict_has_words_for_people():
    for kind in Kind:
        assert str(kind.label)
        assert str(kind.advice).endswith(".")
    for verdict in Verdict:
        assert str(verdict.label)


TYPED = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            ["The ICB", "was", "decided", "stakeholder", "in order to", ".", "\n", "- ", "e.g.",
             "।",
             "person-centred", "A&E", "(", ")", "9.30", "আমরা", "deliberation", "!", "www.a.org"]
        ),
        max_size=60,
    ).map(" ".join),
)  # fmt: skip


@given(TYPED, st.sampled_from(["en_GB", "es", "bn", "ar", "zh_Hans", "xx"]))
def test_any_text_is_checked_and_its_flags_stand_in_it_in_order(text, language):
    found = rules.check(text, language)
    places = [(flag.start, flag.end) for flag in found.flags]
    assert places == sorted(places)
    for flag in found.flags:
        assert 0 <= flag.start < flag.end <= len(text)
        assert text[flag.start : flag.end] == flag.words
    assert 0 <= found.figures.over_25 <= 1


@given(TYPED)
def test_pieces_joined_are_the_text_and_open_each_flag_once(text):
    found = rules.check(text)
    cut = rules.pieces(text, found)
    assert "".join(piece.words for piece in cut) == text
    opened = [number for piece in cut for number in piece.opens]
    assert sorted(opened) == list(range(1, len(found.flags) + 1))


def test_a_piece_knows_every_flag_that_covers_it():
    text = "It was implemented."
    cut = rules.pieces(text, rules.check(text))
    assert [(piece.words, len(piece.numbers)) for piece in cut] == [
        ("It ", 0),
        ("was ", 1),
        ("implemented", 2),
        (".", 0),
    ]
    assert all(one.words for one, _two in pairwise(cut))


@pytest.mark.parametrize(
    "bad",
    [
        "aA" * 10_000,
        "A" * 20_000 + "1",
        "a.b@" * 5_000,
        "(AB" * 6_000,
        "is " * 7_000,
        "0 " * 10_000,
        "AB CD EF. " * 2_000,
    ],
)
def test_no_text_takes_long_to_check(bad):
    before = time.process_time()
    rules.check(bad)
    assert time.process_time() - before < 2


def test_words_of_our_house_are_known():
    assert not [
        f for f in rules.check("Our equality.", house=HOUSE_WORDS).flags if f.kind is Kind.HARD_WORD
    ]
