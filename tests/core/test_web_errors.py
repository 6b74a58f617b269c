"""Every error has a page of its own: a status, what to do, a reference, and no trace."""

import logging
import re

import pytest
import sqlalchemy as sa
from flask import abort, redirect, render_template_string
from sqlalchemy.exc import OperationalError

from engage.accounts import access
from engage.accounts.models import Organisation, OrganisationKind, Role
from engage.core.db import db
from engage.core.errors import NotAllowed, NotFound, RuleBroken, Stale
from engage.core.i18n import _catalogue, _l
from engage.core.limits import TooMany

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


@pytest.mark.once
def test_a_refused_way_of_asking_says_which_is_allowed(app):
    answer = app.test_client().post("/about/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.once
def test_who_is_asked_to_wait_is_told_how_long(app):
    @app.get("/often/")
    @access.public
    def often() -> str:
        raise TooMany

    answer = app.test_client().get("/often/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
