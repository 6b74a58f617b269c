"""The English words of the privacy notice."""

from wtforms import HiddenField, TextAreaField

from engage.consultations.models import PRIVACY, Consultation, privacy_field
from engage.consultations.rules import privacy
from engage.core.forms import Form, version_of
from engage.core.i18n import _dl

_LABELS = {
    "who": (
        _dl("Who looks after it"),
        _dl("The page names your organisation first. Add how to reach who looks after data."),
    ),
    "kept": (_dl("What we keep"), ""),
    "why": (
        _dl("Why we keep it, and the legal ground"),
        _dl("Ask whoever looks after data which ground you rely on."),
    ),
    "long": (_dl("How long we keep it"), _dl("Say what the cut link to “About you” ends.")),
    "seen": (_dl("Who sees it"), ""),
    "rights": (_dl("What people can ask for"), ""),
    "complain": (_dl("How to complain"), ""),
}


class NoticeWordsForm(Form):
    """Each part of the notice. Carries the version it was opened at."""

    version = HiddenField()

    @property
    def opened_at(self) -> int:
        """The version the form was opened at; 0, which is always stale, for anything else."""
        return version_of(self.version.data)

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by field."""
        return {privacy_field(part): str(self[privacy_field(part)].data or "") for part in PRIVACY}


for _part in PRIVACY:
    _label, _hint = _LABELS[_part]
    setattr(NoticeWordsForm, privacy_field(_part), TextAreaField(_label, description=_hint))


def notice_words_form(consultation: Consultation, said: dict[str, str]) -> NoticeWordsForm:
    """The form filled with what is written now; a part that is empty offers our own words."""
    ours = privacy.default_words("en_GB")
    filled = {field: text or ours[field] for field, text in said.items()}
    return NoticeWordsForm(data={**filled, "version": str(consultation.version)})
