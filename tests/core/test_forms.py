"""What people type is kept, and what is wrong is said in words."""

from io import BytesIO

import pytest
from flask import render_template_string
from sqlalchemy.exc import IntegrityError
from wtforms import HiddenField, IntegerField, StringField, SubmitField
from wtforms.validators import Length

from engage.accounts.access import allow, public
from engage.accounts.models import Organisation, OrganisationKind, Role
from engage.core import forms as core_forms
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.forms import Form, Needed, squeeze, version_of
from engage.core.i18n import _l
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.own_app

PAGE = """{% extends "layouts/form.html" %}{% from "components/field.html" import field %}
{% block title %}Bodies{% endblock %}{% block content %}<h1>Bodies</h1>
<form method="post">{{ csrf() }}{{ field(form.slug) }}{{ field(form.size) }}
<button>Save</button></form>{% endblock %}"""


class BodyForm(Form):
    """A body with an address and a size."""

    slug = StringField(
        _l("Address"),
        filters=[lambda typed: typed and typed.lower()],
        validators=[Needed(_l("Enter an address")), Length(max=40)],
    )
    size = IntegerField("Size")
    version = HiddenField()
    save = SubmitField("Save")


def bodies():
    form = BodyForm()
    if form.submitted():
        with form.shows_broken_rules():
            if form.slug.data == "taken":
                raise RuleBroken(_l("Choose another address"), "slug")
            if form.slug.data == "sunday":
                raise RuleBroken(_l("Come back on %(day)s"), day="Monday")
            db.session.add(Organisation(slug=form.slug.data, kind=OrganisationKind.COUNCIL))
            db.session.flush()
            return ("", 302, {"Location": "/bodies/"})
    return render_template_string(PAGE, form=form)


def bodies_of_staff():
    return bodies()


@pytest.fixture
def form_page(app, client):
    app.add_url_rule("/bodies/", view_func=public(bodies), methods=["GET", "POST"])
    return client


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Bexley \n", "Bexley"), ("a\r\nb", "a\nb"), ("a\x00b", "ab"), (5, 5), (None, None)],
)
def test_what_is_pasted_loses_outer_spaces_and_null_bytes(typed, kept):
    assert squeeze(typed) == kept


def test_an_error_stands_in_the_summary_and_what_was_typed_is_kept(form_page):
    page = form_page.send("/bodies/", {"slug": "   ", "size": "twelve"}).get_data(as_text=True)
    assert "<title>Error: Bodies" in page
    assert 'href="#slug">Enter an address</a>' in page
    assert 'value="twelve"' in page


def test_a_message_of_the_library_is_said_too(form_page):
    page = form_page.send("/bodies/", {"slug": "x" * 41, "size": "2"}).get_data(as_text=True)
    assert "Field cannot be longer than 40 characters." in page
    assert "x" * 41 in page


def test_a_broken_rule_stands_beside_its_field(form_page):
    page = form_page.send("/bodies/", {"slug": "taken", "size": "2"}).get_data(as_text=True)
    assert 'href="#slug">Choose another address</a>' in page
    assert 'value="taken"' in page


def test_a_broken_rule_without_a_field_stands_at_the_top(form_page):
    page = form_page.send("/bodies/", {"slug": "sunday", "size": "2"}).get_data(as_text=True)
    assert "Come back on Monday" in page


def test_a_constraint_of_the_database_becomes_words(form_page, database):
    OrganisationFactory(slug="bexley")
    answer = form_page.send("/bodies/", {"slug": "Bexley", "size": "2"})
    assert answer.status_code == 200
    assert "Somebody used this just now. Change it and try again." in answer.get_data(as_text=True)


def test_a_constraint_becomes_words_on_a_staff_page_too(app, as_lead, database):
    staff = allow(Role.ENGAGEMENT_LEAD)(bodies_of_staff)
    app.add_url_rule("/desk/bodies/", "staff_bodies", staff, methods=["GET", "POST"])
    OrganisationFactory(slug="bexley")
    answer = as_lead.send("/desk/bodies/", {"slug": "bexley", "size": "2"})
    assert "Somebody used this just now." in answer.get_data(as_text=True)


