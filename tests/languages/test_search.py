"""Search in every language we ship: one table, the same hits in all that is searched, on both
databases.
"""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engage.core import search
from engage.core.i18n import SHIPPED, languages
from engage.core.turning import Turn
from engage.publishing import queries as publishing
from engage.responses.queries import published as lists
from tests.factories.accounts import OrganisationFactory
from tests.factories.consultations import closed_consultation
from tests.factories.publication import nobody_drawn, published
from tests.factories.publishing import frozen
from tests.factories.responses import asked_of

# What stands in a text, and what people type to find it: other case, without accents or marks,
# parts of a word, marks in another spelling.
TEXTS = {
    "en_GB": (
        "Evening appointments (GP): co-design with the carers’ group.",
        ["evening", "EVENING", "appoint", "gp", "co-design", "codesign", "design", "carers'"],
    ),
    "es": (
        "¿Cuándo abrirá la estación de los niños?",
        ["cuando", "CUÁNDO", "estacion", "ESTACIÓN", "ninos", "nin\u0303os", "la estación"],
    ),
    "pt": ("A saúde é um direito: coração e pão.", ["saude", "coracao", "CORAÇÃO", "pao"]),
    "zh_Hans": ("我去医院看病要等多久？", ["医院", "看病", "医院看病", "等", "久"]),
    "ro": (
        "Așteptați în stație, vă rugăm.",
        ["asteptati", "aşteptaţi", "AȘTEPTAȚI", "statie", "va rugam"],
    ),
    "pl": (
        "Autobus do przychodni, późno i często.",
        ["AUTOBUS", "przychod", "pozno", "późno", "czesto", "CZĘSTO"],
    ),
    "fr": (
        "L’hôpital d’Évry est loin du garçon.",
        ["hopital", "l'hopital", "L’HÔPITAL", "evry", "d'evry", "garcon"],
    ),
    "ta": (
        "மருத்துவமனைக்குப் பேருந்து வேண்டும்.",
        ["மருத்துவமனை", "பேருந்து", "பேருந்து மருத்துவமனை", "\u0bb5\u0bc7\u0ba3\u0bcd\u0b9f\u0bc1"],
    ),
    "ne": (
        "अस्पतालको समय बिहान ९ बजे, पढ़ाइ पछि।",
        ["अस्पताल", "समय", "बिहान", "9", "९", "पढ\u093cाइ", "प\u095dाइ"],
    ),
    "tr": (
        "İstanbul’da IŞIK geç yanıyor, çiğ köfte yok.",
        ["istanbul", "ISTANBUL", "İSTANBUL", "istanbulda", "isik", "IŞIK", "gec", "cig", "kofte"],
    ),
    "ar": (
        "الحافلةُ تصل متأخّرة في المساء.",
        ["الحافلة", "حافلة", "والحافلة"[1:], "الحافلةُ", "متأخرة", "مساء", "المـساء"],
    ),
    "bn": (
        "হাসপাতালে যেতে সময় লাগে, সকাল ৯টায়।",
        ["হাসপাতাল", "সম\u09df", "সম\u09af\u09bc", "লাগে", "9", "৯"],
    ),
    "pa": (
        "ਹਸਪਤਾਲ ਵਿੱਚ ਸ਼ਾਮ ਨੂੰ ਬੱਸ ਨਹੀਂ।",
        ["ਹਸਪਤਾਲ", "\u0a36ਾਮ", "\u0a38\u0a3cਾਮ", "ਬੱਸ", "ਵਿੱਚ"],
    ),
    "so": (
        "Su’aalaha ku saabsan isbitaalka waa dheer.",
        ["su'aal", "suaal", "SU’AALAHA", "su\u02bcaal", "isbitaal", "dheer"],
    ),
    "vi": (
        "Xe buýt tới bệnh viện ở Huế hay trễ.",
        ["benh vien", "bệnh viện", "BỆNH VIỆN", "be\u0323\u0302nh", "xe buyt", "hue", "tre"],
    ),
}
# Letters that Unicode does not take apart: `fold` must know them.
LETTERS = {
    "pl": ("Łódź ma żółty autobus.", ["lodz", "ŁÓDŹ", "łódź", "zolty", "ŻÓŁTY"]),
    "fr": ("Une œuvre pour ma sœur.", ["oeuvre", "ŒUVRE", "soeur"]),
    "tr": ("Kapı açık, ışık yok.", ["kapi", "acik", "isik", "IŞIK", "ışık"]),
    "vi": ("Đường đến đó rất xa.", ["duong", "ĐƯỜNG", "đường", "den do"]),
    "ar": (
        "نذهب إلى المستشفى في حافلة آمنة مساءً.",
        ["الى", "إلى", "مستشفي", "المستشفى", "حافله", "امنة", "مساء"],
    ),
}
NOWHERE = ["dinosaur", "恐龙", "ديناصور", "डाइनोसर", "dinozor"]


