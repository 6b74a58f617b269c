"""Texts as XLIFF, PO and CSV: they come back as they went out; what is broken is named by line."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.formats import po, text_table, xliff
from engage.core.formats.units import Faulty, Unit, UnitFile

FORMATS = [xliff, po, text_table]
UNITS = (
    Unit("question.0192.label.ab.cd", "Where?", "¿Dónde?", note="Page 1: question 1"),
    Unit("question.0192.hint.ab.cd", 'Say "why" & <how>.\n\nTwo lines.', ""),
    Unit("choice.0193.label.ab.cd", "=1+1", "-أين"),
)
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"], include_characters="\n"),
    min_size=1,
    max_size=80,
).filter(lambda said: said.strip() and "\u2028" not in said and "\x85" not in said)


def pairs(units):
    return [(each.id, each.source, each.target) for each in units]


@pytest.mark.parametrize("form", FORMATS)
def test_what_goes_out_comes_back(form):
    found = form.read(form.write(UnitFile("en-GB", "es", UNITS)))
    assert found.target == "es"
    assert pairs(found.units) == pairs(UNITS)
    assert all(each.line > 0 for each in found.units)


@pytest.mark.parametrize("form", FORMATS)
@given(source=TEXT, target=TEXT)
def test_any_words_in_any_script_come_back(form, source, target):
    sent = UnitFile("en-GB", "zh-Hans", [Unit("a.b.c.d.e", source, target)])
    (found,) = form.read(form.write(sent)).units
    assert (found.source.split(), found.target.split()) == (source.split(), target.split())


@pytest.mark.parametrize("form", FORMATS)
@given(data=st.binary(max_size=200))
def test_no_bytes_do_harm(form, data):
    with suppress(Faulty):
        form.read(data)


HEAD = '<?xml version="1.0"?>\n<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0"'

WITH_MARKUP = """ srcLang="en" trgLang="es">
<file id="f"><unit id="a"><segment>
<source>A</source>
<target>A <pc id="1">b</pc></target>"""


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("not xml", 1, "not a whole XML file"),
        (f'{HEAD} srcLang="en" trgLang="es">\n<file id="f">\n<unit', 4, "not a whole XML file"),
        ('<?xml version="1.0"?>\n<tmx/>', 2, "not an XLIFF file"),
        ('<xliff version="1.2"/>', 1, "as XLIFF 2.0"),
        (
            HEAD + WITH_MARKUP,
            5,
            "Take the markup out",
        ),
        ('<!DOCTYPE a [<!ENTITY b "c">]>\n<xliff version="2.0">&b;</xliff>', 0, "can read"),
    ],
)
def test_a_broken_xliff_file_is_refused_with_its_line(text, line, said):
    with pytest.raises(Faulty, match=said) as refused:
        xliff.read(text.encode())
    assert refused.value.line == line


def test_marks_and_segments_of_other_tools_are_read_through():
    text = (
        f'{HEAD} srcLang="en" trgLang="es">\n<file id="f"><unit id="a"><segment>'
        "<source>One. </source><target>Uno. </target></segment><segment><source>Two.</source>"
        '<target><mrk id="m">Dos.</mrk></target></segment></unit></file></xliff>'
    )
    assert pairs(xliff.read(text.encode()).units) == [("a", "One. Two.", "Uno. Dos.")]


PO = 'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (PO + 'msgctxt "a"\nmsgid "A"\nmsgst "B"\n', 8, "not as a PO file"),
        (PO + 'msgctxt "a"\nmsgid "A"\nmsgstr ""\n\n' * 2, 10, "twice"),
        ("nothing of the sort", 1, "PO file"),
        ("\xff", 0, "PO file"),
    ],
)
def test_a_broken_po_file_is_refused_with_its_line(text, line, said):
    data = text.encode("latin-1") if text == "\xff" else text.encode()
    with pytest.raises(Faulty, match=said) as refused:
        po.read(data)
    assert refused.value.line == line


def test_an_unsure_translation_counts_as_none():
    data = (PO + '#, fuzzy\nmsgctxt "a"\nmsgid "A"\nmsgstr "B"\n').encode()
    assert pairs(po.read(data).units) == [("a", "A", "")]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "first row"),
        ("key,where,en-GB,es\n", 1, "first row"),
        ("id,where,en-GB,es\na,b\n", 2, "too few cells"),
        ("id,where\0", 0, "can read"),
    ],
)
def test_a_broken_table_is_refused_with_its_row(text, line, said):
    with pytest.raises(Faulty, match=said) as refused:
        text_table.read(text.encode())
    assert refused.value.line == line


def test_the_table_is_utf_8_with_its_mark_and_holds_no_formula():
    data = text_table.write(UnitFile("en-GB", "ar", UNITS))
    assert data.startswith(b"\xef\xbb\xbf")
    assert b",'=1+1,'-" in data


@pytest.mark.parametrize("form", FORMATS)
def test_too_many_texts_are_refused(form, monkeypatch):
    monkeypatch.setattr(form, "MOST_UNITS", 2)
    with pytest.raises(Faulty, match="too many texts"):
        form.read(form.write(UnitFile("en-GB", "es", UNITS)))


@pytest.mark.parametrize(
    "head",
    [
        "Plural-Forms: nplurals=900000000; plural=n;",
        'POT-Creation-Date: 2026\\n"\n" 03',
    ],
)
def test_a_po_file_that_asks_for_much_room_is_refused(head):
    said = f'msgid ""\nmsgstr "{head}\\n"\n\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n'
    with pytest.raises(Faulty):
        po.read(said.encode())
