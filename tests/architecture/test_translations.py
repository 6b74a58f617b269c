"""The catalogues are fresh, and every public word stands in every shipped language."""

import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from engage.core.i18n import SHIPPED, SOURCE
from tests.architecture.tree import ROOT

TRANSLATIONS = ROOT / "translations"
OTHERS = [code for code in SHIPPED if code != SOURCE]
_HOLE = re.compile(r"%\((\w+)\)[sd]")
# Names, marks and codes that are the same in every language.
SAME = {"Engage", "English", "Easy Read", "BSL", "%(num)s"}


def extracted(target: Path) -> set[str]:
    """Every public word in the code and the templates, taken now."""
    pot = target / "fresh.pot"
    subprocess.run(
        [
            *(sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract"),
            *("-F", ".ci/babel.cfg", "-k", "_l", "-k", "ngettext:1,2", "-o", str(pot), "."),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return {entry.msgid for entry in polib.pofile(str(pot))}


def missing(catalogue: polib.POFile, words: set[str]) -> list[str]:
    """Words that have no translation, or one that is not finished."""
    done = {entry.msgid for entry in catalogue if entry.translated() and not entry.obsolete}
    return sorted(words - done)


def wrong_holes(catalogue: polib.POFile) -> list[str]:
    """Translations that lost or made up a %(name)s. The form for one may leave the number out."""
    found = []
    for entry in catalogue:
        texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
        wanted = set(_HOLE.findall(entry.msgid_plural or entry.msgid))
        for text in texts:
            have = set(_HOLE.findall(text))
            if have - wanted or (wanted - have) - {"num"}:
                found.append(entry.msgid)
    return found


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    return extracted(tmp_path_factory.mktemp("words"))


@pytest.fixture(params=OTHERS)
def catalogue(request: pytest.FixtureRequest) -> polib.POFile:
    return polib.pofile(str(TRANSLATIONS / request.param / "LC_MESSAGES" / "messages.po"))


def test_the_template_catalogue_is_fresh(words: set[str]) -> None:
    kept = {entry.msgid for entry in polib.pofile(str(TRANSLATIONS / "messages.pot"))}
    assert kept == words


def test_every_word_stands_in_every_language(catalogue: polib.POFile, words: set[str]) -> None:
    assert missing(catalogue, words) == []


def test_a_new_heading_is_caught(catalogue: polib.POFile, words: set[str]) -> None:
    assert missing(catalogue, words | {"A new heading"}) == ["A new heading"]


def test_no_translation_loses_a_number_or_a_name(catalogue: polib.POFile) -> None:
    assert wrong_holes(catalogue) == []


def test_a_lost_number_is_caught() -> None:
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Closes on %(day)s", msgstr="Cierra"))
    assert wrong_holes(catalogue) == ["Closes on %(day)s"]


def test_few_translations_are_the_same_as_the_english(catalogue: polib.POFile) -> None:
    same = [entry.msgid for entry in catalogue if entry.msgid == entry.msgstr]
    assert len(set(same) - SAME) <= len(catalogue) * 0.02


def test_every_catalogue_says_who_checked_it(catalogue: polib.POFile) -> None:
    said = catalogue.metadata["X-Checked"]
    assert said == "draft, not yet checked by a fluent reader" or re.match(
        r".+, \d{4}-\d\d-\d\d", said
    )