def cases(table):
    return [
        pytest.param(text, typed, id=f"{code}-{number}")
        for code, (text, every) in table.items()
        for number, typed in enumerate(every)
    ]


def finds(text, typed) -> bool:
    kept = search.kept(text)
    return all(search.as_kept(word) in kept for word in search.sought(typed))


def stands(text, typed) -> bool:
    """As `finds`, in the words of an index."""
    words = search.indexed(search.kept(text)).split()
    starts = [search.start_of(word) for word in search.sought(typed)]
    return all(start and any(word.startswith(start) for word in words) for start in starts)


def test_the_table_has_every_language_we_ship():
    assert set(SHIPPED) <= set(TEXTS) <= set(languages())


@pytest.mark.parametrize(("text", "typed"), cases(TEXTS))
def test_what_people_type_is_found(text, typed):
    assert search.sought(typed)
    assert finds(text, typed)
    assert all(finds(text, typed) == stands(text, typed) for text, _every in TEXTS.values())


@pytest.mark.parametrize(("text", "typed"), cases(LETTERS))
def test_letters_that_unicode_does_not_take_apart_are_found(text, typed):
    assert finds(text, typed)


@pytest.mark.parametrize("typed", NOWHERE)
def test_what_stands_nowhere_is_not_found(typed):
    assert not any(finds(text, typed) for text, _every in TEXTS.values())


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("The co-design group", "sign"),  # a Latin word is sought at its start
        ("自由行人", "由人"),  # both signs, but not beside each other
        ("Parking at clinics", "parking dinosaurs"),  # every word must stand there
        ("A 19 to 5 day", "9"),
    ],
)
def test_what_only_looks_alike_is_not_found(text, typed):
    assert not finds(text, typed)


def test_signs_alone_are_found_nowhere_and_long_searches_are_cut():
    assert search.sought("  ") == []
    for signs in ("%", "_", " ?! …"):
        assert not any(finds(text, signs) for text, _every in TEXTS.values())
    assert len(search.sought(" ".join(f"word{number}" for number in range(50)))) == search.MOST


@given(st.text(max_size=40))
def test_every_text_is_found_by_itself(text):
    assume(search.kept(text).strip())
    assert finds(text, text)
    assert stands(text, text)


def test_a_text_with_no_end_of_words_has_an_end_in_an_index():
    for endless in ("\u0995" * 30_000, "a" * 30_000, " ".join(map(str, range(30_000)))):
        words = search.indexed(search.kept(endless)).split()
        assert len(words) <= search.MOST_INDEXED
        assert max(map(len, words)) <= search.LONGEST + 1
        assert stands(endless, endless[:50])


@given(st.text(max_size=40))
def test_a_kept_text_is_words_and_single_spaces(text):
    kept = search.kept(text)
    assert kept == " " + " ".join(kept.split())


def ids(found) -> list:
    return [each.id for each in found]


@pytest.mark.parametrize("kind", ["organisation", "report"])
def test_published_documents_give_the_same_hits_on_both_databases(database, kind):
    made = {}
    for code, (text, _every) in TEXTS.items():
        body = {"title": text, "pages": [{"label": text}]}
        edition = frozen(OrganisationFactory(), {("en_GB", ""): {"title": ""}, (code, ""): body})
        edition.subject_kind = kind
        made[code] = edition.id
    database.flush()
    for code, (text, every) in TEXTS.items():
        for typed in every:
            found = publishing.editions_with_words(kind, search.sought(typed))
            assert made[code] in found, (code, typed)
            expected = {each for each, (other, _) in TEXTS.items() if finds(other, typed)}
            assert {each for each in made if made[each] in found} == expected, typed
        assert finds(text, text)
    for typed in NOWHERE:
        assert publishing.editions_with_words(kind, search.sought(typed)) == []


def test_published_answers_give_the_same_hits_on_both_databases(database, monkeypatch):
    nobody_drawn(monkeypatch)
    asked = closed_consultation()
    made = {code: published(asked, text).publication.id for code, (text, _every) in TEXTS.items()}
    form = asked_of(asked)
    for code, (_text, every) in TEXTS.items():
        for typed in every:
            found = ids(lists.published(asked, form, typed, Turn()).items)
            assert made[code] in found, (code, typed)
            expected = {each for each, (other, _) in TEXTS.items() if finds(other, typed)}
            assert {each for each in made if made[each] in found} == expected, typed
    for typed in NOWHERE:
        assert ids(lists.published(asked, form, typed, Turn()).items) == []
