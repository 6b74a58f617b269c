"""Until when an answer that was sent can be changed."""

from datetime import datetime

from engage.consultations import rules as consultation_rules
from engage.consultations.models import Consultation
from engage.core.errors import RuleBroken
from engage.core.i18n import _l
from engage.responses.models import Response, ResponseState


def check_changeable(consultation: Consultation, response: Response, at: datetime) -> None:
    """Raises RuleBroken once the answers are frozen for the report, or it was taken back."""
    if response.state is not ResponseState.SUBMITTED:
        raise RuleBroken(_l("This answer was taken back before."))
    if not consultation_rules.may_change_answer(consultation, at):
        raise RuleBroken(_l("We are writing the report now. This answer stays as it is."))
