"""Scores that agree with a hand count, syllables, and no network."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from engage.core.text import sentences, words
from engage.reading import rules
from engage.reading.rules.scores import scores
from engage.reading.rules.syllables import counts, syllables

DATA = Path(__file__).parent / "data"
# Eleven words of one syllable each.
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
        ("lunchbox’s", 3), ("postcode’s", 2), ("benches’", 2),
        ("widgetries", 3),
        ("hoovers", 2), ("chunkily", 3), ("vlogs", 1), ("emailing", 3), ("re-opened", 3),
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
