"""Of what people wrote: safe counts, what was published, and what was taken back since."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from engage.audit.models import Action, Entry
from engage.bundle.queries.scope import Scope
from engage.bundle.rules import digest
from engage.consultations import queries as consultations
from engage.core.clock import day_of
from engage.core.db import db
from engage.core.i18n import SOURCE
from engage.figures.rules import Counts, Mode, protect
from engage.reports.rules import kept
from engage.responses.models import Response, ResponseState
from engage.responses.queries import published

_AT_ONCE = 5_000
_FACTS = ("respondent_kind", "channel", "language", "late")


def counts(scope: Scope) -> dict[str, Any]:
    """How many answers came until the moment, whole columns only, in the one safe mode."""
    columns = [getattr(Response, name) for name in _FACTS]
    wanted = select(*columns).where(
        Response.consultation_id == scope.consultation.id,
        Response.state == ResponseState.SUBMITTED,
        Response.submitted_at <= scope.as_of,
    )
    rows = db.session.execute(wanted.order_by(Response.id)).all()
    mode = Mode(scope.consultation.disclosure_mode.value)
    return {"mode": mode.value} | {
        name: _column(name, [row[place] for row in rows], mode) for place, name in enumerate(_FACTS)
    }


def _column(name: str, codes: Sequence[Any], mode: Mode) -> dict[str, Any]:
    said = Counter(str(each).lower() for each in codes)
    people = dict(sorted(said.items()))
    table = protect(Counts.one_way(people, axis=name, people=len(codes)), mode)
    return {
        "everyone": kept(table.grand_total),
        "rows": [{"code": line.code, "people": kept(line.total)} for line in table.lines],
        "notes": [note.value for note in table.notes],
    }


def public_answers(scope: Scope) -> list[dict[str, Any]]:
    """The answers that were published until the moment, as the public reads them, oldest first.

    What was taken out stays out, whenever that was done: it is never brought back. The questions
    are in the words of the newest edition of the moment.
    """
    editions = scope.editions_of(scope.consultation.id)
    if not editions:
        return []
    asked = consultations.questionnaire(scope.consultation, SOURCE, edition_id=editions[-1].id)
    until = published.published_until(scope.consultation, asked, scope.as_of)
    return [_answer(shown) for shown in until]


def _answer(shown: published.Published) -> dict[str, Any]:
    return {
        "who": shown.who,
        "kind_of_respondent": shown.kind.value,
        "language": shown.language.code,
        "texts": [
            {
                "question": text.label,
                "words": "".join(
                    f"[taken out: {piece.reason.value}]" if piece.reason else piece.words
                    for piece in text.pieces
                ),
            }
            for text in shown.texts
        ],
    }


def erasures(scope: Scope) -> list[dict[str, Any]]:
    """Answers that were taken back or erased until today, each by a hash alone, without words.

    They are those of the day the record was made: what is erased is in no later record.
    """
    wanted = select(Response.id, Response.state).where(
        Response.consultation_id == scope.consultation.id,
        Response.state != ResponseState.SUBMITTED,
    )
    rows = db.session.execute(wanted.order_by(Response.id)).all()
    days = _days([row[0] for row in rows])
    return [
        {
            "number": number,
            "mark": digest(str(key).encode()),
            "state": state.value,
            "on": days.get(key, ""),
        }
        for number, (key, state) in enumerate(rows, start=1)
    ]


def _days(ids: Sequence[Any]) -> dict[Any, str]:
    """The day each was taken back, as the history says."""
    found: dict[Any, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        wanted = select(Entry.subject_id, Entry.at).where(
            Entry.subject_id.in_(ids[start : start + _AT_ONCE]),
            Entry.action == Action.RESPONSE_WITHDRAWN,
        )
        rows = db.session.execute(wanted.order_by(Entry.at.desc(), Entry.id))
        found |= {key: day_of(at).isoformat() for key, at in rows}
    return found
