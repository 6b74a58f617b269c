"""One request: the language taken off the address, one transaction, safe headers, plain errors."""

import re

import pytest
import sqlalchemy as sa
from flask import g, redirect, render_template_string, request, url_for
from hypothesis import given
from hypothesis import strategies as st

from engage.accounts import access
from engage.accounts.models import Organisation, OrganisationKind
from engage.audit.commands import looked
from engage.audit.models import Action, Entry
from engage.core import web
from engage.core.db import db, writing
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import _l
from engage.core.pages import Page
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.own_app

PAGE = (
    '{% extends "layouts/public.html" %}{% block title %}A page{% endblock %}'
    "{% block content %}<h1>A page</h1><p>{{ said }}</p>{% endblock %}"
)


def show(said=""):
    return render_template_string(PAGE, said=said)


def slugs(database):
    return list(database.scalars(sa.select(Organisation.slug).order_by(Organisation.slug)))


def write(slug):
    db.session.add(Organisation(slug=slug, kind=OrganisationKind.COUNCIL))
    db.session.flush()


@pytest.fixture
def add(app):
    """Give the app one more view."""

    def put(path, view, methods=("GET",), mark=access.public):
        app.add_url_rule(path, f"test{path}", mark(view), methods=list(methods))

    return put


# --- one transaction


def test_a_post_that_ends_in_a_redirect_is_kept(client, add, database):
    def save():
        write("kept")
        return redirect("/")

    add("/save/", save, ["POST"])
    assert client.post("/save/").status_code == 302
    assert slugs(database) == ["kept"]


def test_a_post_that_ends_in_a_page_is_undone(client, add, database):
    def save():
        write("undone")
        return show()

    add("/save/", save, ["POST"])
    assert client.post("/save/").status_code == 200
    assert slugs(database) == []


def test_a_post_that_fails_is_undone(client, add, database):
    def save():
        write("undone")
        raise RuleBroken(_l("Not on a Sunday"))

    add("/save/", save, ["POST"])
    assert client.post("/save/").status_code == 400
    assert slugs(database) == []


def test_a_get_cannot_write(client, add, database):
    def page():
        write("never")
        return redirect("/")

    add("/page/", page)
    assert client.get("/page/").status_code == 500
    assert slugs(database) == []


def test_a_get_that_redirects_changes_nothing_even_if_it_could(client, add, database):
    row = OrganisationFactory(slug="before")
    row_id = row.id

    def page():
        db.session.get(Organisation, row_id).slug = "after"
        return redirect("/")

    add("/page/", page)
    assert client.get("/page/").status_code == 302
    assert slugs(database) == ["before"]


def test_a_post_that_only_reads_cannot_write_and_answers_with_a_page(client, add, database):
    def check():
        return show(str(writing.get()))

    def cheat():
        write("never")
        return show()

    add("/check/", web.reads(check), ["POST"])
    add("/cheat/", web.reads(cheat), ["POST"])
    assert "<p>False</p>" in client.post("/check/").get_data(as_text=True)
    assert client.post("/cheat/").status_code == 500
    assert slugs(database) == []


def test_who_looked_is_kept_though_a_get_writes_nothing(client, add, database):
    seen = OrganisationFactory()
    seen_id = seen.id

    def page():
        looked([seen_id], "read the answers", actor=type("Me", (), {"id": seen_id}))
        raise NotFound

    add("/page/", page)
    assert client.get("/page/").status_code == 404
    entry = database.scalars(sa.select(Entry).where(Entry.action == Action.LOOKED)).one()
    assert entry.details == {"ids": [str(seen_id)], "reason": "read the answers"}


# --- the language of the address


@pytest.mark.once
@pytest.mark.parametrize(
    ("address", "language", "variant", "path"),
    [
        ("/where/", "en_GB", "", "/where/"),
        ("/es/where/", "es", "", "/es/where/"),
        ("/ar/where/", "ar", "", "/ar/where/"),
        ("/easy-read/where/", "en_GB", "easy-read", "/easy-read/where/"),
        ("/es/easy-read/where/", "es", "easy-read", "/es/easy-read/where/"),
    ],
)
def test_language_and_variant_stand_in_the_address_and_stay_there(
    client, add, address, language, variant, path
):
    def where():
        kept = request.environ
        return show(
            "|".join(
                (
                    kept.get("engage.language", "en_GB"),
                    kept.get("engage.variant", ""),
                    url_for("test/where/"),
                )
            )
        )

    add("/where/", where)
    page = client.get(address).get_data(as_text=True)
    assert f"<p>{language}|{variant}|{path}</p>" in page


