"""What staff write of a decision, and who says that they read the final report."""

from typing import Any
from uuid import UUID

from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from engage.core.forms import Form, Needed, version_of
from engage.core.i18n import _d, _dl
from engage.reports.forms.reports import Day
from engage.reports.models import DECISION_FIELDS
from engage.reports.queries.decisions import Source
from engage.reports.queries.final import Row

_POSITION = _dl("Enter a position, such as Chair of the board")


class OpeningForm(Form):
    """Somebody who decides says that they have read the final report."""

    position = StringField(
        _dl("Your position"),
        description=_dl("For example: Chair of the Care Board. The public sees this."),
        validators=[Needed(_POSITION)],
    )


class PaperOpeningForm(Form):
    """Somebody states that another one has read it on paper."""

    position = StringField(
        _dl("Who read it"),
        description=_dl("A position, such as Chair of the Care Board. The public sees this."),
        validators=[Needed(_POSITION)],
    )
    opened_on = Day(_dl("Day"), validators=[Needed(_dl("Enter the day"))])


class DecisionForm(Form):
    """The words of a decision. Each theme adds two fields, see `decision_form`."""

    themes: tuple[Row, ...] = ()
    version = HiddenField(default="0")
    decided_on = Day(_dl("Day of the decision"), description=_dl("After the closing day."))
    decision = TextAreaField(_dl("What was decided"))
    decided_by = StringField(
        _dl("Who decided"), description=_dl("A board or a position, such as The Care Board.")
    )
    how = TextAreaField(
        _dl("How it was decided, and why"),
        description=_dl("For example: all agreed, or 5 for it and 4 against. Give the reasons."),
    )
    objections = TextAreaField(
        _dl("Our answer to those who were against it, and to views of few"),
    )
    no_objections = TextAreaField(
        _dl("Or: why there is nothing to answer"),
        description=_dl("Only when nobody was against it."),
    )
    equality = TextAreaField(
        _dl("Equality assessment"),
        description=_dl("Its name and version, and what it found."),
    )
    equality_read_by = StringField(
        _dl("Who read the equality assessment"),
        description=_dl("A board or a position. Everybody who decides must have read it."),
    )
    equality_read_on = Day(
        _dl("When it was read"), description=_dl("On or before the day of the decision.")
    )
    tests = TextAreaField(
        _dl("Tests of a change to services"),
        description=_dl("Needed for a formal consultation. Which tests were met, and how."),
    )

    def typed(self) -> dict[str, Any]:
        """What was typed, as the command takes it."""
        return {
            "version": version_of(self.version.data),
            "decided_on": self.decided_on.data,
            "equality_read_on": self.equality_read_on.data,
            "texts": {field: str(self[field].data or "") for field in DECISION_FIELDS},
            "themes": {UUID(each.code): self._of(each.code) for each in self.themes},
        }

    def _of(self, code: str) -> tuple[str, bool]:
        weighed, answered = self[f"weighed-{code}"], self[f"answered-{code}"]
        return str(weighed.data or ""), bool(answered.data)


def decision_form(made: Source) -> DecisionForm:
    """The form with two fields for each theme, filled with what is written now."""
    fields: dict[str, Any] = {}
    for row in made.themes:
        name = _d("How “%(theme)s” was weighed", theme=row.label)
        fields[f"weighed-{row.code}"] = TextAreaField(name, description=row.people)
        asked = _d("People got what they asked for: %(theme)s", theme=row.label)
        fields[f"answered-{row.code}"] = BooleanField(asked)
    made_for: type[DecisionForm] = type("DecisionOfThemes", (DecisionForm,), fields)
    form = made_for(data=_filled(made))
    form.themes = tuple(made.themes)
    return form


def _filled(made: Source) -> dict[str, Any]:
    days = {}
    if made.decision:
        names = ("decided_on", "equality_read_on")
        days = {name: getattr(made.decision, name) for name in names}
    return {
        **made.own_words,
        **days,
        "version": str(made.version),
        **{f"weighed-{key}": text for key, text in made.weighed.items()},
        **{f"answered-{key}": line.answered for key, line in made.lines.items()},
    }
