"""The form on paper: for everybody, and in numbered batches with codes for the desk."""

from functools import partial
from typing import Any

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me, public
from engage.accounts.models import Role
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.consultations.queries import formats
from engage.core.errors import NotFound
from engage.core.files import storage_path, stored_bytes
from engage.core.formats import pdf
from engage.core.formats.qr import qr_svg
from engage.core.i18n import SHIPPED, languages, reader_language, reader_variant
from engage.core.limits import spend
from engage.core.web import turn, whole
from engage.paths import STATIC
from engage.responses import rules
from engage.responses.commands import keying as keying_commands
from engage.responses.commands import paper as commands
from engage.responses.forms import entry as entry_forms
from engage.responses.models import PaperBatch, Permission, Relation, RespondentKind
from engage.responses.queries import paper as batches
from engage.responses.rules import paper, printed
from engage.responses.views.desk import STAFF, desk
from engage.responses.views.entering import EASY, languages_of
from engage.responses.views.here import Elsewhere, asked_here, asked_in, plan_addresses, words_of
from engage.responses.views.journey import bp

PART = 25
"""How many forms are printed at once: a page of more is slow to open."""
PDFS = "10 per minute"
_pdfs: dict[str, bytes] = {}
_MOST_KEPT = 30


@bp.get("/consultations/<slug>/paper/")
@public
def paper_form(slug: str) -> ResponseReturnValue:
    return render_template(
        "responses/paper_form.html", pdf=pdf.can_make(), **_plain(asked_here(slug))
    )


@bp.get("/consultations/<slug>/paper/pdf/")
@public
def paper_pdf(slug: str) -> ResponseReturnValue:
    if not pdf.can_make():
        raise NotFound
    facts = _plain(asked_here(slug))
    asked, closes_on = facts["asked"], facts["consultation"].closes_on
    key = f"{asked.hash}{asked.variant}{reader_language().code}{closes_on}"
    if key not in _pdfs:
        spend("paper-pdf", request.remote_addr or "", PDFS)
        if len(_pdfs) >= _MOST_KEPT:
            _pdfs.clear()
        _pdfs[key] = _made(render_template("responses/paper_pdf.html", **facts), facts)
    return _pdf(_pdfs[key], f"{slug}.pdf")


def _made(html: str, facts: dict[str, Any]) -> bytes:
    """The PDF of a form, with the plans that stand in it."""
    asked = [each for each in facts["asked"].questions if each.plan]
    given = {facts["plan_address"](each): stored_bytes(each.picture) for each in asked}
    pictures = (each for found in facts["pictures"].values() for each in found)
    given |= {facts["picture_address"](each["id"]): stored_bytes(each["file"]) for each in pictures}
    return pdf.pdf(html, STATIC.parent, given)


def _pdf(data: bytes, name: str) -> Response:
    answer = make_response(data)
    answer.mimetype = "application/pdf"
    answer.headers.set("Content-Disposition", "inline", filename=name)
    return answer


def _plain(consultation: Consultation) -> dict[str, Any]:
    """A form without number and code, in the reader's language."""
    asked = asked_in(consultation)
    return {
        **_facts(consultation, asked, [{"name": "", "words": "", "digits": ""}]),
        "asked_for": reader_variant(),
        "variant": asked.variant,
        "easy": formats.words_in(consultation, reader_language().code, EASY),
    }


def _picture_address(slug: str, media_id: str) -> str:
    """Where a picture of an Easy Read form is."""
    return url_for("consultations.format_file", slug=slug, media_id=media_id)


def _facts(consultation: Consultation, asked: Any, sheets: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "consultation": consultation,
        "asked": asked,
        "words": words_of(asked),
        "pictures": paper.pictures_of(asked),
        "picture_address": partial(_picture_address, consultation.slug),
        "parts": paper.paper_of(asked),
        "plan_address": plan_addresses(consultation.slug),
        "content": languages()[asked.language],
        "kinds": [(paper.letter_of(at), each) for at, each in enumerate(RespondentKind)],
        "permissions": tuple(Permission),
        "ages": rules.ASKED_AGES,
        "parents": tuple(Relation),
        "sheets": sheets,
        "address": current_app.config["BASE_URL"] + url_for("responses.go_on"),
        "privacy": current_app.config["BASE_URL"]
        + url_for("consultations.privacy", slug=consultation.slug),
    }


@desk.route("/<slug>/paper/", methods=["GET", "POST"])
@allow(*STAFF)
def paper_batches(slug: str) -> ResponseReturnValue:
    consultation = consultations.by_slug(slug)
    offered = [(each.code, each.name) for each in languages_of(consultation)]
    form = entry_forms.OrderForm(offered)
    if form.submitted():
        with form.shows_broken_rules():
            batch = commands.order_forms(actor=me(), consultation=consultation, order=form.order())
            return redirect(url_for(".paper_batch", slug=slug, number=batch.number))
    return _batches_page(consultation, form)


