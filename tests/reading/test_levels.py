"""A reading level is shown only where a formula is known for that language: on every page."""

import pytest

from engage.bundle.rules import level_said
from engage.core.i18n import SHIPPED, languages
from engage.reading import queries, rules
from tests.factories.reading import ReaderFactory, SubmissionFactory

KNOWN = {
    "en_GB": {"Flesch-Kincaid grade", "Flesch reading ease"},
    "en_x_easyread": {"Flesch-Kincaid grade", "Flesch reading ease"},
    "es": {"Fernández-Huerta"},
    "fr": {"Kandel-Moles"},
    "it": {"Gulpease"},
    "ru": {"Oborneva"},
}
EVERY = set().union(*KNOWN.values())
NONE = "We know no score we trust for this language."
TEXT = "Uno due tre quattro cinque sei sette otto. " * 20
WAVE = ("en_GB", "es", "pt", "zh_Hans", "ro", "pl", "fr", "ta", "ne", "tr", "ar", "bn", "pa")
WAVE = (*WAVE, "so", "vi")


def names(page) -> set:
    return {each for each in EVERY if each in page.get_data(as_text=True)}


@pytest.mark.parametrize("code", list(languages()))
def test_a_check_scores_a_language_by_its_own_formula_or_not_at_all(code):
    found = rules.check(TEXT, code)
    assert {each.formula for each in found.figures.scores} == KNOWN.get(code, set())
    assert {each.language for each in found.figures.scores} <= {code}
    assert (found.about_scores == NONE) == (code not in KNOWN)


@pytest.mark.parametrize("code", WAVE)
def test_the_text_check_shows_it_only_where_it_is_known(client, code):
    page = client.post("/plain-english/", data={"text": TEXT, "language": code})
    assert names(page) == KNOWN.get(code, set())
    assert (NONE in page.get_data(as_text=True)) == (code not in KNOWN)


@pytest.mark.parametrize("code", ["en_GB", "fr", "pl", "ta"])
def test_the_panel_sees_it_only_where_it_is_known(client, database, code):
    submission = SubmissionFactory(language=code, text=TEXT)
    client.sign_in(ReaderFactory())
    page = client.get(f"/desk/reading/{submission.id}/")
    assert names(page) == KNOWN.get(code, set())
    assert (NONE in page.get_data(as_text=True)) == (code not in KNOWN)


@pytest.mark.parametrize("code", WAVE)
def test_the_full_record_holds_it_only_where_it_is_known(code):
    level = level_said(queries.level(TEXT, code))
    assert {each["formula"] for each in level["figures"]["scores"]} == KNOWN.get(code, set())
    assert level.get("about_scores", "") == ("" if code in KNOWN else NONE)


def test_the_table_has_every_language_we_ship():
    assert set(SHIPPED) <= set(WAVE)
