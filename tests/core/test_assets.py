"""Built files: their addresses, and how they are sent."""

import gzip

import pytest

from engage.core import assets

pytestmark = pytest.mark.once


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A folder with one built sheet, whole and compressed, and one plain file."""
    folder = tmp_path / "build"
    folder.mkdir()
    (folder / "app.123.css").write_text("body{}", encoding="utf-8")
    (folder / "app.123.css.gz").write_bytes(gzip.compress(b"body{}"))
    (folder / "font.woff2").write_bytes(b"font")
    (folder / "manifest.json").write_text('{"app.css": "app.123.css"}', encoding="utf-8")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    assets._manifest.cache_clear()
    yield tmp_path
    assets._manifest.cache_clear()


def test_a_built_file_is_asked_for_by_the_name_with_its_hash(built):
    assert assets.asset("app.css") == "/static/build/app.123.css"


def test_before_the_build_a_file_goes_by_its_own_name(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    assets._manifest.cache_clear()
    assert assets.asset("app.css") == "/static/build/app.css"
    assets._manifest.cache_clear()


def test_a_browser_that_takes_it_gets_the_compressed_file(built, client):
    answer = client.get("/static/build/app.123.css", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.mimetype == "text/css"
    assert gzip.decompress(answer.data) == b"body{}"
    assert "immutable" in answer.headers["Cache-Control"]


def test_another_browser_gets_the_file_as_it_is(built, client):
    answer = client.get("/static/build/app.123.css", headers={"Accept-Encoding": "identity"})
    assert answer.data == b"body{}"
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_a_file_without_a_hash_is_not_kept_for_good(built, client):
    answer = client.get("/static/build/font.woff2", headers={"Accept-Encoding": "gzip"})
    assert answer.data == b"font"
    assert "immutable" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["../secret", "build/../../secret", "build/none.css", "build/"])
def test_nothing_outside_the_folder_is_sent(built, client, path):
    (built.parent / "secret").write_text("no", encoding="utf-8")
    assert client.get(f"/static/{path}").status_code == 404
