"""A consultation, its questionnaire, and what happened on the way."""

from engage.consultations.models.consultation import (
    FIELDS,
    WRITABLE,
    Consultation,
    ConsultationArea,
    DisclosureMode,
    Stage,
    Topic,
    Weight,
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
    "Phase",
    "PhaseMove",
    "Poll",
    "PollArea",
    "Programme",
    "Question",
    "QuestionPage",
    "RecordKind",
    "Stage",
    "Topic",
    "Weight",
]
