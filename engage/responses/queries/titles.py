"""The English title of a consultation, for lists that count by consultation."""

from sqlalchemy import and_

from engage.consultations.models import Consultation
from engage.core.i18n import SOURCE
from engage.languages.models import Wording

IS_TITLE = and_(
    Wording.subject_id == Consultation.id,
    Wording.field == "title",
    Wording.language == SOURCE,
    Wording.variant == "",
)
"""A condition: the wording is that title."""
