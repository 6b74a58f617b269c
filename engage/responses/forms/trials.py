"""What staff choose before they try a form out."""

from collections.abc import Sequence

from wtforms import RadioField, SelectField

from engage.core.forms import Form, SelectChoice
from engage.core.i18n import SOURCE, _dl, languages
from engage.responses.models import RespondentKind


class TrialForm(Form):
    """In which language, and as whom."""

    language = SelectField(_dl("Language"))
    respondent_kind = RadioField(_dl("Answer as"))


def trial_form(codes: Sequence[str]) -> TrialForm:
    """The languages a consultation promises, and every kind of respondent."""
    form = TrialForm(data={"language": SOURCE, "respondent_kind": RespondentKind.INDIVIDUAL.value})
    known = languages()
    form.language.choices = [SelectChoice(code, known[code].autonym) for code in codes]
    form.respondent_kind.choices = [
        SelectChoice(each.value, str(each.label)) for each in RespondentKind
    ]
    return form
