"""Whatever is sent to any page of the journey: a clear no or the page again, and nothing stored."""

import io
import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from engage.responses.models import DraftFile, Response, ResponseFile
from tests.factories.accounts import SiteFactory
from tests.factories.journey import whole_consultation
from tests.responses.test_views import Visitor
from tests.responses.test_views_refuse import NAME

PAGES = ("1/", "2/", "3/", "4/", "5/", "who/", "before-you-send/", "about-you/", "about-you/sex/")
OTHERS = ("", "check/", "saved/", "leave/", "done/")
FIELDS = (
    *("one", "one.other", "some", "some.other", "order:order_0", "order:order_1", "order:other"),
    *("miles", "day-day", "day-month", "day-year", "day", "place", "place.other", "place.point"),
    *("file", "file.remove", "agree", "read", "why", "name", "people", "gathered", "disagreed"),
    *("members", "members.remove", "helper", "own_words", "permission", "age_group", "email"),
    *("sex", "__class__", "constructor.prototype", "../etc/passwd", "one.point", "one[]"),
)
STRANGE = (
    "",
    "\x00",
    "a\x00b",
    "\u202eabc\u202c",
    "\ud800",
    "\ufdd0q-why\ufdd1",
    "{{ 7 * 7 }}",
    "{% include 'x' %}",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "../../../etc/passwd",
    "=HYPERLINK(1)",
    "-1",
    "1e400",
    "NaN",
    "Infinity",
    "9" * 400,
    "١" * 20,
    "0x10",
    "other",
    "yes",
    "true",
    "[]",
    '{"$ne": null}',
    "A" * 5_000,
    "e" + "\u0301" * 3_000,
    "👩\u200d" * 500,
)
TYPED = st.dictionaries(
    st.sampled_from(FIELDS).map(lambda name: f"q-{name}"),
    st.lists(st.one_of(st.sampled_from(STRANGE), st.text(max_size=40)), max_size=3),
    max_size=8,
)
CLEAR = {200, 303, 400, 404, 405, 413, 422}
SOME = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def visitor(database, client):
    SiteFactory()
    whole_consultation()
    return Visitor(client).begin()


def nothing_is_stored(database):
    kept = (Response, ResponseFile, DraftFile)
    return all(database.scalars(select(each)).all() == [] for each in kept)


def plain(typed):
    """What a browser could send: no half characters."""
    return {
        name: [each.encode("utf-8", "replace").decode() for each in said]
        for name, said in typed.items()
    }


@pytest.mark.once
@SOME
@given(path=st.sampled_from(PAGES + OTHERS), typed=TYPED, then=st.sampled_from(STRANGE))
def test_whatever_is_typed_is_a_clear_no_or_the_page_again(visitor, database, path, typed, then):
    data = {**plain(typed), "then": then.encode("utf-8", "replace").decode()}
    token = {"token": "forged"} if path in {"leave/", "done/"} else {}
    assert visitor.post(path, {**data, **token}).status_code in CLEAR
    assert nothing_is_stored(database)
    for page in ("1/", "2/", "3/", "5/", "check/"):
        assert visitor.get(page).status_code in {200, 303}


@pytest.mark.once
@SOME
@given(path=st.sampled_from(PAGES), typed=TYPED)
def test_what_is_kept_can_always_be_read_and_sent_again(visitor, path, typed):
    visitor.post(path, plain(typed))
    page = visitor.get("2/")
    if page.status_code == 200:
        value = re.search(r'name="q-miles"[^>]*value="([^"]*)"', page.text)[1]
        assert visitor.post("2/", {"q-miles": value}).status_code == 303


@pytest.mark.once
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"%", "application/x-www-form-urlencoded"),
        (b"\xff\xfe&&&===", "application/x-www-form-urlencoded"),
        (b"token", "multipart/form-data"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (json.dumps({"q-one": {"a": [1]}}).encode(), "application/json"),
        (b"<xml/>", "text/xml"),
        (b"\x00" * 1_000, "application/octet-stream"),
    ],
)
def test_a_body_of_the_wrong_kind_is_a_clear_no(visitor, database, path, body, kind):
    answer = visitor.client.post(visitor.base + path, data=body, content_type=kind)
    assert answer.status_code == 400
    assert nothing_is_stored(database)


