"""Signing in and out, and who may open what."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import render_template_string

from engage.accounts import access, commands
from engage.accounts.models import Role, SignInLink
from engage.audit.models import Action, Entry
from engage.core import kept
from engage.core.clock import now, today
from engage.core.errors import NotAllowed
from engage.jobs.commands import deliver_due
from tests.factories.accounts import PASSWORD, AccountFactory, SignInLinkFactory, SiteFactory
from tests.honest import HonestClient

pytestmark = pytest.mark.own_app

PAGE = (
    '{% extends "layouts/staff.html" %}{% block title %}Staff{% endblock %}'
    "{% block content %}<h1>Staff</h1>{% endblock %}"
)


def staff_page():
    return render_template_string(PAGE)


@pytest.fixture
def add(app):
    """Give the app one more view."""

    def put(path, mark, methods=("GET", "POST")):
        def view():
            return staff_page()

        app.add_url_rule(path, f"test{path}", mark(view), methods=list(methods))

    return put


def undeclared(view):
    return view


def signed_in(client, email="ana@example.org", password=PASSWORD, address="/sign-in/"):
    return client.send(address, {"email": email, "password": password})


# --- signing in


def test_staff_sign_in_with_a_password_and_come_to_their_desk(client, database):
    AccountFactory(email="ana@example.org", password=PASSWORD)
    answer = signed_in(client)
    assert answer.headers["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    actions = database.scalars(sa.select(Entry.action).order_by(Entry.at)).all()
    assert actions[-1] is Action.ACCOUNT_SIGNED_IN


def test_a_wrong_password_says_what_to_do_and_keeps_the_address(client):
    AccountFactory(email="ana@example.org", password=PASSWORD)
    page = signed_in(client, password="wrong horse battery").get_data(as_text=True)
    assert "Check your email address and password, then try again." in page
    assert 'value="ana@example.org"' in page
    assert "wrong horse battery" not in page
    assert client.get("/desk/").status_code == 302


def test_a_sign_in_without_an_address_is_asked_again(client):
    page = signed_in(client, email=" ").get_data(as_text=True)
    assert 'href="#email">Enter your email address</a>' in page


def test_a_sign_in_without_its_token_is_refused(client):
    AccountFactory(email="ana@example.org", password=PASSWORD)
    client.post("/sign-in/", data={"email": "ana@example.org", "password": PASSWORD})
    assert client.get("/desk/").status_code == 302


@pytest.mark.once
def test_guessing_is_slowed_down_for_one_address_only(client):
    AccountFactory(email="ana@example.org", password=PASSWORD)
    AccountFactory(email="bo@example.org", password=PASSWORD)
    for _ in range(10):
        assert signed_in(client, password="a wrong password").status_code == 200
    refused = signed_in(client, email="ANA@example.org")
    assert refused.status_code == 429
    assert "Please wait a moment" in refused.get_data(as_text=True)
    assert signed_in(client, email="bo@example.org").status_code == 302


@pytest.mark.once
def test_wrong_tries_of_others_never_lock_the_owner_out(app, client):
    AccountFactory(email="ana@example.org", password=PASSWORD)
    for number in range(6):
        guesser = HonestClient(app)
        guesser.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
        for _ in range(10):
            signed_in(guesser, password="a wrong password")
    assert signed_in(guesser).status_code == 429
    assert signed_in(client).status_code == 302


@pytest.mark.once
def test_nobody_is_mailed_more_than_five_links_in_ten_minutes(client):
    AccountFactory(email="ivy@example.org")
    for _ in range(5):
        assert signed_in(client, email="ivy@example.org", password="").status_code == 302
    assert signed_in(client, email="Ivy@example.org", password="").status_code == 429


@pytest.mark.once
@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/desk/consultations/", "/desk/consultations/"),
        ("https://evil.example/", "/desk/"),
        ("//evil.example/desk/", "/desk/"),
        ("/\\evil.example", "/desk/"),
        ("/desk/\\evil", "/desk/"),
        ("/about/", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("", "/desk/"),
    ],
)
def test_signing_in_leads_only_to_pages_of_ours(client, wanted, led_to):
    AccountFactory(email="ana@example.org", password=PASSWORD)
    answer = client.get("/sign-in/", query_string={"next": wanted})
    token = re.search(r'csrf_token[^>]*value="([^"]+)"', answer.get_data(as_text=True))[1]
    answer = client.post(
        "/sign-in/",
        query_string={"next": wanted},
        data={"email": "ana@example.org", "password": PASSWORD, "csrf_token": token},
    )
    assert answer.headers["Location"] == led_to


def test_a_new_line_in_the_wanted_page_cannot_add_a_header(client):
    AccountFactory(email="ana@example.org", password=PASSWORD)
    answer = signed_in(client, address="/sign-in/?next=/desk/%0d%0aX-Evil:%20yes")
    assert "X-Evil" not in answer.headers


def test_a_reader_signs_in_with_a_mailed_link_that_works_once(app, client):
    AccountFactory(email="reader@example.org", role=Role.READER)
    answer = signed_in(client, "reader@example.org", "")
    assert answer.headers["Location"] == "/sign-in/link-sent/"
    assert "If we know this address" in client.get("/sign-in/link-sent/").get_data(as_text=True)
    deliver_due()
    (message,) = app.extensions["outgoing"]
    address = re.search(r"http://127.0.0.1:5000(/\S+)", message.get_content())[1]
    assert "The link works once." in client.get(address).get_data(as_text=True)
    assert client.send(address).headers["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    again = HonestClient(app).send(address)
    assert "This link has been used or is too old." in again.get_data(as_text=True)


def test_a_mailed_link_leads_to_our_own_site_whatever_the_browser_called_it(app, client):
    AccountFactory(email="reader@example.org", role=Role.READER)
    elsewhere = "http://evil.example/"
    page = client.get("/sign-in/", base_url=elsewhere).get_data(as_text=True)
    token = re.search(r'csrf_token[^>]*value="([^"]+)"', page)[1]
    typed = {"email": "reader@example.org", "csrf_token": token}
    client.post("/sign-in/", data=typed, base_url=elsewhere)
    assert deliver_due() == 1
    (message,) = app.extensions["outgoing"]
    assert "http://127.0.0.1:5000/sign-in/link/" in message.get_content()


def test_opening_a_mailed_link_uses_nothing_up(client, database):
    SignInLinkFactory(secret="abc")
    client.get("/sign-in/link/abc/")
    client.get("/sign-in/link/abc/")
    assert database.scalars(sa.select(SignInLink)).one().used_at is None


def test_an_unknown_address_is_told_the_same_and_gets_nothing(app, client):
    answer = signed_in(client, "nobody@example.org", "")
    assert answer.headers["Location"] == "/sign-in/link-sent/"
    assert deliver_due() == 0
    assert app.extensions["outgoing"] == []


def test_a_session_from_before_signing_in_is_dropped(client):
    account = AccountFactory(email="ana@example.org", password=PASSWORD)
    with client.session_transaction() as kept:
        kept["left"] = "behind"
    account_id = str(account.id)
    signed_in(client)
    with client.session_transaction() as kept:
        assert "left" not in kept
        assert kept["account"] == account_id


def test_signing_out_ends_it(as_lead, database):
    account_id = as_lead.account.id
    answer = as_lead.send("/desk/", to="/sign-out/")
    assert answer.headers["Location"] == "/"
    assert as_lead.get("/desk/").status_code == 302
    last = database.scalars(sa.select(Entry).order_by(Entry.at.desc()).limit(1)).one()
    assert (last.action, last.actor_id) == (Action.ACCOUNT_SIGNED_OUT, account_id)


def test_a_copy_of_the_cookie_is_worth_nothing_after_signing_out(app, as_lead):
    copy = HonestClient(app)
    copy.set_cookie("engage", as_lead.get_cookie("engage").value)
    assert copy.get("/desk/").status_code == 200
    as_lead.send("/desk/", to="/sign-out/")
    assert copy.get("/desk/").status_code == 302


@pytest.mark.once
def test_no_device_keeps_a_page_of_somebody_signed_in(as_lead, client):
    assert as_lead.get("/desk/").headers["Cache-Control"] == "no-store"
    assert client.get("/desk/").headers["Cache-Control"] == "no-store"
    assert as_lead.get("/").headers["Cache-Control"] == "no-cache"


@pytest.mark.once
def test_asking_for_headers_alone_leads_to_the_sign_in_too(client):
    assert client.head("/desk/").headers["Location"] == "/sign-in/?next=/desk/"


def test_whoever_is_signed_in_is_out_when_the_account_is_closed(as_lead):
    commands.close_account(actor=None, email=as_lead.account.email)
    assert as_lead.get("/desk/").headers["Location"].startswith("/sign-in/")


def test_a_new_seal_signs_out_every_older_session(as_lead):
    as_lead.account.seal = "another"
    assert as_lead.get("/desk/").status_code == 302


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(client):
    cookie = client.get("/sign-in/").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


# --- who may open what


def test_a_view_that_declares_nothing_is_closed_to_all(client, as_admin, add):
    add("/desk/forgotten/", undeclared)
    assert client.get("/desk/forgotten/").status_code == 403
    assert as_admin.get("/desk/forgotten/").status_code == 403


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(client, add):
    add("/desk/page/", access.allow(Role.ANALYST))
    assert client.get("/desk/page/").headers["Location"] == "/sign-in/?next=/desk/page/"
    assert client.post("/desk/page/").status_code == 403


def test_only_the_named_roles_may_open_a_page(add, as_analyst, as_lead, as_reader):
    add("/desk/page/", access.allow(Role.ANALYST, Role.ENGAGEMENT_LEAD))
    assert as_analyst.get("/desk/page/").status_code == 200
    assert as_lead.get("/desk/page/").status_code == 200
    assert as_reader.get("/desk/page/").status_code == 403


@pytest.mark.parametrize(
    ("from_days", "until_days", "status"), [(0, 0, 200), (1, None, 403), (-9, -1, 403)]
)
def test_a_role_opens_pages_only_on_its_days(client, add, from_days, until_days, status):
    add("/desk/page/", access.allow(Role.ANALYST))
    until = None if until_days is None else today() + timedelta(days=until_days)
    client.sign_in(
        AccountFactory(
            role=Role.ANALYST, from_on=today() + timedelta(days=from_days), until_on=until
        )
    )
    assert client.get("/desk/page/").status_code == status


def test_a_post_of_somebody_signed_in_needs_its_token(add, as_lead):
    add("/desk/page/", access.allow(Role.ENGAGEMENT_LEAD))
    refused = as_lead.post("/desk/page/")
    assert refused.status_code == 400
    assert "We could not read that" in refused.get_data(as_text=True)
    assert as_lead.send("/desk/", to="/desk/page/").status_code == 200


def test_the_token_of_another_session_is_worth_nothing(app, add, as_lead, as_analyst):
    add("/desk/page/", access.allow(Role.ENGAGEMENT_LEAD))
    page = as_analyst.get("/desk/").get_data(as_text=True)
    token = re.search(r'csrf_token[^>]*value="([^"]+)"', page)[1]
    as_lead.get("/desk/")
    assert as_lead.post("/desk/page/", data={"csrf_token": token}).status_code == 400


def test_a_public_page_sets_and_reads_no_cookie(client, as_lead, add):
    add("/page/", access.public)
    for each in (client, as_lead):
        answer = each.get("/about/")
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.once
def test_without_anybody_there_is_no_me_and_no_role(app):
    with app.test_request_context("/"):
        assert access.somebody() is None
        assert access.my_roles() == frozenset()
        assert not access.has_role(*Role)
        with pytest.raises(NotAllowed):
            access.me()


@pytest.mark.once
def test_signing_out_within_a_request_forgets_at_once(app):
    account = AccountFactory()
    with app.test_request_context("/"):
        access.sign_in(account)
        assert access.me() is account
        access.sign_out()
        assert access.somebody() is None


def test_the_facts_of_the_site_are_read_at_most_once_in_ten_seconds(app, database, monkeypatch):
    SiteFactory(name="Care Together")
    assert access.site_facts().name == "Care Together"
    commands.set_site(actor=None, name="Another name", contact_email="a@example.org")
    assert access.site_facts().name == "Care Together"
    monkeypatch.setattr(kept, "SECONDS", -1)
    assert access.site_facts().name == "Another name"


def test_a_link_that_is_too_old_says_to_ask_for_a_new_one(client):
    SignInLinkFactory(secret="abc", ends_at=now() - timedelta(minutes=1))
    page = client.send("/sign-in/link/abc/").get_data(as_text=True)
    assert "Ask for a new one." in page