def test_a_form_without_its_token_changes_nothing(form_page, database):
    answer = form_page.post("/bodies/", data={"slug": "bexley", "size": "2"})
    assert answer.status_code == 200
    assert database.query(Organisation).count() == 0


def test_a_right_form_is_taken(form_page, database):
    answer = form_page.send("/bodies/", {"slug": " BEXLEY ", "size": "2"})
    assert answer.status_code == 302
    assert database.query(Organisation).one().slug == "bexley"


@pytest.mark.once
def test_values_are_the_keywords_of_a_command(app):
    data = {"slug": " Bexley ", "size": "3", "version": "4", "save": "Save"}
    with app.test_request_context("/", method="POST", data=data):
        form = BodyForm()
        assert form.values() == {"slug": "bexley", "size": 3, "version": "4"}


@pytest.mark.once
def test_errors_come_in_the_order_of_the_form_those_of_the_whole_first(app):
    with app.test_request_context("/", method="POST", data={"slug": "", "size": "2"}):
        app.config["WTF_CSRF_ENABLED"] = False
        form = BodyForm()
        assert not form.submitted()
        form.refuse("The whole is wrong")
        form.refuse("Too big", "size")
        form.refuse("For no field", "colour")
        assert form.all_errors == [
            (None, "The whole is wrong"),
            (None, "For no field"),
            ("slug", "Enter an address"),
            ("size", "Too big"),
        ]


@pytest.mark.once
def test_another_fault_is_not_hidden_by_the_form(app):
    with app.test_request_context("/"):
        form = BodyForm()
        with pytest.raises(ZeroDivisionError), form.shows_broken_rules():
            raise ZeroDivisionError
        with form.shows_broken_rules():
            raise IntegrityError("statement", {}, Exception())
        assert len(form.top_errors) == 1


@pytest.mark.once
@pytest.mark.parametrize("empty", [None, "", " \n", []])
def test_a_needed_field_says_what_to_do(app, empty):
    class Field:
        data = empty
        errors = ()

    with pytest.raises(Exception, match="Enter a title"):
        Needed("Enter a title")(None, Field())


@pytest.mark.once
@pytest.mark.parametrize("body", ['{"slug": 5, "size": ["x"]}', '["x"]', "5", "{", ""])
def test_a_body_of_another_kind_is_an_empty_form(form_page, body):
    answer = form_page.post("/bodies/", data=body, content_type="application/json")
    assert answer.status_code in {200, 400}


@pytest.mark.once
def test_a_file_in_the_place_of_a_text_is_no_text(client):
    sent = {"text": (BytesIO(b"x"), "../../a.txt"), "language": "en_GB"}
    page = client.post("/plain-english/", data=sent)
    assert page.status_code == 200
    assert "Paste or write the text you want to check" in page.get_data(as_text=True)


@pytest.mark.once
def test_a_json_body_in_the_place_of_a_text_is_no_text(client):
    page = client.post("/plain-english/", json={"text": 5, "language": ["es"]})
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("typed", "version"),
    [("7", 7), (7, 7), ("", 0), (None, 0), ("²", 0), ("١", 0), ("-1", 0), ("9" * 5_000, 0)],
)
def test_a_version_is_a_plain_number_or_stale(typed, version):
    assert version_of(typed) == version


@pytest.mark.parametrize("typed", ["\u200b", " \u2060\ufeff", "\u202e", "\u2800", "\u3164\x00"])
def test_what_nobody_can_see_is_nothing(typed):
    assert squeeze(typed) == ""


def test_a_text_is_not_turned_round_but_joined_letters_stay():
    assert squeeze("\u202eabc می\u200cخواهم") == "abc می\u200cخواهم"


@pytest.mark.once
def test_no_field_takes_more_than_a_page_holds(form_page, monkeypatch):
    monkeypatch.setattr(core_forms, "LONGEST", 10)
    page = form_page.send("/bodies/", {"slug": "x" * 11, "size": "2"}).get_data(as_text=True)
    assert "Make this text shorter. It is too long for one page." in page
