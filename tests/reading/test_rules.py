"""The plain-English check: verdicts, flags at exact places, scores that agree with a hand count."""

import json
import socket
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.text import sentences, words
from engage.reading import rules
from engage.reading.rules import Kind, Verdict
from engage.reading.rules import checking
from engage.reading.rules.scores import scores
from engage.reading.rules.syllables import counts, syllables

DATA = Path(__file__).parent / "data"
EASY = "We want to hear from you about the clinic. "
# Ten words, eleven syllables; used where only the length of sentences matters.
SHORT = "We will ring you at home when the room is free. "


def passages() -> list:
    """Level, number of sentences and text with a dot between syllables."""
    blocks = (DATA / "passages.txt").read_text(encoding="utf-8").strip().split("\n\n")
    found = []
    for block in blocks:
        head, _line, body = block.partition("\n")
        _hash, level, count = head.split()
        found.append((level, int(count), body))
    return found


def by_hand(count: int, dotted: str) -> tuple[float, float]:
    """Flesch-Kincaid grade and Flesch reading ease from counted syllables."""
    total = len(dotted.split())
    per_sentence = total / count
    per_word = (total + dotted.count("·")) / total
    grade = 0.39 * per_sentence + 11.8 * per_word - 15.59
    return grade, 206.835 - 1.015 * per_sentence - 84.6 * per_word


@pytest.mark.parametrize(("level", "count", "dotted"), passages())
def test_scores_agree_with_passages_counted_by_hand(level, count, dotted):
    plain = dotted.replace("·", "")
    grade, ease = by_hand(count, dotted)
    found = scores([words(sentence) for sentence in sentences(plain)], "en_GB")
    assert [score.formula for score in found] == ["Flesch-Kincaid grade", "Flesch reading ease"]
    assert found[0].value == pytest.approx(grade, abs=0.1)
    assert found[1].value == pytest.approx(ease, abs=0.1)


def test_forty_passages_at_three_levels_stand_in_the_order_of_their_levels():
    listed = passages()
    means = {}
    for level in ("easy", "middle", "hard"):
        grades = [by_hand(count, dotted)[0] for at, count, dotted in listed if at == level]
        means[level] = sum(grades) / len(grades)
    assert len(listed) == 40
    assert means["easy"] < means["middle"] < means["hard"]


@pytest.mark.parametrize(
    ("language", "text", "syllables_counted", "expected"),
    [
        (
            "es",
            "Queremos oír su opinión. La consulta abre hoy.",
            16,
            lambda s, w, n: 206.84 - 60 * s / w - 1.02 * w / n,
        ),
        (
            "fr",
            "Nous voulons vous entendre. La porte est ouverte.",
            11,
            lambda s, w, n: 207 - 73.6 * s / w - 1.015 * w / n,
        ),
        (
            "de",
            "Wir wollen Sie hören. Kommen Sie heute.",
            11,
            lambda s, w, n: 180 - 58.5 * s / w - w / n,
        ),
        (
            "nl",
            "Wij willen u horen. Kom vandaag langs.",
            10,
            lambda s, w, n: 206.835 - 77 * s / w - 0.93 * w / n,
        ),
        (
            "ru",
            "Мы хотим вас слышать. Приходите сегодня.",
            13,
            lambda s, w, n: 206.835 - 60.1 * s / w - 1.3 * w / n,
        ),
    ],
)
def test_other_languages_have_their_own_formula(language, text, syllables_counted, expected):
    shape = [words(sentence) for sentence in sentences(text, language)]
    (found,) = scores(shape, language)
    total = sum(len(sentence) for sentence in shape)
    assert found.language == language
    assert found.value == pytest.approx(expected(syllables_counted, total, len(shape)), abs=0.1)


def test_italian_is_scored_by_its_letters():
    (found,) = scores([["casa", "mia"], ["bella"]], "it")
    assert found.value == pytest.approx(89 + (300 * 2 - 10 * 12) / 3)


@pytest.mark.parametrize(
    "language", ["ar", "bn", "ur", "zh_Hans", "pt", "ro", "pl", "tr", "so", "pa", "bg"]
)
def test_a_language_without_a_formula_is_never_scored(language):
    long_enough = "Uno due tre quattro cinque sei sette otto. " * 20
    found = rules.check(long_enough, language)
    assert not found.figures.too_short
    assert found.figures.scores == ()
    assert found.figures.passive is None
    assert "no score" in found.about_scores


def test_the_check_needs_no_network(tmp_path):
    """A fresh process with every socket refused still scores, and fetches nothing."""
    program = (
        "import socket, nltk\n"
        "def no(*a, **k): raise OSError('no network')\n"
        "socket.socket = socket.create_connection = no\n"
        "nltk.download = no\n"
        "from engage.reading import rules\n"
        f"c = rules.check({SHORT * 11!r})\n"
        "print(round(c.figures.scores[0].value, 1))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"HOME": str(tmp_path), "PATH": "", "NLTK_DATA": str(tmp_path)},
        cwd=Path(__file__).parents[2],
    )
    assert float(done.stdout) == pytest.approx(0.39 * 11 + 11.8 * 1.0 - 15.59, abs=0.1)
    assert socket.socket is not None


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("A&E", 3), ("111", 3), ("NHS", 3), ("GPs", 2), ("W", 3), ("WC", 4), ("NICE", 1),
        ("non-elective", 4), ("organisation", 5), ("colour", 2), ("centre", 2), ("catalogue", 3),
        ("travelling", 3), ("anaemia", 4), ("paediatric", 4), ("Frognal", 2), ("can’t", 1),
        ("Lewisham’s", 3), ("café", 2), ("unpaid", 2), ("10am", 4), ("9.30", 4), ("zz", 1),
        ("analysed", 3), ("defence", 2), ("oedema", 3), ("brambliest", 3), ("flumpable", 3),
        ("snorbles", 2), ("dreckoning", 3), ("quickborough’s", 3), ("glimped", 1), ("kiosked", 2),
    ],
)  # fmt: skip
def test_words_have_the_syllables_a_reader_says(word, expected):
    assert syllables(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("ciudad", 2), ("idea", 3), ("país", 2), ("bueno", 2), ("que", 1), ("guía", 2), ("muy", 1),
        ("y", 1), ("pingüino", 3), ("aéreo", 4), ("averiguar", 4), ("atención", 3),
    ],
)  # fmt: skip
def test_spanish_words_have_the_syllables_a_reader_says(word, expected):
    assert syllables(word, "es") == expected


def test_an_unknown_language_counts_groups_of_vowels():
    assert syllables("banana", "xx") == 3


def test_the_bundled_list_is_whole():
    assert len(counts()) > 125_000
    assert counts()["consultation"] == 4


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
    text = "We met at the important Frognalia in Thamesmeadia for consultation and deliberation."
    assert flagged(text, Kind.HARD_WORD) == ["consultation", "deliberation"]
    known = rules.check(text, house=frozenset({"consultation"})).flags
    assert [f.words for f in known if f.kind is Kind.HARD_WORD] == ["deliberation"]


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
    text = "Have your say\n\nRing 020 7946 0000 or see www.example.org/a, clinic.org.uk or a@b.org now."
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
            ["The ICB", "was", "decided", "stakeholder", "in order to", ".", "\n", "- ", "e.g.", "।",
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
        ("implemented", 3),
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


def test_familiar_words_are_read_from_both_lists():
    assert {"a", "appointment", "hospital"} <= checking._familiar()
