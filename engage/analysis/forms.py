"""What staff type to make a theme and to sort an answer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField

from engage.analysis.models import About, Theme
from engage.analysis.rules import LONGEST_NAME
from engage.core.forms import AtMost, Form, Needed, SelectChoice
from engage.core.i18n import _dl

_TOO_LONG = _dl("Make the name 100 characters or shorter")


def _key(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


class ThemeForm(Form):
    """A new theme."""

    name = StringField(
        _dl("Name of the theme"),
        description=_dl("Short and plain, such as “Getting there by bus”."),
        validators=[
            Needed(_dl("Enter a name for the theme")),
            AtMost(LONGEST_NAME, _TOO_LONG),
        ],
    )
    description = TextAreaField(
        _dl("What belongs here"), description=_dl("For those who sort. Not published.")
    )
    public_name = StringField(
        _dl("Name that the public will read"),
        description=_dl("Leave it empty to use the same name."),
        validators=[AtMost(LONGEST_NAME, _TOO_LONG)],
    )


class TagForm(Form):
    """The themes of one answer to one question, and whom its words are about."""

    question_key = HiddenField()
    themes = SelectMultipleField(_dl("Themes"), coerce=_key)
    about = SelectMultipleField(
        _dl("Whom are the words about?"),
        description=_dl("Not who is speaking. Tick what the words themselves say."),
        choices=[SelectChoice(each.value, each.label) for each in About],
    )

    def __init__(self, themes: Sequence[Theme], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.themes.choices = [SelectChoice(each.id, each.name) for each in themes]
