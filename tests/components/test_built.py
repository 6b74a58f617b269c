"""What `npm run build` has made: small, ours, and from nowhere else."""

import gzip
import json
import re

import pytest

from tests.components.conftest import ROOT

BUILD = ROOT / "static" / "build"
SHEETS = ["app.css", "app.rtl.css", "app.arab.css", "app.beng.css"]


def built(name):
    manifest = json.loads((BUILD / "manifest.json").read_text(encoding="utf-8"))
    return (BUILD / manifest[name]).read_bytes()


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_is_small_over_the_wire(sheet):
    assert len(gzip.compress(built(sheet))) <= 14_000


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_asks_for_nothing_from_elsewhere(sheet):
    css = built(sheet).decode()
    assert "@import" not in css
    assert [url for url in re.findall(r"url\(([^)]*)\)", css) if "//" in url] == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_has_no_face_and_no_crown_of_another_house(sheet):
    css = built(sheet).decode().lower()
    assert "gds transport" not in css
    assert "crown" not in css


@pytest.mark.parametrize(
    ("sheet", "faces"),
    [
        ("app.css", set()),
        ("app.rtl.css", set()),
        ("app.arab.css", {"arabic"}),
        ("app.beng.css", {"bengali"}),
    ],
)
def test_fonts_stand_only_in_the_sheets_that_need_them(sheet, faces):
    css = built(sheet).decode()
    assert set(re.findall(r"eg-(\w+)\.\w+\.woff2", css)) == faces


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_name_of_a_language_can_be_read_on_a_device_without_its_letters(sheet):
    assert "eg-bengali-names." in built(sheet).decode()
    assert 'a[hreflang="bn"]' in built(sheet).decode()
    assert len(built("eg-bengali-names.woff2")) + len(built("eg-arabic-names.woff2")) <= 6_000


@pytest.mark.parametrize("font", ["eg-arabic.woff2", "eg-bengali.woff2"])
def test_a_font_is_at_most_forty_thousand_bytes(font):
    assert len(built(font)) <= 40_000


@pytest.mark.parametrize("sheet", SHEETS)
def test_dark_forced_still_and_printed_pages_are_thought_of(sheet):
    css = built(sheet).decode()
    for wish in ("prefers-color-scheme:", "forced-colors:", "prefers-reduced-motion:", "size:a4"):
        assert wish in css.lower().replace(": ", ":")


def test_lines_are_taller_where_the_script_needs_it():
    height = re.compile(r"\.govuk-body,\.govuk-body-m\{[^}]*?line-height:([\d.]+)")
    latin, arabic = (
        float(height.search(built(sheet).decode()).group(1))
        for sheet in ("app.css", "app.arab.css")
    )
    assert arabic > latin >= 1.5


def test_the_lock_names_no_place_to_fetch_from():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, about in lock["packages"].items() if "resolved" in about] == []


def test_every_package_is_pinned_to_one_version():
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert [name for name, version in wanted.items() if not re.fullmatch(r"[\d.]+", version)] == []
