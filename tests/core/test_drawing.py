"""Pictures with words, and pages as PDF."""

import io

import pytest
from PIL import Image

from engage.core import assets
from engage.core.formats import pdf, picture
from engage.paths import STATIC

FONT = STATIC / "build" / assets.asset("eg-picture.woff2").rpartition("/")[2]


@pytest.mark.parametrize(
    ("text", "can"),
    [
        ("Where and when? “We’ll ask.” £5", True),
        ("¿Dónde y cuándo? Mañana", True),
        ("أين ومتى", False),
        ("কখন", False),
        ("", True),
    ],
)
def test_words_are_drawn_only_where_the_face_has_every_letter(text, can):
    assert picture.can_draw(FONT, [text]) is can


def test_nothing_is_drawn_without_the_face(tmp_path):
    assert not picture.can_draw(tmp_path / "none.woff2", ["a"])


def test_a_picture_has_its_size_its_ground_its_blocks_and_its_words():
    line = picture.Line(20, 60, 40, "Hello", "#ffffff")
    block = picture.Block((0, 0, 9, 9), "#ff0000")
    data = picture.png((200, 100), "#102030", [block], [line], FONT)
    made = Image.open(io.BytesIO(data)).convert("RGB")
    assert data.startswith(b"\x89PNG")
    assert made.size == (200, 100)
    assert made.getpixel((5, 5)) == (255, 0, 0)
    assert made.getpixel((199, 99)) == (16, 32, 48)
    assert (255, 255, 255) in {colour for _count, colour in made.getcolors(100_000)}


def page(link):
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>x</title>{link}</head><body>x</body></html>'
    )


def test_a_page_becomes_a_pdf_that_asks_for_our_own_files_only(tmp_path):
    (tmp_path / "ours.css").write_text("@page { size: 100pt 50pt }", encoding="utf-8")
    assert pdf.can_make()
    styled = pdf.pdf(page('<link rel="stylesheet" href="/ours.css">'), tmp_path)
    assert styled.startswith(b"%PDF-")
    for address in (
        "/../../etc/passwd",
        "https://example.org/a.css",
        "file:///etc/passwd",
        "/none.css",
    ):
        plain = pdf.pdf(page(f'<link rel="stylesheet" href="{address}">'), tmp_path)
        assert plain.startswith(b"%PDF-")


def test_what_a_page_links_to_is_read_below_one_folder_and_nowhere_else(tmp_path):
    (tmp_path / "ours.css").write_text("p { color: red }", encoding="utf-8")
    fetch = pdf._fetcher_class()(tmp_path, {}).fetch
    assert fetch("file:///ours.css").read() == b"p { color: red }"
    for address in ("file:///../etc/passwd", "file:////etc/passwd", "https://example.org/ours.css"):
        with pytest.raises(ValueError, match=r"file|https"):
            fetch(address)


def test_without_the_library_no_pdf_is_offered(monkeypatch):
    monkeypatch.setattr(pdf, "find_spec", lambda _name: None)
    assert not pdf.can_make()
