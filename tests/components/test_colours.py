"""Every colour a place may choose can be read, on paper and in the dark."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "static" / "css"
TOKENS = (CSS / "_tokens.scss").read_text(encoding="utf-8")
MODES = (CSS / "_colour-modes.scss").read_text(encoding="utf-8")
BRANDS = {
    name: re.findall(r"#[0-9a-f]{6}", shades)
    for name, shades in re.findall(r'^  "(\w+)": \((.+)\),$', TOKENS, re.MULTILINE)
}


def _values(sheet):
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", sheet))


LIGHT, DARK = _values(TOKENS), _values(MODES)


def _light(colour):
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    bright, dim = sorted((_light(first), _light(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_the_measure_itself_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_there_are_four_brands():
    assert set(BRANDS) == {"pine", "navy", "plum", "moss"}


@pytest.mark.parametrize("name", BRANDS)
def test_a_brand_can_be_read_in_both_modes(name):
    brand, deep, soft, dark, dark_deep, dark_soft = BRANDS[name]
    pairs = [
        (brand, LIGHT["--eg-paper"]),
        (brand, LIGHT["--eg-sheet"]),
        (brand, soft),
        (LIGHT["--eg-ink"], soft),
        (LIGHT["--eg-on-brand"], brand),
        (LIGHT["--eg-on-brand"], deep),
        (dark, DARK["--eg-paper"]),
        (dark, DARK["--eg-sheet"]),
        (dark, dark_soft),
        (DARK["--eg-ink"], dark_soft),
        (DARK["--eg-on-brand"], dark),
        (DARK["--eg-on-brand"], dark_deep),
    ]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("word", ["turn", "good", "bad"])
def test_a_state_can_be_read_on_its_own_ground_and_on_the_page(mode, word):
    colour = mode[f"--eg-{word}"]
    assert contrast(colour, mode[f"--eg-{word}-soft"]) >= 4.5
    assert contrast(colour, mode["--eg-paper"]) >= 4.5


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["--eg-paper", "--eg-sheet"])
@pytest.mark.parametrize("ink", ["--eg-ink", "--eg-quiet"])
def test_words_can_be_read_on_every_ground(mode, ground, ink):
    assert contrast(mode[ink], mode[ground]) >= 4.5
