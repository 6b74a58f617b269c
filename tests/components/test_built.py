"""What `npm run build` has made: small, ours, and from nowhere else."""

import gzip
import json
import re

import pytest

from tests.components.conftest import ROOT

BUILD = ROOT / "static" / "build"
SCRIPTS = ["arab", "beng", "deva", "guru", "taml"]
SHEETS = ["app.css", "app.hani.css", "app.rtl.css", *(f"app.{script}.css" for script in SCRIPTS)]


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
        ("app.hani.css", set()),
        ("app.rtl.css", set()),
        *((f"app.{script}.css", {script}) for script in SCRIPTS),
    ],
)
def test_fonts_stand_only_in_the_sheets_that_need_them(sheet, faces):
    css = built(sheet).decode()
    assert set(re.findall(r"eg-(\w+)\.\w+\.woff2", css)) == faces


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_name_of_a_language_can_be_read_on_a_device_without_its_letters(sheet):
    css = built(sheet).decode()
    for code, script in (("ar", "arab"), ("bn", "beng"), ("ne", "deva"), ("pa", "guru")):
        assert f"eg-{script}-names." in css
        assert f'a[hreflang="{code}"]' in css
    assert 'a[hreflang="ta"]' in css
    assert sum(len(built(f"eg-{script}-names.woff2")) for script in SCRIPTS) <= 12_000


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_font_is_at_most_forty_thousand_bytes(script):
    assert len(built(f"eg-{script}.woff2")) <= 40_000


@pytest.mark.parametrize("sheet", SHEETS)
def test_dark_forced_still_and_printed_pages_are_thought_of(sheet):
    css = built(sheet).decode()
    for wish in ("prefers-color-scheme:", "forced-colors:", "prefers-reduced-motion:", "size:a4"):
        assert wish in css.lower().replace(": ", ":")


def test_lines_are_taller_where_the_script_needs_it():
    height = re.compile(r"\.govuk-body,\.govuk-body-m\{[^}]*?line-height:([\d.]+)")
    latin, *others = (float(height.search(built(sheet).decode()).group(1)) for sheet in SHEETS)
    assert all(each > latin >= 1.5 for each in others)


@pytest.mark.parametrize("sheet", SHEETS[1:])
def test_the_words_of_a_code_have_the_letters_of_the_page_and_stay_joined(sheet):
    words = '.eg-code:not([dir="ltr"]){font-family:inherit;letter-spacing:normal}'
    assert words in built(sheet).decode().replace("[dir=ltr]", '[dir="ltr"]')


def test_the_lock_names_no_place_to_fetch_from():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, about in lock["packages"].items() if "resolved" in about] == []


def test_every_package_is_pinned_to_one_version():
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert [name for name, version in wanted.items() if not re.fullmatch(r"[\d.]+", version)] == []
