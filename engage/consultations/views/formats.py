"""The formats of a consultation on the desk: promise them, make them, call them ready."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.consultations import queries
from engage.consultations.commands import formats as commands
from engage.consultations.forms import formats as forms
from engage.consultations.models import WRITABLE, Consultation, ConsultationFormat, Format
from engage.consultations.queries import formats as offers
from engage.consultations.queries import sources, variants
from engage.consultations.rules import formats as rules
from engage.consultations.views.desk import STAFF, desk
from engage.core.clock import now
from engage.core.errors import NotFound
from engage.core.files import sent_in_parts
from engage.core.i18n import SOURCE
from engage.core.web import takes_files

LEAD = Role.ENGAGEMENT_LEAD


def _found(slug: str, name: str) -> tuple[Consultation, ConsultationFormat]:
    consultation = queries.by_slug(slug)
    return consultation, offers.one(consultation, name)


def _to(slug: str, name: str = "") -> ResponseReturnValue:
    step = ".one_format" if name else ".formats"
    return redirect(url_for(f"consultations_desk{step}", slug=slug, name=name or None))


@desk.route("/<slug>/formats/", methods=["GET", "POST"])
@allow(*STAFF)
def formats(slug: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug)
    made = sources.source(consultation)
    form = forms.PromiseForm().offer(offers.not_promised(made.formats))
    if form.submitted():
        with form.shows_broken_rules():
            row = _promised(consultation, form.chosen)
            return _to(slug, row.format.variant)
    facts = {"consultation": consultation, "form": form, **_states(made)}
    return render_template("consultations/formats.html", **facts)


def _promised(consultation: Consultation, format_: Format) -> ConsultationFormat:
    return commands.promise_format(actor=me(), consultation=consultation, format_=format_)


def _states(made: sources.Source) -> dict[str, Any]:
    at, row = now(), made.consultation
    told = {each.id: rules.told(row, each, at) for each in made.formats}
    return {"states": offers.states(made), "told": told, "title": made.words["title"]}


@desk.get("/<slug>/formats/<name>/")
@allow(*STAFF)
def one_format(slug: str, name: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug)
    made = sources.source(consultation)
    facts = {"consultation": consultation, **_state(made, offers.row_of(made, name))}
    return render_template("consultations/one_format.html", **facts)


def _state(made: sources.Source, row: ConsultationFormat) -> dict[str, Any]:
    """What the page of one format shows."""
    return {
        "state": next(each for each in offers.states(made) if each.row is row),
        "told": rules.told(made.consultation, row, now()),
        "files": [(each, variants.place_name(made, each.place)) for each in row.media],
        "in_languages": offers.in_languages(made, row),
        "is_read": row.format is Format.EASY_READ and variants.is_read(made),
        "draft": made.consultation.stage in WRITABLE,
    }


@desk.route("/<slug>/formats/<name>/days/", methods=["GET", "POST"])
@allow(LEAD)
def format_days(slug: str, name: str) -> ResponseReturnValue:
    consultation, row = _found(slug, name)
    public = consultation.stage not in WRITABLE and row.promised_on is not None
    form = forms.days_form(consultation, row, public=public)
    if form.submitted():
        with form.shows_broken_rules():
            said: Any = {"days": form.days, "texts": form.texts}
            commands.set_format_days(actor=me(), consultation=consultation, row=row, **said)
            return _to(slug, name)
    facts = {"consultation": consultation, "row": row, "form": form, "public": public}
    return render_template("consultations/format_days.html", **facts)


@desk.route("/<slug>/formats/<name>/add/", methods=["GET", "POST"])
@allow(LEAD)
@takes_files(forms.MOST_SENT)
def add_media(slug: str, name: str) -> ResponseReturnValue:
    with forms.brought_file() as brought:
        return _add(slug, name, brought)


def _add(slug: str, name: str, brought: forms.Brought) -> ResponseReturnValue:
    consultation, row = _found(slug, name)
    places = variants.places(sources.source(consultation))
    form = forms.MediaForm().offer(row.format, places)
    if form.submitted():
        with form.shows_broken_rules():
            added = form.added(brought.check())
            commands.add_media(actor=me(), consultation=consultation, row=row, added=added)
            brought.used = True
            return _to(slug, name)
    facts = {"consultation": consultation, "row": row, "form": form}
    return render_template("consultations/add_media.html", **facts)


@desk.route("/<slug>/formats/<name>/<uuid:media_id>/", methods=["GET", "POST"])
@allow(LEAD)
def media_words(slug: str, name: str, media_id: UUID) -> ResponseReturnValue:
    consultation, row = _found(slug, name)
    media, made = offers.media(row, media_id), sources.source(consultation)
    form = forms.media_words_form(media, *variants.words_of(made, media))
    if form.submitted():
        with form.shows_broken_rules():
            said = {"media": media, **form.words}
            commands.edit_media(actor=me(), consultation=consultation, row=row, **said)
            return _to(slug, name)
    shown = {"media": media, "place": variants.place_name(made, media.place), "row": row}
    return render_template("consultations/media_words.html", slug=slug, form=form, **shown)


@desk.post("/<slug>/formats/<name>/<uuid:media_id>/remove/")
@allow(LEAD)
def remove_media(slug: str, name: str, media_id: UUID) -> ResponseReturnValue:
    consultation, row = _found(slug, name)
    media = offers.media(row, media_id)
    commands.remove_media(actor=me(), consultation=consultation, row=row, media=media)
    return _to(slug, name)


@desk.get("/<slug>/formats/<name>/<uuid:media_id>/file/")
@allow(*STAFF)
def media_file(slug: str, name: str, media_id: UUID) -> ResponseReturnValue:
    _consultation, row = _found(slug, name)
    media = offers.media(row, media_id)
    if not media.stored:
        raise NotFound
    return sent_in_parts(media.stored, media.media_type)


@desk.post("/<slug>/formats/<name>/ready/")
@allow(LEAD)
def format_ready(slug: str, name: str) -> ResponseReturnValue:
    consultation, row = _found(slug, name)
    commands.make_format_ready(actor=me(), consultation=consultation, row=row)
    return _to(slug, name)


@desk.post("/<slug>/formats/<name>/drop/")
@allow(LEAD)
def drop_format(slug: str, name: str) -> ResponseReturnValue:
    consultation, row = _found(slug, name)
    commands.drop_format(actor=me(), consultation=consultation, row=row)
    return _to(slug)


@desk.post("/<slug>/formats/<name>/send-to-panel/")
@allow(LEAD)
def format_to_panel(slug: str, name: str) -> ResponseReturnValue:
    consultation, row = _found(slug, name)
    commands.send_easy_read(actor=me(), consultation=consultation, row=row)
    return _to(slug, name)


@desk.route("/<slug>/formats/easy-read/words/", methods=["GET", "POST"])
@allow(LEAD)
def easy_read_words(slug: str) -> ResponseReturnValue:
    consultation, row = _found(slug, Format.EASY_READ.variant)
    pieces = variants.pieces(sources.source(consultation))
    public = variants.published(consultation, variants.EASY) is not None
    form = forms.easy_read_form(pieces, public=public)
    if form.submitted():
        with form.shows_broken_rules():
            about: Any = {"consultation": consultation, "row": row}
            commands.write_easy_read(actor=me(), **about, **form.written)
            return _to(slug, row.format.variant)
    rows = forms.rows_of(form, pieces)
    return render_template("consultations/easy_read_words.html", slug=slug, form=form, rows=rows)


@desk.route("/<slug>/formats/easy-read/languages/", methods=["GET", "POST"])
@allow(LEAD)
def easy_read_languages(slug: str) -> ResponseReturnValue:
    consultation, row = _found(slug, Format.EASY_READ.variant)
    form = forms.languages_form(consultation, row)
    if form.submitted():
        with form.shows_broken_rules():
            wanted: Any = {"consultation": consultation, "row": row, "wanted": form.languages.data}
            commands.set_easy_read_languages(actor=me(), **wanted)
            return _to(slug, row.format.variant)
    return render_template("consultations/easy_read_languages.html", slug=slug, form=form)


@desk.get("/<slug>/formats/<name>/preview/")
@allow(*STAFF)
def format_preview(slug: str, name: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug)
    made = sources.source(consultation)
    row = offers.row_of(made, name)
    own, words = offers.preview(made, row, request.args.get("language", SOURCE))
    facts = {"consultation": consultation, "row": row, "words": words, "own": own}
    return render_template("consultations/format_preview.html", **facts)