@pytest.mark.once
@pytest.mark.parametrize("path", PAGES)
def test_ten_megabytes_are_too_much_for_any_page(visitor, path):
    body = b"token=" + visitor.token.encode() + b"&q-why=" + b"x" * 10_000_000
    kind = "application/x-www-form-urlencoded"
    assert visitor.client.post(visitor.base + path, data=body, content_type=kind).status_code == 413


@pytest.mark.once
@pytest.mark.parametrize(
    "name", ["../../x.txt", "..\\..\\x.txt", "/etc/passwd", "a\x00.txt", "\u202egpj.txt", "<b>.txt"]
)
def test_a_path_in_the_name_of_a_file_leads_nowhere(visitor, app, name):
    files = {"q-file": (io.BytesIO(b"words"), name)}
    answer = visitor.post("3/", files, content_type="multipart/form-data")
    assert answer.status_code == 303
    root = app.config["HOME"]
    written = {each.parent for each in root.rglob("*") if each.is_file()} - {root}
    assert written == {root / "files" / "drafts"}
    assert "<b>" not in visitor.get("check/").text.partition("<main")[2]


@pytest.mark.once
def test_a_file_for_a_question_that_takes_none_is_ignored(visitor, database):
    files = {"q-why": (io.BytesIO(b"words"), "a.txt"), "q-one": (io.BytesIO(b"x"), "b.txt")}
    for path in ("1/", "5/"):
        answer = visitor.post(path, files, content_type="multipart/form-data")
        assert answer.status_code == 303
        files = {name: (io.BytesIO(b"x"), "c.txt") for name in files}
    assert nothing_is_stored(database)


@pytest.mark.once
def test_ids_of_files_that_are_not_mine_are_ignored(visitor, database):
    stranger = "00000000-0000-4000-8000-000000000000"
    for typed in ({"q-file": stranger}, {"q-file.remove": stranger}, {"q-file": "../x"}):
        assert visitor.post("3/", typed).status_code == 303
    assert "Not answered" in visitor.get("check/").text
    visitor.post("about-you/", {"then": "send"})
    assert "file" not in database.scalars(select(Response)).one().answers


@pytest.mark.once
def test_pages_in_any_order_and_forms_replayed_change_nothing_after_sending(visitor, database):
    for path in ("5/", "3/", "1/", "5/", "1/"):
        assert visitor.post(path, {"q-one": "one_1", "q-why": "words"}).status_code == 303
    visitor.post("about-you/", {"then": "send"})
    for path in (*PAGES, "check/"):
        answer = visitor.post(path, {"q-one": "one_0", "q-why": "more", "then": "send"})
        assert answer.status_code in {303, 405}
        if answer.status_code == 303:
            assert answer.location.endswith("/done/")
    answers = database.scalars(select(Response)).one().answers
    assert answers == {"one": "one_1", "why": "words"}


@pytest.mark.once
def test_no_address_title_or_header_tells_what_was_said(visitor, client):
    """Story of the shared phone: the history of the browser holds nothing of an answer."""
    secret = "wombat"
    seen = []

    def look(answer):
        seen.extend([str(answer.location), answer.request.path, str(answer.request.query_string)])
        seen.extend(value for name, value in answer.headers if name != "Set-Cookie")
        seen.extend(re.findall(r"<title>.*?</title>", answer.text, re.DOTALL))
        assert answer.headers.get("Cache-Control") in {"no-store", "no-cache"}

    file = (io.BytesIO(b"words"), f"{secret}.txt")
    look(visitor.post("1/", {"q-one": "other", "q-one.other": secret}))
    look(visitor.post("3/", {"q-place.other": secret, "q-file": file}))
    look(visitor.post("5/", {"q-why": f"{secret} " * 200}))
    look(visitor.post("5/", {"q-why": secret, "then": "save"}))
    for path in ("1/", "3/", "5/", "saved/", "check/", "before-you-send/", "about-you/"):
        page = visitor.get(path)
        look(page)
        assert page.headers["Cache-Control"] == "no-store"
    look(visitor.post("about-you/", {"then": "send"}))
    look(visitor.get("done/"))
    assert secret not in " ".join(seen)
    look(visitor.post("leave/"))
    assert client.get_cookie(NAME) is None
    for path in ("1/", "5/", "check/", "done/"):
        page = visitor.get(path)
        assert page.location.endswith("/respond/")
        assert secret not in page.text
