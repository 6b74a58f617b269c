"""What staff type to translate an answer, to check that, and to say which language it is in."""

from typing import Any

from wtforms import HiddenField, SelectField, TextAreaField

from engage.core.forms import Form, Needed, SelectChoice, version_of
from engage.core.i18n import _dl, languages
from engage.responses.queries.translating import ToTranslate
from engage.responses.rules.translating import LONGEST


class TranslationForm(Form):
    """The translation of one text of an answer."""

    longest = LONGEST
    answer_version = HiddenField()
    version = HiddenField()
    text = TextAreaField(
        _dl("In English"),
        description=_dl("Say what the person said, no more and no less. Keep their tone."),
        validators=[Needed(_dl("Write the translation"))],
    )

    def __init__(self, one: ToTranslate) -> None:
        now, row = one.translated, one.row
        super().__init__(
            text=now.row.text if now else "",
            answer_version=one.response.current_version,
            version=row.version if row else 0,
        )

    def typed(self) -> dict[str, Any]:
        """What was typed, as the command takes it."""
        seen = {name: version_of(self[name].data) for name in ("answer_version", "version")}
        return {"text": self.text.data, **seen}


class CheckForm(Form):
    """The check of a translation as it was read."""

    version = HiddenField()

    def typed(self) -> dict[str, Any]:
        """What was read, as the command takes it."""
        return {"version": version_of(self.version.data)}


class LanguageForm(Form):
    """The language in which the words of an answer are really written."""

    language = SelectField(
        _dl("Language of the words"),
        choices=[
            SelectChoice(each.code, each.name)
            for each in languages().values()
            if "_x_" not in each.code
        ],
    )
