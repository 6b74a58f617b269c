"""The launch kit of a consultation: posters, codes, a picture and words to send, per language."""

from base64 import b64encode
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, site_facts
from engage.accounts.models import Role
from engage.consultations import queries as consultations
from engage.consultations import rules as stages
from engage.consultations.models import Consultation
from engage.consultations.queries import kit as queries
from engage.consultations.rules import kit as rules
from engage.core.assets import asset, face
from engage.core.clock import now
from engage.core.errors import NotFound
from engage.core.formats import pdf, picture, qr
from engage.core.i18n import languages, reader_language
from engage.paths import STATIC

desk = Blueprint("kit_desk", __name__, url_prefix="/desk/consultations/<slug>/kit")
_STAFF = (Role.ENGAGEMENT_LEAD, Role.APPROVER, Role.ADMIN)


def _address(endpoint: str, slug: str, code: str) -> str:
    """The path of a page in a language: the address alone decides it (settled 14)."""
    path = url_for(endpoint, slug=slug).removeprefix(request.script_root)
    return languages()[code].prefix + path


def _told(consultation: Consultation, code: str, said: queries.Said) -> rules.Told:
    base = current_app.config["BASE_URL"].rstrip("/")
    return rules.Told(
        language=languages()[code],
        title=said.title,
        summary=said.summary,
        closes_on=consultation.closes_on,
        minutes=consultation.minutes,
        phone=consultation.phone,
        address=base + _address("consultations.show", consultation.slug, code),
        draft=consultation.edition_id is None,
    )


def _every(consultation: Consultation) -> list[rules.Told]:
    return [_told(consultation, code, said) for code, said in queries.said(consultation).items()]


def _one(slug: str) -> rules.Told:
    """The kit's words in the language of the address. Raises NotFound where it is not offered."""
    consultation, code = consultations.by_slug(slug), reader_language().code
    return _told(consultation, code, queries.said_in(consultation, code))


def _built(name: str) -> Path:
    """Where a built file lies."""
    return STATIC / "build" / Path(asset(name)).name


def _font() -> Path:
    """The face that pictures are drawn with: Latin letters only."""
    return _built("eg-picture.woff2")


def _face(told: rules.Told) -> str:
    """The letters of a script as text to stand in a picture; empty where devices have them."""
    name = face(told.language)
    return b64encode(_built(name).read_bytes()).decode() if name else ""


def _can_draw(told: rules.Told) -> bool:
    """Whether the picture can be made as PNG: one face has every letter of it.

    The name of a language in itself stands for its days and months, which the page of another
    language does not say.
    """
    return picture.can_draw(_font(), [told.title, told.language.autonym, site_facts().name])


def _file(data: bytes | str, media_type: str, name: str) -> Response:
    """A file to keep."""
    answer = Response(data, mimetype=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _named(slug: str, what: str, ending: str) -> str:
    return f"{slug}-{what}-{reader_language().html_lang}.{ending}"


@desk.get("/")
@allow(*_STAFF)
def kit(slug: str) -> ResponseReturnValue:
    consultation = consultations.by_slug(slug)
    return render_template(
        "consultations/kit.html",
        consultation=consultation,
        every=[(told, _can_draw(told)) for told in _every(consultation)],
        missing=[languages()[code].name for code in queries.not_offered(consultation)],
        over=stages.stage_in_force(consultation, now()) not in stages.LIVE,
        address=_address,
        with_pdf=pdf.can_make(),
    )


@desk.get("/poster/")
@allow(*_STAFF)
def poster(slug: str) -> ResponseReturnValue:
    return _poster(_one(slug))


def _poster(told: rules.Told) -> str:
    facts = {"closing": rules.closing(told), "minutes": rules.minutes(told)}
    code = qr.svg(told.address)
    return render_template("consultations/poster.html", told=told, code=code, **facts)


@desk.get("/poster/pdf/")
@allow(*_STAFF)
def poster_pdf(slug: str) -> ResponseReturnValue:
    return _pdf(_poster(_one(slug)), _named(slug, "poster", "pdf"))


@desk.get("/languages/")
@allow(*_STAFF)
def all_languages(slug: str) -> ResponseReturnValue:
    return _sheet(slug)


def _sheet(slug: str) -> str:
    every = [(told, qr.svg(told.address)) for told in _every(consultations.by_slug(slug))]
    return render_template("consultations/poster_languages.html", every=every, told=_one(slug))


@desk.get("/languages/pdf/")
@allow(*_STAFF)
def all_languages_pdf(slug: str) -> ResponseReturnValue:
    return _pdf(_sheet(slug), _named(slug, "languages", "pdf"))


def _pdf(page: str, name: str) -> ResponseReturnValue:
    """A page as PDF. Raises NotFound where the library for it is not installed."""
    if not pdf.can_make():
        raise NotFound
    return _file(pdf.pdf(page, STATIC.parent), "application/pdf", name)


@desk.get("/picture/svg/")
@allow(*_STAFF)
def picture_svg(slug: str) -> ResponseReturnValue:
    told = _one(slug)
    made = rules.picture(told, site_facts().name)
    facts = {"made": made, "size": rules, "face": _face(told)}
    text = render_template("consultations/picture.svg", told=told, **facts)
    return _file(text, "image/svg+xml", _named(slug, "picture", "svg"))


@desk.get("/picture/png/")
@allow(*_STAFF)
def picture_png(slug: str) -> ResponseReturnValue:
    told = _one(slug)
    if not _can_draw(told):
        raise NotFound
    made, size = rules.picture(told, site_facts().name), (rules.WIDTH, rules.HEIGHT)
    data = picture.png(size, rules.GROUND, made.blocks, made.lines, _font())
    return _file(data, "image/png", _named(slug, "picture", "png"))


@desk.get("/code/")
@allow(*_STAFF)
def code_png(slug: str) -> ResponseReturnValue:
    return _file(qr.png(_one(slug).address), "image/png", _named(slug, "code", "png"))


@desk.get("/words/")
@allow(*_STAFF)
def kit_words(slug: str) -> ResponseReturnValue:
    told = _one(slug)
    facts = {"subject": rules.subject(told), "email": _email(slug), "post": rules.post(told)}
    return render_template("consultations/kit_words.html", told=told, slug=slug, **facts)


def _email(slug: str) -> str:
    told = _one(slug)
    every = _every(consultations.by_slug(slug))
    return rules.email(told, [each for each in every if each.language != told.language])


@desk.get("/words/email/")
@allow(*_STAFF)
def email_text(slug: str) -> ResponseReturnValue:
    text = f"{rules.subject(_one(slug))}\n\n{_email(slug)}"
    return _file(text, "text/plain", _named(slug, "email", "txt"))


@desk.get("/words/post/")
@allow(*_STAFF)
def post_text(slug: str) -> ResponseReturnValue:
    return _file(rules.post(_one(slug)), "text/plain", _named(slug, "post", "txt"))
