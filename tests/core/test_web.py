"""One request: the language taken off the address, one transaction, safe headers, plain errors."""

import logging
import re

import pytest
import sqlalchemy as sa
from flask import abort, g, redirect, render_template_string, request, url_for
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from engage.accounts import access
from engage.accounts.models import Organisation, OrganisationKind, Role
from engage.audit.commands import looked
from engage.audit.models import Action, Entry
from engage.core import web
from engage.core.db import db, writing
from engage.core.errors import NotAllowed, NotFound, RuleBroken, Stale
from engage.core.i18n import _catalogue, _l
from engage.core.limits import TooMany
from engage.core.pages import Page
from tests.factories.accounts import OrganisationFactory

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


@pytest.mark.parametrize("in_view", [True, False])
def test_a_clash_in_the_database_asks_to_save_again(app, client, add, database, in_view):
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def save():
        db.session.add_all(
            Organisation(slug="twice", kind=OrganisationKind.COUNCIL) for _ in range(2)
        )
        if in_view:
            db.session.flush()
        return redirect("/")

    add("/save/", save, ["POST"])
    answer = client.post("/save/")
    assert answer.status_code == 409
    assert "Somebody saved this just now." in answer.get_data(as_text=True)
    assert slugs(database) == []


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
        "/fr/",
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


# --- pages for errors

ERRORS = [
    (NotAllowed(), 403, "You cannot open this page"),
    (NotFound(), 404, "We cannot find this page"),
    (TooMany(), 429, "Please wait a moment"),
    (ZeroDivisionError("the secret of the house"), 500, "Something went wrong on our side"),
    (RuleBroken(_l("Add a question first")), 400, "We could not read that"),
]


@pytest.mark.once
@pytest.mark.parametrize(("error", "status", "heading"), ERRORS)
def test_an_error_has_a_page_with_a_reference_and_no_trace(
    client, add, caplog, error, status, heading
):
    def page():
        raise error

    add("/page/", page)
    with caplog.at_level(logging.WARNING, logger="engage"):
        answer = client.get("/page/")
    said = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert f">{heading}</h1>" in said
    reference = re.search(r'class="eg-code">([0-9a-f]{8})<', said)[1]
    assert reference in caplog.text
    assert "Traceback" not in said
    assert "secret of the house" not in said


@pytest.mark.once
@pytest.mark.parametrize(
    ("ask", "status", "heading"),
    [
        (lambda client: client.get("/nowhere/"), 404, "We cannot find this page"),
        (lambda client: client.post("/about/"), 405, "This page does not take that"),
        (lambda client: client.delete("/about/"), 405, "This page does not take that"),
        (
            lambda client: client.post("/sign-in/", data={"email": "x" * (2 * 1024 * 1024 + 1)}),
            413,
            "That is too big to send",
        ),
        (lambda client: client.get("/teapot/"), 418, "Something went wrong on our side"),
    ],
)
def test_what_the_web_refuses_has_a_page_too(client, add, ask, status, heading):
    add("/teapot/", lambda: abort(418))
    answer = ask(client)
    assert answer.status_code == status
    assert f">{heading}</h1>" in answer.get_data(as_text=True)


@pytest.mark.once
@pytest.mark.parametrize(("error", "status", "heading"), ERRORS)
def test_an_error_is_told_in_the_language_of_the_address(client, add, error, status, heading):
    def page():
        raise error

    add("/page/", page)
    answer = client.get("/es/page/")
    said = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert 'lang="es"' in said
    assert f">{_catalogue('es').ugettext(heading)}</h1>" in said


@pytest.mark.once
def test_a_broken_rule_says_what_to_do(client, add):
    def page():
        raise RuleBroken(_l("Choose at most %(most)s"), most=3)

    add("/page/", page)
    assert '<p class="govuk-body">Choose at most 3</p>' in client.get("/page/").get_data(
        as_text=True
    )


def test_a_stale_save_shows_both_texts_and_loses_neither(client, add, database):
    def save():
        write("undone")
        raise Stale({"title": "What they wrote"}, {"title": "What I wrote"})

    add("/save/", save, ["POST"])
    answer = client.post("/save/")
    said = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "What they wrote" in said
    assert "What I wrote" in said
    assert slugs(database) == []


@pytest.mark.once
def test_a_redirect_that_was_raised_is_a_redirect(client, add):
    add("/page/", lambda: abort(redirect("/about/")))
    add("/folder/x/", show)
    assert client.get("/page/").headers["Location"] == "/about/"
    assert client.get("/folder/x").status_code == 308


@pytest.mark.once
def test_when_no_page_can_be_made_the_words_alone_are_given(client, add, monkeypatch):
    def no_database():
        raise OperationalError("SELECT site", {}, Exception("connection refused"))

    def page():
        raise ZeroDivisionError("the secret of the house")

    add("/page/", page)
    monkeypatch.setattr(access, "site_facts", no_database)
    answer = client.get("/page/")
    assert answer.status_code == 500
    assert answer.get_data(as_text=True) == (
        "Something went wrong on our side Try again in a few minutes."
    )


def test_somebody_signed_in_sees_the_page_of_a_broken_rule(as_lead, add):
    def page():
        raise RuleBroken(_l("Add a question first"))

    add("/desk/page/", page, mark=access.allow(Role.ENGAGEMENT_LEAD))
    answer = as_lead.get("/desk/page/")
    assert answer.status_code == 400
    assert "Add a question first" in answer.get_data(as_text=True)


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


def test_a_built_file_is_asked_for_by_the_name_with_its_hash(tmp_path, monkeypatch):
    web._manifest.cache_clear()
    monkeypatch.setattr(web, "STATIC", tmp_path)
    assert web.asset("app.css") == "/static/build/app.css"
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "manifest.json").write_text('{"app.css": "app.123.css"}')
    web._manifest.cache_clear()
    assert web.asset("app.css") == "/static/build/app.123.css"
    web._manifest.cache_clear()


@pytest.mark.once
def test_one_answer_has_one_mark_for_its_scripts(app):
    with app.test_request_context("/"):
        assert web.csp_nonce() == web.csp_nonce() == g.nonce
