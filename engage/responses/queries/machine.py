"""What a machine may be sent of an answer, and what it was asked for."""

from sqlalchemy import select

from engage.consultations import queries as consultations
from engage.core.clock import today
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE
from engage.languages.models import MachineRun
from engage.responses.models import Publication, PublicationState, Redaction, Response
from engage.responses.queries import translating
from engage.responses.queries.translating import ToTranslate
from engage.responses.rules import translating as rules
from engage.responses.rules.suggestions import suggestions


def may_send(one: ToTranslate) -> bool:
    """Whether this text may go to a machine: see rules.translating.may_send. One statement.

    Where nobody looked through it for what could show who wrote it, our own check is believed.
    """
    response = one.response
    wanted = (
        select(Publication, Redaction.id)
        .outerjoin(
            Redaction,
            (Redaction.publication_id == Publication.id) & Redaction.lifted_at.is_(None),
        )
        .where(Publication.response_id == response.id)
        .where(Publication.version_number == response.current_version)
        .limit(1)
    )
    found = db.session.execute(wanted).first()
    if found is None:
        marked = bool(suggestions(one.text.words, today()))
    else:
        marked = found[1] is not None or found[0].state is PublicationState.REFUSED
    return rules.may_send(response, one.text.words, marked=marked)


def run_of(one: ToTranslate) -> MachineRun | None:
    """The newest run for this text. One statement."""
    wanted = select(MachineRun).where(MachineRun.about_id == one.response.id)
    runs = db.session.scalars(wanted.order_by(MachineRun.id.desc())).all()
    return next((run for run in runs if run.texts[0][2] == one.text.key), None)


def wanted_by(run: MachineRun) -> ToTranslate | None:
    """The text that a run is for, as it stands now, where it still may go to a machine."""
    response = db.session.get(Response, run.about_id)
    if response is None:
        return None
    consultation = consultations.by_id(response.consultation_id)
    asked = consultations.questionnaire(consultation, SOURCE)
    try:
        one = translating.to_translate(consultation, asked, response.reference, run.texts[0][2])
    except NotFound:
        return None
    fit = one.beside.needs and one.row is None and may_send(one)
    return one if fit else None
