"""Take in a file of answers, whole or not at all; and undo that."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, insert, or_, select
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from engage.accounts.models import Account
from engage.audit.commands import record
from engage.audit.models import Action, Entry
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation, Kind
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.places import queries as places
from engage.responses import rules
from engage.responses.commands.exports import mark_outdated
from engage.responses.models import (
    AgeGroup,
    AnswerLanguage,
    AnswerTranslation,
    GroupVoice,
    ImportBatch,
    OwnWords,
    ParentConsent,
    Permission,
    Publication,
    PublicationState,
    Redaction,
    Relation,
    Response,
    ResponseState,
    ResponseVersion,
)
from engage.responses.queries import imports as queries
from engage.responses.rules import importing

_AT_ONCE = 1_000
Row = dict[str, Any]


def take_in(
    *,
    actor: Account | None,
    looked: queries.Looked,
    again: bool = False,
    refused: Callable[[queries.Outcome], object],
    outcomes: Iterable[queries.Outcome] | None = None,
) -> ImportBatch:
    """Take in every good row of a file that was looked at, in the caller's transaction.

    `refused` is told of each row that is left out. `outcomes`: the rows, when they were read
    before. Raises RuleBroken when no row is good, and when
    this very file was taken in before, unless `again`.
    """
    consultation = looked.consultation
    if not again and queries.taken_before(consultation.id, looked.file_hash):
        raise RuleBroken(_dl("This file was taken in before. Give --again to take it once more."))
    batch = ImportBatch(
        consultation_id=consultation.id,
        name=looked.name,
        file_hash=looked.file_hash,
        mapping=looked.wanted.as_dict(),
        taken=0,
        refused=0,
        made_by=actor.id if actor else None,
    )
    db.session.add(batch)
    db.session.flush()
    maker = _Maker(consultation, batch, actor)
    for some in _in_parts(_good(outcomes or looked.outcomes(), batch, refused)):
        maker.write(some)
    if not batch.taken:
        raise RuleBroken(_dl("No row of this file can be taken. Look at the reasons and mend it."))
    record(Action.RESPONSES_IMPORTED, batch, actor=actor, taken=batch.taken, refused=batch.refused)
    db.session.flush()
    return batch


def _good(
    outcomes: Iterable[queries.Outcome],
    batch: ImportBatch,
    refused: Callable[[queries.Outcome], object],
) -> Iterator[importing.Made]:
    for outcome in outcomes:
        if outcome.made is None:
            batch.refused += 1
            refused(outcome)
        else:
            batch.taken += 1
            yield outcome.made


def _in_parts(made: Iterator[importing.Made]) -> Iterator[list[importing.Made]]:
    while some := list(islice(made, _AT_ONCE)):
        yield some


class _Maker:
    """Makes the rows that the commands make for one answer, many at once."""

    def __init__(
        self, consultation: Consultation, batch: ImportBatch, actor: Account | None
    ) -> None:
        self._consultation, self._batch_id = consultation, batch.id
        self._actor_id = actor.id if actor else None
        self._areas: dict[str, UUID | None] = {}
        self._postcodes: dict[str, list[str]] = {}

    def write(self, made: list[importing.Made]) -> None:
        """Write some answers with their first version, their groups and their history."""
        rows = [self._response(each) for each in made]
        db.session.execute(insert(Response), rows)
        db.session.execute(insert(ResponseVersion), [_version(row) for row in rows])
        db.session.execute(insert(Entry), [self._entry(row) for row in rows])
        groups = [
            {"response_id": row["id"], **voice}
            for row, each in zip(rows, made, strict=True)
            if any((voice := _voice(each.facts)).values())
        ]
        if groups:
            db.session.execute(insert(GroupVoice), groups)
        parents = [
            {"response_id": row["id"], "relation": Relation(each.facts["parent"])}
            for row, each in zip(rows, made, strict=True)
            if each.facts["parent"] and row["age_group"] is AgeGroup.CHILD
        ]
        if parents:
            db.session.execute(insert(ParentConsent), parents)

    def _response(self, made: importing.Made) -> Row:
        facts = made.facts
        form = consultations.questionnaire(self._consultation, facts["language"])
        district = self._district(form, made)
        plain = ("begun_language", "channel", "respondent_kind", "speaks_for", "received_on")
        formats = ("variant", "begun_variant")
        return {
            **{name: facts[name] for name in (*plain, *formats, "late", "helper")},
            "id": uuid7(),
            "consultation_id": self._consultation.id,
            "edition_id": form.edition_id,
            "reference": rules.new_reference(),
            "language": form.language,
            "own_words": OwnWords(facts["own_words"]) if facts["own_words"] else None,
            "permission": Permission(facts["permission"] or Permission.NO),
            "age_group": AgeGroup(facts["age_group"] or AgeGroup.UNKNOWN),
            "district": district,
            "area_id": self._area(district),
            "submitted_at": now(),
            "answers": dict(made.answers),
            "batch_id": self._batch_id,
        }

    def _district(self, form: Any, made: importing.Made) -> str:
        """The first part of the postcode, from the question that asks for one."""
        if form.hash not in self._postcodes:
            asked = [each.key for each in form.questions if each.kind is Kind.POSTCODE]
            self._postcodes[form.hash] = asked
        given = (made.answers.get(key) for key in self._postcodes[form.hash])
        return next((str(each) for each in given if each), "")

    def _area(self, district: str) -> UUID | None:
        if district and district not in self._areas:
            self._areas[district] = places.area_of_district(district)
        return self._areas.get(district)

    def _entry(self, row: Row) -> Row:
        return {
            "action": Action.RESPONSE_ENTERED,
            "actor_id": self._actor_id,
            "subject_kind": Response.__tablename__,
            "subject_id": row["id"],
            "details": {"batch": str(self._batch_id), "channel": row["channel"]},
        }


def _voice(facts: Mapping[str, Any]) -> Row:
    """What a group says of itself, by the columns of its row."""
    return {name: facts[f"group_{name}"] for name in ("name", "gathered", "disagreed")}


def _version(row: Row) -> Row:
    return {
        "response_id": row["id"],
        "number": 1,
        "answers": row["answers"],
        "language": row["language"],
    }


def undo_import(*, actor: Account | None, batch: ImportBatch) -> int:
    """Remove every answer that a file brought; how many.

    Raises RuleBroken when that was done before, and when one of the answers was changed, taken
    back, sorted or worked on in any other way since: then all stay.
    """
    if batch.undone_at is not None:
        raise RuleBroken(_dl("This was undone before."))
    ours = select(Response.id).where(Response.batch_id == batch.id)
    _check_untouched(batch)
    try:
        with db.session.begin_nested():
            _leave_queue(ours)
            for model in (ResponseVersion, GroupVoice, ParentConsent):
                _delete(model, model.response_id.in_(ours))
            for model, person in _BY_MACHINE:
                _delete(model, model.response_id.in_(ours), person.is_(None))
            _delete(Response, Response.batch_id == batch.id)
    except IntegrityError as error:
        raise RuleBroken(_TOUCHED) from error
    batch.undone_at = now()
    mark_outdated(actor=actor, consultation_id=batch.consultation_id)
    record(Action.IMPORT_UNDONE, batch, actor=actor, removed=batch.taken)
    db.session.flush()
    return batch.taken


# What a machine put beside the answers goes with them; what a person did keeps them.
_BY_MACHINE: Any = (
    (AnswerLanguage, AnswerLanguage.set_by),
    (AnswerTranslation, func.coalesce(AnswerTranslation.made_by, AnswerTranslation.checked_by)),
)


def _delete(model: Any, *where: Any) -> None:
    wanted = delete(model).where(*where)
    db.session.execute(wanted, execution_options={"synchronize_session": False})


_TOUCHED = _dl("Some of these answers were worked on since. They stay, and so do all others.")


def _leave_queue(ours: Any) -> None:
    """Take answers out of the queue for publishing as far as nobody has looked at them there."""
    waits = Publication.state.in_((PublicationState.WAITING, PublicationState.REFUSED))
    alone = select(Publication.id).where(
        Publication.response_id.in_(ours),
        Publication.first_by.is_(None),
        waits,
        ~exists().where(
            Redaction.publication_id == Publication.id,
            Redaction.made_by.is_not(None) | Redaction.lifted_at.is_not(None),
        ),
    )
    keys = db.session.scalars(alone.order_by(Publication.id)).all()
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        for column in (Redaction.publication_id, Publication.id):
            db.session.execute(
                delete(column.class_).where(column.in_(some)),
                execution_options={"synchronize_session": False},
            )


def _check_untouched(batch: ImportBatch) -> None:
    """Raises RuleBroken when somebody changed or took back one of the answers."""
    touched = (
        select(func.count())
        .select_from(Response)
        .where(Response.batch_id == batch.id)
        .where(
            or_(
                Response.current_version > 1,
                Response.state != ResponseState.SUBMITTED,
                Response.held.is_(True),
                Response.duplicate_of.is_not(None),
            )
        )
    )
    if db.session.scalar(touched):
        raise RuleBroken(_TOUCHED)
