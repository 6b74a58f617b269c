"""Every writing alike: one spelling of each letter, limits as a reader counts, files that open."""

import zipfile

import pytest

from engage.analysis import rules as analysis
from engage.consultations.commands import formats
from engage.consultations.rules import building, media, plans
from engage.core.errors import RuleBroken
from engage.core.formats import csv
from engage.core.formats.sheet import Sheet
from engage.core.forms import squeeze
from engage.core.text import is_longer, length
from engage.equality import rules as equality
from engage.publishing import rules as publishing
from engage.reading.rules import panel
from engage.responses.commands import exports
from engage.responses.models import Concern
from engage.responses.rules import clean
from engage.responses.rules import translating as translations
from tests.factories.accounts import SiteFactory
from tests.factories.consultations import open_consultation
from tests.factories.publication import analyst
from tests.factories.responses import ANSWERS, entered

# The same words in two spellings: letters with their marks apart, and composed (NFC).
SPELLINGS = [
    ("Cafe\u0301 a\u0300 Nin\u0303o", "Caf\u00e9 \u00e0 Ni\u00f1o"),
    ("o\u0328 z\u0307 c\u0327 s\u0326", "\u01eb \u017c \u00e7 \u0219"),
    ("Vie\u0323\u0302t Nam o\u031b\u0301", "Vi\u1ec7t Nam \u1edb"),
    ("\u0627\u0653\u0645\u0646\u0629", "\u0622\u0645\u0646\u0629"),
    ("\u0ba8\u0bc6\u0bbe", "\u0ba8\u0bca"),
    ("\u09af\u09bc \u09c7\u09be", "\u09af\u09bc \u09cb"),  # Bengali yya stays two (exclusion)
    ("\u09df", "\u09af\u09bc"),
]
OWN_WORDS = next(each for each in equality.standard().questions if each.free_text)
# One letter as a reader sees it, made of several characters.
LETTERS = ["e\u0301", "কি", "क्ष", "நி", "ਪੰ", "مَ", "👩\u200d👩\u200d👧", "🇬🇧", "👍🏽"]


@pytest.mark.parametrize(("typed", "kept"), SPELLINGS)
def test_every_form_and_every_answer_is_kept_in_one_spelling(typed, kept):
    assert squeeze(typed) == kept
    assert clean(typed) == kept
    assert equality.check_answer(OWN_WORDS, typed) == kept


def test_an_answer_and_a_note_are_stored_in_one_spelling(client, database):
    SiteFactory()
    asked = open_consultation()
    typed, kept = SPELLINGS[2]
    response = entered(asked, answers={**ANSWERS, "hard": typed})
    assert response.answers["hard"] == kept
    client.sign_in(analyst())
    page = f"/desk/analysis/evenings/answers/{response.id}/"
    client.send(page, {"note": typed}, to=f"/desk/answers/{response.id}/concern/")
    assert database.query(Concern).one().note == kept


LIMITS = {
    "a label of a question": (2_000, lambda said: building.check_text(said, "label", 2_000)),
    "a plan in words": (plans.MOST_WORDS, plans.check_plan_words),
    "a picture in words": (300, lambda said: media.check_alt(said, "summary")),
    "a film in words": (20_000, formats._check_length),
    "a theme": (100, lambda said: analysis.check_name(said, ())),
    "a text for the panel": (19_997, lambda said: panel.check_text(f"We {said}", 3, 2)),
    "about you": (
        100,
        lambda said: equality.check_answer(OWN_WORDS, said),
    ),
    "a reason": (1_000, publishing.check_reason),
    "a translation of an answer": (translations.LONGEST, translations.check_text),
}


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("limit", list(LIMITS))
def test_a_limit_that_people_are_told_counts_what_they_see(limit, letter):
    most, check = LIMITS[limit]
    check(letter * most)
    with pytest.raises(RuleBroken):
        check(letter * (most + 1))


@pytest.mark.parametrize("letter", LETTERS)
def test_one_letter_is_one(letter):
    assert length(letter * 3) == 3
    assert not is_longer(letter * 20_000)
    assert is_longer(letter * 20_001)


def test_marks_without_end_are_too_long_all_the_same():
    assert is_longer("e" + "\u0301" * 1_000, 100)


def test_a_file_begins_with_the_mark_that_spreadsheet_programs_look_for(database, tmp_path):
    asked = open_consultation()
    entered(asked, answers={**ANSWERS, "hard": "விரைவு 巴士 الحافلة"})
    made = exports.write_file(
        actor=None, consultation=asked, format_="csv", target=tmp_path / "out.csv"
    )
    for path in made.files:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "விரைவு 巴士 الحافلة" in made.files[0].read_text(encoding="utf-8-sig")
    (tmp_path / "one.csv").write_bytes(b"")
    with (tmp_path / "one.csv").open("wb") as target:
        csv.write(target, Sheet("a", ["ä"], [["巴"]]))
    assert (tmp_path / "one.csv").read_bytes() == "\ufeffä\r\n巴\r\n".encode()


def test_a_file_that_is_fetched_begins_so_too(database, tmp_path):
    asked = open_consultation()
    entered(asked)
    document = exports._Document(asked, "csv", lambda _done: None)
    document.write_to_fetch(tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as packed:
        for name in packed.namelist():
            assert packed.read(name).startswith(b"\xef\xbb\xbf"), name