@pytest.mark.once
@pytest.mark.parametrize(
    "address",
    [
        "/en-GB/",
        "/en_GB/",
        "/lt/",
        "/easy-read/es/where/",
        "/es/es/where/",
        "/ES/where/",
        "/esperanto/",
    ],
)
def test_there_is_one_address_for_each_page_in_each_language(client, add, address):
    add("/where/", show)
    assert client.get(address).status_code == 404


@pytest.mark.once
def test_the_front_page_of_a_language_may_be_asked_without_a_slash(client):
    page = client.get("/es", follow_redirects=True).get_data(as_text=True)
    assert 'lang="es"' in page


@given(st.text())
def test_nothing_of_an_address_is_lost(path):
    environ = {"PATH_INFO": f"/{path}", "SCRIPT_NAME": ""}
    web.LanguagePrefix(lambda *_given: [])(environ, None)
    assert (environ["SCRIPT_NAME"] + environ["PATH_INFO"]).strip("/") == path.strip("/")


@pytest.mark.once
@pytest.mark.parametrize("address", ["/%00/", "/?q=%00", "/es/?q=a%00b"])
def test_a_null_byte_in_an_address_leads_nowhere(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("address", ["//evil.example/", "/es//evil.example/x", "//evil.example"])
def test_two_slashes_never_lead_to_another_site(client, address):
    answer = client.get(address)
    assert "//evil" not in answer.headers.get("Location", "").removeprefix("http://")


@pytest.mark.once
@pytest.mark.parametrize(
    ("address", "led_to"),
    [
        ("/consultations", "/consultations/"),
        ("/es/consultations?q=a%20b", "/es/consultations/?q=a%20b"),
        ("/plain-english//", "/plain-english/"),
    ],
)
def test_the_host_that_a_browser_names_leads_nobody_away(client, address, led_to):
    answer = client.get(address, headers={"Host": "evil.example"})
    assert answer.status_code == 308
    assert answer.headers["Location"] == led_to


# --- headers


@pytest.mark.once
def test_every_answer_has_safe_headers(client, add):
    def page():
        return show()

    def boom():
        raise ZeroDivisionError

    add("/page/", page)
    add("/boom/", boom)
    for address in ("/page/", "/boom/", "/nowhere/", "/sign-in/"):
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-cache"


@pytest.mark.once
def test_a_page_without_a_script_allows_none(client, add):
    add("/page/", show)
    assert "script-src 'none'" in client.get("/page/").headers["Content-Security-Policy"]


@pytest.mark.once
def test_a_script_carries_the_mark_of_its_own_answer(client):
    first, second = client.get("/sign-in/"), client.get("/sign-in/")
    marks = [
        re.search(r"script-src 'nonce-([^']+)'", each.headers["Content-Security-Policy"])[1]
        for each in (first, second)
    ]
    assert f'nonce="{marks[0]}"' in first.get_data(as_text=True)
    assert marks[0] != marks[1]


@pytest.mark.once
def test_a_view_may_be_stricter_than_the_house(client, add):
    def page():
        return show(), 200, {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}

    add("/page/", page)
    headers = client.get("/page/").headers
    assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")


# --- small things


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (20, 1), (21, 2), (41, 3)])
def test_a_list_has_as_many_pages_as_it_needs(total, pages):
    assert Page([], 1, 20, total).pages == pages


@pytest.mark.once
@pytest.mark.parametrize(
    ("asked", "number"),
    [("", 1), ("?page=3", 3), ("?page=0", 1), ("?page=-2", 1), ("?page=x", 1)],
)
def test_a_wrong_page_number_is_the_first_page(app, asked, number):
    with app.test_request_context(f"/{asked}"):
        assert web.page_number() == number


@pytest.mark.once
def test_a_page_number_never_grows_beyond_reason(app):
    with app.test_request_context("/?page=99999999999999"):
        assert web.page_number() == 100_000


@pytest.mark.once
def test_one_answer_has_one_mark_for_its_scripts(app):
    with app.test_request_context("/"):
        assert web.csp_nonce() == web.csp_nonce() == g.nonce
