"""Where a visitor stands: their consultation, their draft, and the form they answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from html import escape
from typing import Any

from flask import Response, current_app, make_response, redirect, request, url_for
from werkzeug.exceptions import BadRequest, HTTPException

from engage.consultations import queries as consultations
from engage.consultations import rules as consultation_rules
from engage.consultations.models import Consultation, Kind
from engage.consultations.queries import formats
from engage.consultations.rules import AskedPage, AskedQuestion, Path, Questionnaire
from engage.consultations.rules.formats import LARGE_PRINT
from engage.core.clock import now
from engage.core.errors import NotFound
from engage.core.i18n import languages, reader_language, reader_variant
from engage.core.limits import spend
from engage.publishing import queries as publishing
from engage.responses import forms, queries, rules
from engage.responses.queries import drafts

_FILES = "60 per 10 minutes"
_FILMS = "20 per 10 minutes"


class Elsewhere(HTTPException):
    """The visitor belongs on another page of the journey."""

    code = 303

    def __init__(self, address: str) -> None:
        super().__init__(response=redirect(address, 303))


def page_of(html: str, status: int = 200) -> Response:
    """A page that no device keeps: going back after leaving shows nothing."""
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def away(address: str) -> Response:
    """On to an address."""
    return make_response(redirect(address, 303))


def onward(endpoint: str, slug: str, **values: Any) -> Response:
    """On to another page of the journey."""
    return away(url_for(endpoint, slug=slug, **values))


def to_answer(reference: str) -> Response:
    """To the page that follows one answer, which this browser may see for a while."""
    response = make_response(redirect(url_for("answers.show", reference=reference), 303))
    return forms.give_answer_ticket(response, reference)


def asked_in(consultation: Consultation, draft: rules.Draft | None = None) -> Questionnaire:
    """The form in the reader's language and format: of the draft's edition, or of the newest.

    Large print is the same form, only bigger.
    """
    edition, variant = draft.edition_id if draft else None, reader_variant()
    asked = consultations.questionnaire(consultation, reader_language().code, variant, edition)
    return replace(asked, variant=LARGE_PRINT) if variant == LARGE_PRINT else asked


def where_it_stands(asked: Questionnaire, draft: rules.Draft) -> int:
    """The number of the page on which to go on with an answer."""
    return rules.first_open_page(asked.pages, draft.answers, draft.kind.value, draft.stopped)


def asked_here(slug: str) -> Consultation:
    """A consultation as this reader sees it: a format that came late has a day of its own.

    Raises NotFound. One statement more where the address asks for a format.
    """
    return formats.in_own_time(queries.asked_now(slug), reader_variant())


def plan_addresses(
    slug: str, endpoint: str = "consultations.file"
) -> Callable[[AskedQuestion], str]:
    """What gives the address of the plan of a question; empty for one without."""

    def address(question: AskedQuestion) -> str:
        name = consultation_rules.bare_name(question.picture)
        return url_for(endpoint, slug=slug, name=name) if name else ""

    return address


def words_of(asked: Questionnaire) -> Mapping[str, Any]:
    """All that the public reads in the language and format of the form."""
    found = publishing.document(asked.edition_id, asked.language, asked.variant)
    return found.body if found else {}


def title_of(asked: Questionnaire) -> str:
    """What the consultation is called in the language of the form."""
    return str(words_of(asked).get("title", ""))


@dataclass
class Here:
    """One request of the journey."""

    consultation: Consultation
    visit: rules.Visit
    draft: rules.Draft
    asked: Questionnaire
    _walked: tuple[dict[str, Any], Path] | None = None

    @property
    def slug(self) -> str:
        """The consultation's part of the address."""
        return self.consultation.slug

    @property
    def late(self) -> bool:
        """Whether the consultation has closed meanwhile; a change of a sent answer is not late."""
        closed = consultation_rules.is_late(self.consultation, now())
        return closed and not self.draft.changes

    @property
    def in_time(self) -> bool:
        """Whether this answer may be sent now (settled 22)."""
        return consultation_rules.may_submit(self.consultation, self.draft.begun_at, now(), grace())

    @property
    def way(self) -> Path:
        """The path through the form, made anew from the answers and never kept with them."""
        answers = self.draft.answers
        if self._walked is None or self._walked[0] is not answers:
            way = consultation_rules.path(self.asked.pages, answers, self.draft.kind.value)
            self._walked = answers, way
        return self._walked[1]

    @property
    def questions(self) -> list[AskedQuestion]:
        """The questions that stand on the path."""
        return rules.questions_on(self.asked.pages, self.way)

    def page(self, number: int) -> AskedPage:
        """One page of questions, counted from 1.

        Raises NotFound; a page off the path leads on to the next one that is on it.
        """
        if not 1 <= number <= len(self.asked.pages):
            raise NotFound
        way = self.way
        if number not in way.numbers:
            raise Elsewhere(self.address_of(way.after(number)))
        return self.asked.pages[number - 1]

    def address_of(self, number: int | None) -> str:
        """Where a page is; after the last comes the check."""
        if number is None:
            return url_for("responses.check", slug=self.slug)
        return url_for("responses.page", slug=self.slug, number=number)

    def papers(self) -> dict[str, Any]:
        """What there is to read, by key, in the language of the form."""
        return {each["key"]: each for each in words_of(self.asked).get("papers", ())}

    def files_of(self, key: str) -> dict[str, dict[str, Any]]:
        """What is known of the files of one question, by id."""
        return {name: each for name, each in self.draft.files.items() if each["key"] == key}

    @property
    def notice(self) -> dict[str, str]:
        """The slot that leads to the privacy notice of the edition that is answered."""
        number = publishing.number_of(self.asked.edition_id)
        address = url_for("consultations.privacy_version", slug=self.slug, number=number)
        return {"privacy": escape(address)}

    def facts(self) -> dict[str, Any]:
        """What every page of the journey is given."""
        return {
            "asked": self.asked,
            "slug": self.slug,
            "title": title_of(self.asked),
            "content": languages()[self.asked.language],
            "late": self.late,
            "single": _one_by_one(self.asked),
        }

    def show(self, template: str, values: dict[str, str], key: Any = (), **more: Any) -> Response:
        """A compiled page. `key` says everything in `more` that changes it."""
        facts = self.facts()
        whole = (self.asked.hash, facts["late"], key)
        found = forms.compiled(f"responses/{template}.html", whole, **facts, **more)
        return page_of(found.fill({"token": self.visit.token, **values}))

    def alone(
        self, template: str, values: dict[str, str], status: int = 200, **more: Any
    ) -> Response:
        """A page for this visitor alone, which is not kept: it names their files, or an error."""
        found = forms.rendered(f"responses/{template}.html", **self.facts(), **more)
        return page_of(found.fill({"token": self.visit.token, **values}), status)

    def refuse(self, template: str, values: dict[str, str], **more: Any) -> Response:
        """The same page for this visitor alone, with what is wrong."""
        return self.alone(template, values, 422, **more)


