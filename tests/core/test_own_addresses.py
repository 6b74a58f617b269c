"""Which addresses are our own."""

import pytest

from engage.core.addresses import local_path, told_path


@pytest.mark.parametrize("path", ["/", "/reports/letters/", "/consultations/?q=bus", "/a%20b/"])
def test_a_path_of_this_site_is_kept(path):
    assert local_path(path) == path


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "reports/",
        "//evil.example/",
        "/\\evil.example/",
        "/a\\b",
        "https://evil.example/",
        "javascript:alert(1)",
        "/a\nb",
        "/a\n",
        "/a b",
    ],
)
def test_anything_else_leads_home(asked):
    assert local_path(asked) == "/"


@pytest.mark.parametrize("path", ["/answers/ABC/secret/", "/sign-in/link/secret/", "/approvals/x/"])
def test_an_address_of_somebodys_own_is_not_told(path):
    assert told_path(path) == "/"
    assert told_path("/about/") == "/about/"
