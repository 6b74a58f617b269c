"""A client that judges every page it is given, as a strict browser and a strict reader would."""

import re
from collections import Counter
from contextvars import Context
from datetime import timedelta
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engage.core import clock
from engage.core.db import db
from engage.core.text import plain_text
from tests.counting import not_counted

_FOREIGN = re.compile(r'<(\w+)\b[^>]*\slang="(?!en)[^>]*>.*?</\1>', re.DOTALL)
_VOID_LABEL = {"hidden", "submit", "button", "image", "reset"}


class PageFault(AssertionError):
    """A page that must not reach a reader."""


@lru_cache(maxsize=128)
def parse(html: str) -> Element:
    """The page as a tree, to look at only. Raises PageFault where a strict parser stumbles."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(html)
    if parser.errors:
        (line, column), code, values = parser.errors[0]
        near = html.splitlines()[max(0, line - 2) : line + 1]
        raise PageFault(f"{code} {values} at line {line}, column {column}: {near}")
    return tree


def text_of(node: Element) -> str:
    """The words in an element, with single spaces."""
    return " ".join("".join(node.itertext()).split())


def english_of(html: str) -> str:
    """The English words in the main part of a page: names of languages in themselves are not."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return plain_text(f"<main{_FOREIGN.sub('', main)}</main>")


def check_frame(tree: Element) -> None:
    """One h1; a title that starts with it; a language and a direction; ids once each."""
    headings = [text_of(each) for each in tree.iter("h1")]
    if len(headings) != 1:
        raise PageFault(f"a page has one h1, this has {headings}")
    title = text_of(next(tree.iter("title")))
    wrong = any("govuk-error-summary" in (each.get("class") or "") for each in tree.iter("div"))
    start = f"Error: {headings[0]}" if wrong else headings[0]
    if tree.get("lang") in {"en", "en-GB"} and not title.startswith(start):
        raise PageFault(f"the title {title!r} should start with {start!r}")
    if not title or not tree.get("lang") or tree.get("dir") not in {"ltr", "rtl"}:
        raise PageFault("a page says its language and its direction")
    twice = [
        key
        for key, count in Counter(each.get("id") for each in tree.iter()).items()
        if key and count > 1
    ]
    if twice:
        raise PageFault(f"ids stand twice: {twice}")


def _is_named(field: Element, labelled: set[str], inside: set[Element]) -> bool:
    return (
        field.get("id") in labelled
        or field in inside
        or bool(field.get("aria-label") or field.get("aria-labelledby"))
    )


def check_fields(tree: Element) -> None:
    """Every field has a label; every `aria-describedby` leads somewhere."""
    labelled = {each.get("for") or "" for each in tree.iter("label")}
    inside = {field for label in tree.iter("label") for field in label.iter()}
    ids = {each.get("id") for each in tree.iter()}
    for kind in ("input", "select", "textarea"):
        for field in tree.iter(kind):
            if field.get("type") not in _VOID_LABEL and not _is_named(field, labelled, inside):
                raise PageFault(f"a field without a label: {field.attrib}")
            for target in (field.get("aria-describedby") or "").split():
                if target not in ids:
                    raise PageFault(f"aria-describedby leads nowhere: {target}")
    for label in labelled - {""}:
        if label not in ids:
            raise PageFault(f"a label for nothing: {label}")


def check_forms(tree: Element, public: bool) -> None:
    """A POST form of a signed-in page carries its token."""
    for form in tree.iter("form"):
        names = {each.get("name") for each in form.iter("input")}
        if (
            (form.get("method") or "").lower() == "post"
            and not public
            and "csrf_token" not in names
        ):
            raise PageFault(f"a form without its token: {form.attrib}")


def check_safety(tree: Element) -> None:
    """No script without a nonce, nothing inline."""
    for script in tree.iter("script"):
        if not script.get("nonce"):
            raise PageFault("a script without a nonce")
    for node in tree.iter():
        inline = [key for key in node.attrib if key == "style" or key.startswith("on")]
        if inline:
            raise PageFault(f"inline {inline} on {node.tag}")


def check_words(tree: Element) -> None:
    """No straight apostrophe in our own words, no template left over."""
    body = next(tree.iter("body"))
    for node in body.iter():
        if (
            node.tag in {"script", "textarea", "pre", "code"}
            or node.get("data-own-words") is not None
        ):
            continue
        said = node.text or ""
        if re.search(r"\w'\w", said) and not node.get("lang"):
            raise PageFault(f"a straight apostrophe: {said.strip()!r}")
        if "{{" in said or "%(" in said:
            raise PageFault(f"an unfilled sentence: {said.strip()!r}")


@not_counted()
def judge(html: str, *, public: bool) -> None:
    """Raises PageFault for a page that must not reach a reader."""
    tree = parse(html)
    check_frame(tree)
    check_fields(tree)
    check_forms(tree, public)
    check_safety(tree)
    check_words(tree)


class HonestClient(FlaskClient):
    """Asks pages of the app, commits what the test made before, and judges every HTML answer."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app, TestResponse, use_cookies=True)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        in_a_test = has_app_context()  # a redirect that is followed is asked from within
        if in_a_test:
            db.session.commit()
        answer = Context().run(self._ask, clock._shift.get(), args, kwargs)
        if in_a_test:
            db.session.expire_all()
        leads_on = answer.status_code in {301, 302, 303, 308}
        if answer.mimetype == "text/html" and not leads_on and answer.request.method != "HEAD":
            judge(answer.get_data(as_text=True), public=self._is_public(answer))
        return answer

    def warm(self, address: str) -> None:
        """Ask for a page and do not look at it, so that the next answer costs what it costs."""
        Context().run(self._ask, clock._shift.get(), (address,), {}).close()

    def _ask(self, away: timedelta, args: Any, kwargs: Any) -> TestResponse:
        """Every request has an app context and a session of its own, as with a real server."""
        with clock.days_away(away / timedelta(days=1)):
            return super().open(*args, **kwargs)

    def _is_public(self, answer: TestResponse) -> bool:
        adapter = self.application.url_map.bind("localhost")
        try:
            endpoint, _values = adapter.match(
                answer.request.environ["PATH_INFO"], method=answer.request.method
            )
        except Exception:  # noqa: BLE001 - an error page has no view
            return True
        return getattr(self.application.view_functions[endpoint], "access", "public") == "public"

    def sign_in(self, account: Any) -> None:
        """Sign an account in without the page; `client.account` is who."""
        self.account = account
        db.session.commit()
        with self.session_transaction() as kept:
            kept["account"] = str(account.id)
            kept["seal"] = account.seal

    def send(self, address: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Open a page, take the token of its form, and send the form."""
        page = self.get(address).get_data(as_text=True)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        token = {"csrf_token": found[1]} if found else {}
        return self.post(kwargs.pop("to", address), data={**token, **(data or {})}, **kwargs)