def _batches_page(consultation: Consultation, form: entry_forms.OrderForm) -> str:
    return render_template(
        "responses/paper_batches.html",
        form=form,
        consultation=consultation,
        page=batches.batches(consultation.id, turn(whole)),
        languages=languages(),
        format_name=paper.format_name,
    )


def found_batch(slug: str, number: int) -> tuple[Consultation, PaperBatch]:
    """A consultation and one of its batches. Raises NotFound."""
    consultation = consultations.by_slug(slug)
    return consultation, batches.batch(consultation.id, number)


@desk.get("/<slug>/paper/<int:number>/")
@allow(*STAFF)
def paper_batch(slug: str, number: int) -> ResponseReturnValue:
    consultation, batch = found_batch(slug, number)
    return render_template(
        "responses/paper_batch.html",
        consultation=consultation,
        progress=batches.progress(batch),
        drawn=batches.drawn_forms(batch.id),
        language=languages()[batch.language],
        format=paper.format_name(batch.variant),
        waiting=bool(_codes(batch)),
        mine=me().id,
        prints=_prints(consultation, batch),
    )


def _prefix(batch: PaperBatch) -> str:
    """What stands before an address in the language and the format of a batch."""
    prefix = languages()[batch.language].prefix if batch.language in SHIPPED else ""
    return f"{prefix}/{batch.variant}" if batch.variant else prefix


def _prints(consultation: Consultation, batch: PaperBatch) -> list[tuple[str, str, str]]:
    """The parts to print: which forms, the address of the page, and of the PDF if there is one."""
    prefix = _prefix(batch)
    here: dict[str, Any] = {"slug": consultation.slug, "number": batch.number}
    found = []
    for part, first in enumerate(range(1, batch.size + 1, PART), start=1):
        last = min(first + PART - 1, batch.size)
        page = url_for(".print_forms", part=part, **here)
        file = url_for(".print_pdf", part=part, **here) if pdf.can_make() else ""
        found.append((f"{first}–{last}", prefix + page, file and prefix + file))
    return found


def _codes(batch: PaperBatch) -> dict[int, int]:
    """The codes that wait to be printed; none once they were."""
    name = printed.sealed_name(batch.id)
    if not storage_path(name).is_file():
        return {}
    return printed.open_numbers(stored_bytes(name), entry_forms.sealing_key())


def _sheets(batch: PaperBatch) -> list[dict[str, Any]]:
    """The forms of one part, each with its code. Raises NotFound where no code waits."""
    codes, part = _codes(batch), max(1, request.args.get("part", 1, type=int))
    first = (part - 1) * PART + 1
    wanted = [each for each in sorted(codes) if first <= each < first + PART]
    if not wanted:
        raise NotFound
    return [
        {
            "name": paper.form_name(batch.number, each),
            "words": rules.code_words(codes[each], batch.language),
            "digits": rules.code_digits(codes[each]),
        }
        for each in wanted
    ]


def _check_address(batch: PaperBatch) -> None:
    """Raises Elsewhere for an address that would print the forms in another language or size."""
    here = reader_language().prefix + (reader_variant() and f"/{reader_variant()}")
    if here != _prefix(batch):
        raise Elsewhere(_prefix(batch) + request.full_path.rstrip("?"))


def _printed(slug: str, number: int) -> dict[str, Any]:
    consultation, batch = found_batch(slug, number)
    _check_address(batch)
    asked = consultations.questionnaire(
        consultation, batch.language, batch.variant, batch.edition_id
    )
    seen = formats.in_own_time(consultation, batch.variant)
    facts = _facts(seen, asked, _sheets(batch))
    whole = current_app.config["BASE_URL"] + _prefix(batch) + "/continue/"
    return {**facts, "batch": batch, "address": whole, "qr": qr_svg(whole)}


@desk.get("/<slug>/paper/<int:number>/print/")
@allow(*STAFF)
def print_forms(slug: str, number: int) -> ResponseReturnValue:
    return render_template("responses/print_forms.html", **_printed(slug, number))


@desk.get("/<slug>/paper/<int:number>/print/pdf/")
@allow(*STAFF)
def print_pdf(slug: str, number: int) -> ResponseReturnValue:
    if not pdf.can_make():
        raise NotFound
    facts = _printed(slug, number)
    page = render_template("responses/paper_pdf.html", **facts)
    return _pdf(_made(page, facts), f"{slug}-{number}.pdf")


@desk.post("/<slug>/paper/<int:number>/printed/")
@allow(*STAFF)
def forget_codes(slug: str, number: int) -> ResponseReturnValue:
    _consultation, batch = found_batch(slug, number)
    commands.forget_codes(actor=me(), batch=batch)
    return redirect(url_for(".paper_batch", slug=slug, number=number))


@desk.post("/<slug>/paper/<int:number>/draw/")
@allow(Role.ENGAGEMENT_LEAD, Role.ANALYST)
def draw(slug: str, number: int) -> ResponseReturnValue:
    _consultation, batch = found_batch(slug, number)
    keying_commands.draw(actor=me(), batch=batch)
    return redirect(url_for(".paper_batch", slug=slug, number=number))
