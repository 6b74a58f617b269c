"""Files behind one small door."""

from datetime import timedelta

import pytest

from engage.core import files
from engage.core.clock import now
from engage.core.errors import NotFound

pytestmark = pytest.mark.once


def test_a_stored_file_is_found_again_by_its_name(app):
    name = files.store("scans", b"a scan", "pdf")
    assert name.startswith("scans/")
    assert name.endswith(".pdf")
    assert files.storage_path(name).read_bytes() == b"a scan"
    assert files.storage_path(name).is_relative_to(app.config["HOME"] / "files")


def test_two_files_with_the_same_content_have_names_of_their_own(app):
    assert files.store("scans", b"", "pdf") != files.store("scans", b"", "pdf")


@pytest.mark.parametrize(
    "name",
    [
        "../secret",
        "scans/../../secret",
        "/etc/passwd",
        "scans\\secret",
        "",
        "Scans/A.pdf",
        "a\n",
        "a\x00b",
    ],
)
def test_a_name_that_could_lead_outside_is_not_there(app, name):
    with pytest.raises(NotFound):
        files.storage_path(name)


def test_parts_of_a_name_are_joined(app):
    assert files.storage_path("segments", "one.parquet").parts[-2:] == ("segments", "one.parquet")


def test_what_was_kept_before_a_moment_is_named_in_order(app):
    names = sorted(files.store("scans", b"", "pdf") for _each in range(2))
    assert files.older_than("scans", now() + timedelta(minutes=1)) == names
    assert files.older_than("scans", now() - timedelta(minutes=1)) == []
    assert files.older_than("nothing", now()) == []
