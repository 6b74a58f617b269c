"""Keep how easy somebody found it, apart from their answer."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, update

from engage.consultations.models import Consultation
from engage.core.clock import today
from engage.core.db import db
from engage.responses import rules
from engage.responses.models import Channel, CouldSay, Ease, EaseAnswer, SavedDraft
from engage.responses.rules import ease as easing

_table: Any = EaseAnswer.__table__
_drafts: Any = SavedDraft.__table__


def tell_ease(
    *,
    actor: Any = None,
    visit: rules.Visit,
    draft: rules.Draft,
    consultation: Consultation,
    said: Mapping[str, Any],
    variant: str = "",
    language: str,
) -> bool:
    """Keep what the owner of a receipt told, once; whether it was kept now.

    The draft must be sent and locked. Its row shows neither that nor when: what is sealed keeps its
    length, and its time of change stays.
    """
    if easing.was_told(draft.receipt):
        return False
    draft.receipt = easing.told(draft.receipt)
    values = {"ciphertext": rules.seal(visit, draft), "changed_at": _drafts.c.changed_at}
    db.session.execute(
        update(_drafts).where(_drafts.c.lookup_key == visit.lookup_key).values(**values)
    )
    about = {"language": language, "variant": variant}
    keep_ease(actor=actor, consultation=consultation, said=said, **about)
    return True


def keep_ease(
    *,
    actor: Any = None,
    consultation: Consultation,
    said: Mapping[str, Any],
    language: str,
    variant: str = "",
) -> None:
    """Keep what somebody told on the web, as `check_ease` gives it.

    Nothing is written in the history: no line may stand beside these rows (settled 24).
    """
    ease, could_say = said.get("ease"), said.get("could_say")
    row = {
        "id": uuid4(),
        "consultation_id": consultation.id,
        "language": language,
        "variant": variant,
        "channel": Channel.WEB,
        "said_on": today(),
        "ease": Ease(ease) if ease else None,
        "could_say": CouldSay(could_say) if could_say else None,
        "words": said.get(easing.WORDS, ""),
    }
    db.session.execute(insert(_table), row)
