"""The public check, the reader's pages, and the author's page of marks."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, has_role, me, public
from engage.accounts.models import Role
from engage.core.clock import today
from engage.core.errors import NotFound
from engage.core.i18n import languages
from engage.core.web import reads
from engage.reading import commands, queries, rules
from engage.reading.forms import AnswerForm, CheckForm, Chosen, ReadForm
from engage.reading.models import Mark, SubmissionState
from engage.reading.rules import panel

bp = Blueprint("reading", __name__)
desk = Blueprint("reading_desk", __name__, url_prefix="/desk/reading")
_STAFF = (Role.ENGAGEMENT_LEAD, Role.APPROVER, Role.ADMIN)


@bp.route("/plain-english/", methods=["GET", "POST"])
@public
@reads
def plain_english() -> ResponseReturnValue:
    form, check, pieces = CheckForm(), None, None
    if form.submitted():
        text = str(form.text.data)
        check = queries.report(text, str(form.language.data))
        pieces = rules.pieces(text, check)
    language = languages().get(str(form.language.data))
    return render_template(
        "reading/plain_english.html", form=form, check=check, pieces=pieces, language=language
    )


@desk.get("/")
@allow(Role.READER, *_STAFF)
def index() -> ResponseReturnValue:
    queue = queries.queue(me()) if has_role(Role.READER) else None
    sent = queries.sent_texts() if has_role(*_STAFF) else None
    return render_template("reading/index.html", queue=queue, sent=sent)


@desk.route("/<uuid:submission_id>/", methods=["GET", "POST"])
@allow(Role.READER)
def show(submission_id: UUID) -> ResponseReturnValue:
    page = queries.reader_page(submission_id, me())
    form = _read_form(page)
    if form.submitted():
        with form.shows_broken_rules():
            return _keep(page, form)
    return render_template("reading/show.html", form=form, page=page, **_panel_facts(page))


def _read_form(page: queries.ReaderPage) -> ReadForm:
    mine = page.reading
    return ReadForm(
        data={
            "sentences": Chosen(list(mine.clear) if mine else [], page.hard),
            "comment": mine.comment if mine else "",
            "found": mine.found.value if mine and mine.found else None,
        }
    )


def _keep(page: queries.ReaderPage, form: ReadForm) -> ResponseReturnValue:
    """Keep the reader's place, or give their verdict, as the button says."""
    text, account = page.submission, me()
    finished = request.form.get("deed") == "finish"
    if finished:
        commands.read(actor=account, submission=text, found=form.finding(), **form.said())
    else:
        commands.keep_place(actor=account, submission=text, **form.said())
    said = "finished" if finished else "kept"
    return redirect(url_for(".show", submission_id=text.id, said=said))


def _panel_facts(page: queries.ReaderPage) -> dict[str, object]:
    """What the page tells of the panel: who else read it, and what may be done now."""
    text, account = page.submission, me()
    readings, marks = queries.readings(text.id), queries.marks(text.id)
    return {
        "check": queries.report(text.text, text.language),
        "language": languages()[text.language],
        "readers": panel.readers(readings),
        "still_needed": panel.still_needed(text, readings),
        "may_sign": panel.may_sign(text, readings, marks, account),
        "open_now": text.state is SubmissionState.SENT and text.sent_by != account.id,
        "may_close": text.state is SubmissionState.SENT and panel.had_its_time(text, today()),
        "said": request.args.get("said", ""),
    }


@desk.post("/<uuid:submission_id>/sign/")
@allow(Role.READER)
def sign(submission_id: UUID) -> ResponseReturnValue:
    commands.sign(actor=me(), submission=queries.submission(submission_id))
    return redirect(url_for(".show", submission_id=submission_id, said="signed"))


@desk.post("/<uuid:submission_id>/close/")
@allow(Role.READER)
def close(submission_id: UUID) -> ResponseReturnValue:
    commands.close(actor=me(), submission=queries.submission(submission_id))
    return redirect(url_for(".show", submission_id=submission_id, said="closed"))


@desk.get("/<uuid:submission_id>/marks/")
@allow(*_STAFF)
def marks(submission_id: UUID) -> ResponseReturnValue:
    page = queries.author_page(submission_id)
    language = languages()[page.submission.language]
    return render_template("reading/marks.html", page=page, language=language)


@desk.route("/<uuid:submission_id>/marks/<uuid:mark_id>/", methods=["GET", "POST"])
@allow(*_STAFF)
def answer(submission_id: UUID, mark_id: UUID) -> ResponseReturnValue:
    mark, form = _mark_of(submission_id, mark_id), AnswerForm()
    if form.submitted():
        with form.shows_broken_rules():
            commands.answer_mark(actor=me(), mark=mark, **form.said())
            return redirect(url_for(".marks", submission_id=submission_id))
    text = queries.submission(submission_id)
    facts = {"mark": mark, "text": text, "language": languages()[text.language]}
    return render_template("reading/answer.html", form=form, **facts)


def _mark_of(submission_id: UUID, mark_id: UUID) -> Mark:
    found = queries.mark(mark_id)
    if found.submission_id != submission_id:
        raise NotFound
    return found
