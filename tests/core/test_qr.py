"""QR codes: made of the exact words, level M, with the quiet zone that readers need."""

import io
import re

import pytest
import segno
from PIL import Image

from engage.core.formats import qr

ADDRESS = "https://talk.example.org/ar/consultations/evenings/"


def drawn(svg):
    """The dark modules that an SVG draws, as (x, y), read from the strokes of its path."""
    x = y = 0.0
    dark = set()
    for deed, numbers in re.findall(
        r"([Mmh])([-\d. ]*)", re.search(r'<path[^>]* d="(M[^"]+)"[^>]*/></svg>', svg)[1]
    ):
        given = [float(each) for each in re.findall(r"-?\d*\.?\d+", numbers)]
        if deed == "h":
            dark |= {(int(x) + step, int(y)) for step in range(int(given[0]))}
            x += given[0]
        else:
            x, y = (given[0], given[1]) if deed == "M" else (x + given[0], y + given[1])
    return dark


def expected(content):
    """The dark modules of the code that the library makes of these words, quiet zone counted in."""
    matrix = segno.make(content, error="m", micro=False, boost_error=False).matrix
    return {(x + 4, y + 4) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}


@pytest.mark.parametrize("content", [ADDRESS, "A", "كود ١٢٣", "x" * 300])
def test_the_code_is_made_of_the_exact_words_at_level_m(content):
    made = qr.code(content)
    wanted = segno.make(content, error="m", micro=False, boost_error=False)
    assert made.matrix == wanted.matrix
    assert (made.error, made.is_micro) == ("M", False)


@pytest.mark.parametrize("content", [ADDRESS, "A", "x" * 300])
def test_the_svg_draws_the_same_code_with_a_quiet_zone_of_four(content):
    svg = qr.svg(content)
    side = len(qr.code(content).matrix) + 8
    assert f'viewBox="0 0 {side} {side}"' in svg
    assert drawn(svg) == expected(content)
    assert f'fill="#fff" d="M0 0h{side}v{side}h-{side}z"' in svg


def test_another_address_makes_another_code():
    assert drawn(qr.svg(ADDRESS)) != expected(ADDRESS.replace("/ar/", "/es/"))


def test_the_png_draws_the_same_code_with_a_quiet_zone_of_four():
    picture = Image.open(io.BytesIO(qr.png(ADDRESS, scale=3))).convert("1")
    side = picture.width // 3
    dark = {
        (x, y)
        for y in range(side)
        for x in range(side)
        if not picture.getpixel((3 * x + 1, 3 * y + 1))
    }
    assert dark == expected(ADDRESS)
    assert picture.size == (side * 3, side * 3)


def test_a_label_is_read_aloud_and_can_hold_no_markup():
    named = qr.svg(ADDRESS, 'The code <b> & "more"')
    assert 'role="img"' in named
    assert "<title>The code &lt;b&gt; &amp;" in named
    assert "<b>" not in named
    assert 'aria-hidden="true"' in qr.svg(ADDRESS)
    assert qr.qr_svg(ADDRESS) == qr.svg(ADDRESS)
