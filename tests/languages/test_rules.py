"""When a translation still says what its source says."""

from engage.core.text import fingerprint
from engage.languages.models import Wording
from engage.languages.rules import Words, gaps, is_stale


def translation(text="Título", made_from="Title"):
    return Wording(language="es", text=text, source_hash=fingerprint(made_from))


def test_a_translation_goes_stale_when_the_english_changes():
    assert not is_stale(translation(), "Title")
    assert is_stale(translation(), "A new title")


def test_english_never_goes_stale():
    assert not is_stale(Wording(language="en_GB", text="Title", source_hash=""), "Another")


def test_gaps_are_what_is_missing_empty_or_stale_in_the_order_asked():
    wanted = [("a", "title"), ("b", "title"), ("c", "title"), ("d", "title")]
    have = {
        ("a", "title"): translation(),
        ("b", "title"): translation(text=""),
        ("c", "title"): translation(made_from="An old title"),
    }
    sources = dict.fromkeys(wanted, "Title")
    assert gaps(wanted, have, sources) == wanted[1:]
    assert gaps(wanted[:1], have, sources) == []


def test_words_show_as_their_text():
    assert f"{Words('Título', 'es')}" == "Título"
