"""What staff type to take words out, to finish a check, and to raise or close a concern."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField

from engage.core.forms import Form, Needed, SelectChoice
from engage.core.i18n import _dl
from engage.responses.models import RedactionReason

_REASONS = [SelectChoice(each.value, each.label) for each in RedactionReason]


class _Reasoned(Form):
    """A form that gives a reason."""

    def values(self) -> dict[str, Any]:
        """The same, with the reason as what it stands for."""
        typed = super().values()
        return {**typed, "reason": RedactionReason(typed["reason"])}


class MarkForm(_Reasoned):
    """Words to take out of one text, and why."""

    question_key = SelectField(_dl("Which text"))
    words = TextAreaField(
        _dl("Words to take out"),
        description=_dl("Copy them as they stand. Every place where they stand is taken out."),
        validators=[Needed(_dl("Copy the words to take out"))],
    )
    reason = SelectField(_dl("Why"), choices=_REASONS)

    def __init__(self, texts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.question_key.choices = [SelectChoice(key, label) for key, label in texts]


class DecideForm(_Reasoned):
    """Yes or no to one mark."""

    reason = SelectField(choices=_REASONS)
    do = SelectField(choices=[SelectChoice("take_out", ""), SelectChoice("leave_in", "")])


class FinishForm(Form):
    """The end of a check."""

    seen = HiddenField()
    ask_second = BooleanField(_dl("A second person should look at this answer"))


class RefuseForm(_Reasoned):
    """Why an answer is not shown at all."""

    reason = RadioField(
        _dl("Why is this answer not shown?"),
        id="refuse-reason",
        choices=_REASONS,
    )


class ConcernForm(Form):
    """What somebody is worried about."""

    note = TextAreaField(_dl("What worries you"))


class CloseConcernForm(Form):
    """What was done about a concern, and what becomes of the answer or the email."""

    outcome = TextAreaField(
        _dl("What was done"),
        description=_dl("Who was told, when, and what they said they would do."),
        validators=[Needed(_dl("Enter what was done"))],
    )
    release = RadioField(
        _dl("What becomes of the words?"),
        choices=[
            SelectChoice("no", _dl("Keep them held. Only safeguarding leads see them")),
            SelectChoice("yes", _dl("Release them. They are read and checked like any others")),
        ],
    )

    def values(self) -> dict[str, Any]:
        """The same, with the release as a yes or no."""
        typed = super().values()
        return {**typed, "release": typed["release"] == "yes"}
