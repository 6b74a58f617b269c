"""Send a changed answer: it takes the place of the one that was sent before."""

from flask import Response
from flask.typing import ResponseReturnValue

from engage.accounts.access import public
from engage.core.errors import NotFound
from engage.responses import commands, forms, queries
from engage.responses.models import Response as Answer
from engage.responses.views.here import Here, opened, to_answer
from engage.responses.views.journey import bp
from engage.responses.views.sending import agreed, ready


@bp.post("/consultations/<slug>/respond/change/")
@public
def change(slug: str) -> ResponseReturnValue:
    here = opened(slug)
    found = queries.by_reference(here.draft.changes)
    if found is None:
        raise NotFound
    return _send(agreed(ready(here)), found)


def _send(here: Here, found: Answer) -> Response:
    commands.change(
        visit=here.visit,
        draft=here.draft,
        response=found,
        consultation=here.consultation,
        asked=here.asked,
    )
    return forms.forget_visit(to_answer(found.reference), here.slug)
