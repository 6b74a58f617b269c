"""The public list and page of a consultation, and the desk where staff write it."""

from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me, public
from engage.accounts.models import Role
from engage.consultations import commands, forms, queries, rules
from engage.consultations.models import Consultation, Stage
from engage.consultations.queries import launch
from engage.core.clock import now
from engage.core.errors import NotFound
from engage.core.forms import Form
from engage.core.i18n import SHIPPED, languages, reader_language, reader_variant
from engage.core.text import fingerprint
from engage.publishing import queries as publishing
from engage.reading import commands as reading
from engage.reading import queries as panel

bp = Blueprint("consultations", __name__, url_prefix="/consultations")
desk = Blueprint("consultations_desk", __name__, url_prefix="/desk/consultations")
_STAFF = (Role.ENGAGEMENT_LEAD, Role.APPROVER, Role.ADMIN)


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    form = forms.FilterForm(request.args)
    wanted = {name: request.args.get(name, "") for name in ("area", "topic")}
    cards = queries.cards(
        reader_language().code, now(), search=request.args.get("q", "")[:100], **wanted
    )
    kept = queries.for_readers(cards, request.args.get("state", ""))
    return render_template("consultations/index.html", form=form, cards=kept, at=now(), rules=rules)


@bp.get("/<slug>/")
@public
def show(slug: str) -> ResponseReturnValue:
    consultation = queries.public_by_slug(slug)
    return render_template("consultations/show.html", **_shown(consultation, now()))


def _shown(consultation: Consultation, at: datetime) -> dict[str, Any]:
    """What the page of a consultation needs: its document, its facts and its languages."""
    edition_id = consultation.edition_id
    found = edition_id and publishing.document(edition_id, reader_language().code, reader_variant())
    if not found:
        raise NotFound
    return {
        "consultation": consultation,
        "words": found.body,
        "stage": rules.stage_in_force(consultation, at),
        "Stage": Stage,
        "left": rules.time_left(consultation, at),
        "offered": [languages()[code] for code in consultation.languages if code in SHIPPED],
        "content_lang": languages()[found.language],
    }


@bp.get("/<slug>/papers/<key>/")
@public
def paper(slug: str, key: str) -> ResponseReturnValue:
    shown = _shown(queries.public_by_slug(slug), now())
    found = [each for each in shown["words"]["papers"] if each["key"] == key]
    if not found:
        raise NotFound
    return render_template("consultations/paper.html", paper=found[0], **shown)


@desk.get("/")
@allow(*_STAFF, Role.ANALYST)
def desk_index() -> ResponseReturnValue:
    rows = queries.all_consultations()
    return render_template(
        "consultations/desk_index.html",
        rows=rows,
        titles=launch.titles(rows),
        stages={row.id: rules.stage_in_force(row, now()) for row in rows},
    )


@desk.get("/<slug>/")
@allow(*_STAFF, Role.ANALYST)
def desk_show(slug: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug)
    stage = rules.stage_in_force(consultation, now())
    return render_template(
        "consultations/desk_show.html",
        form=Form(),
        consultation=consultation,
        stage=stage,
        moves=rules.NEXT.get(stage, ()),
        **_readiness(consultation),
    )


def _readiness(consultation: Consultation) -> dict[str, Any]:
    """What the panel has said, and which gates are passed."""
    made = launch.source(consultation)
    state = _panel(made)
    by_author = consultation.created_by == me().id
    gates = launch.gates(made, signed=state.signed, by_author=by_author)
    return {"words": made.words, "state": state, "gates": gates}


def _panel(made: launch.Source) -> Any:
    """What the reading panel has said of the text as it stands."""
    text = launch.panel_text(made)
    return panel.panel_state("consultation", made.consultation.id, fingerprint(text), text)


@desk.route("/<slug>/words/", methods=["GET", "POST"])
@allow(Role.ENGAGEMENT_LEAD)
def words(slug: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug)
    form = forms.words_form(consultation, launch.own_words(consultation))
    if form.submitted():
        with form.shows_broken_rules():
            commands.edit_words(
                actor=me(),
                consultation=consultation,
                texts=form.texts,
                version=form.opened_at,
            )
            return redirect(url_for(".desk_show", slug=slug))
    return render_template("consultations/words.html", form=form, consultation=consultation)


@desk.post("/<slug>/send-to-panel/")
@allow(Role.ENGAGEMENT_LEAD)
def send_to_panel(slug: str) -> ResponseReturnValue:
    made = launch.source(queries.by_slug(slug))
    reading.send(
        actor=me(),
        subject_kind="consultation",
        subject_id=made.consultation.id,
        title=made.words["title"],
        text=launch.panel_text(made),
    )
    return redirect(url_for(".desk_show", slug=slug))


@desk.post("/<slug>/schedule/")
@allow(Role.ENGAGEMENT_LEAD, Role.APPROVER)
def schedule(slug: str) -> ResponseReturnValue:
    made = launch.source(queries.by_slug(slug))
    commands.schedule(actor=me(), consultation=made.consultation, signed=_panel(made).signed)
    return redirect(url_for(".desk_show", slug=slug))


@desk.post("/<slug>/move/<to>/")
@allow(Role.ENGAGEMENT_LEAD)
def move(slug: str, to: str) -> ResponseReturnValue:
    if to not in list(Stage):
        raise NotFound
    commands.move(actor=me(), consultation=queries.by_slug(slug), to=Stage(to))
    return redirect(url_for(".desk_show", slug=slug))
