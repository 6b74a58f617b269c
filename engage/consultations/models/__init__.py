"""A consultation, its questionnaire, and what happened on the way."""

from engage.consultations.models.beside import PaperFile, Plan
from engage.consultations.models.consultation import (
    FIELDS,
    PRIVACY,
    WRITABLE,
    Consultation,
    ConsultationArea,
    DisclosureMode,
    Stage,
    Topic,
    Weight,
    privacy_field,
)
from engage.consultations.models.formats import (
    ConsultationFormat,
    Format,
    FormatMedia,
    MediaKind,
)
from engage.consultations.models.process import (
    LaunchRecord,
    Notice,
    NoticeKind,
    Phase,
    PhaseMove,
    Poll,
    PollArea,
    Programme,
    RecordKind,
)
from engage.consultations.models.questionnaire import (
    Choice,
    Kind,
    Option,
    Paper,
    Question,
    QuestionPage,
)

__all__ = [
    "FIELDS",
    "PRIVACY",
    "WRITABLE",
    "Choice",
    "Consultation",
    "ConsultationArea",
    "ConsultationFormat",
    "DisclosureMode",
    "Format",
    "FormatMedia",
    "Kind",
    "LaunchRecord",
    "MediaKind",
    "Notice",
    "NoticeKind",
    "Option",
    "Paper",
    "PaperFile",
    "Phase",
    "PhaseMove",
    "Plan",
    "Poll",
    "PollArea",
    "Programme",
    "Question",
    "QuestionPage",
    "RecordKind",
    "Stage",
    "Topic",
    "Weight",
    "privacy_field",
]