def _one_by_one(asked: Questionnaire) -> bool:
    """Whether each page asks one question, so that pages are counted as questions."""
    return all(
        len(page.questions) == 1 and page.questions[0].kind is not Kind.INFO for page in asked.pages
    )


def grace() -> timedelta:
    """How long after closing a begun answer is still taken."""
    return timedelta(minutes=current_app.config["LATE_MINUTES"])


def _visit(slug: str) -> rules.Visit | None:
    """The visit of this browser. Raises BadRequest for a form made for another."""
    token = request.form.get("token", "") if request.method == "POST" else ""
    visit = forms.visit_now(slug)
    if visit and request.method == "POST" and not visit.owns(token):
        raise BadRequest
    return visit


def opened(slug: str, *, sent: bool = False) -> Here:
    """Where this visitor stands. Those without a draft, or past it, are led to their page."""
    visit = _visit(slug)
    consultation = asked_here(slug)
    draft = queries.draft(visit, lock=request.method == "POST") if visit else None
    if visit is None or draft is None or draft.consultation_id != consultation.id:
        raise Elsewhere(url_for("responses.start", slug=slug))
    if draft.sent is not sent:
        raise Elsewhere(url_for("responses.done" if draft.sent else "responses.check", slug=slug))
    return Here(consultation, visit, draft, asked_in(consultation, draft))


def minted(slug: str, then: str) -> rules.Code | None:
    """A code made ready for a button, before the database is touched: it takes its time."""
    if request.method != "POST" or request.form.get("then") != then:
        return None
    return rules.mint(forms.site_salt()) if _visit(slug) else None


def let_film_in(slug: str, number: int) -> None:
    """Let a request bring a big film, before its body is read, where this page asks for one.

    Only from somebody who began an answer, and so many in a while.
    """
    big = (request.content_length or 0) > forms.MOST_SENT
    visit = forms.visit_now(slug) if big and request.mimetype == "multipart/form-data" else None
    megabytes = drafts.films_asked(visit, number) if visit else 0
    if megabytes:
        spend("film-brought", request.remote_addr or "", _FILMS)
        forms.lift_limit(megabytes)


def brought(slug: str) -> forms.Brought:
    """The files that a form brings, made ready before the database is locked.

    Only for somebody who began an answer, and so many in a while: reading pictures costs.
    """
    sent = request.method == "POST" and request.mimetype == "multipart/form-data"
    visit = _visit(slug) if sent else None
    if visit is None or not drafts.is_there(visit):
        return forms.Brought({}, {})
    for _file in request.files:
        spend("file-brought", request.remote_addr or "", _FILES)
    return forms.brought_files()
