"""Decide whether two answers come from one person, and take that back."""

from engage.accounts.models import Account
from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import queries as consultations
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.responses.models import Likeness
from engage.responses.queries.alike import Decided, Likely
from engage.responses.rules.entry import check_not_frozen


def decide(*, actor: Account, pair: Likely, same: bool) -> Likeness:
    """Keep what a person decided. The same person: the newer answer counts, no word is lost.

    Raises RuleBroken when one of the two was decided about meanwhile, and once frozen.
    """
    older, newer = pair.older, pair.newer
    check_not_frozen(consultations.by_id(older.consultation_id))
    if older.duplicate_of is not None or newer.duplicate_of is not None:
        raise RuleBroken(_dl("Somebody decided about one of these answers just now."))
    if same:
        older.duplicate_of = newer.id
    made = Likeness(
        consultation_id=older.consultation_id,
        older_id=older.id,
        newer_id=newer.id,
        same=same,
        decided_by=actor.id,
    )
    db.session.add(made)
    record(Action.LIKENESS_DECIDED, older, actor=actor, other=str(newer.id), same=same)
    db.session.flush()
    return made


def undo(*, actor: Account, decided: Decided) -> None:
    """Take a decision back: both answers count as before. Raises RuleBroken once frozen."""
    check_not_frozen(consultations.by_id(decided.older.consultation_id))
    if decided.likeness.same:
        decided.older.duplicate_of = None
    record(Action.LIKENESS_UNDONE, decided.older, actor=actor, other=str(decided.newer.id))
    db.session.delete(decided.likeness)
    db.session.flush()
