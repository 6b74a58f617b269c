"""What staff type of a programme and of its phases. Edit forms carry a version."""

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from engage.consultations.models import Consultation, Phase
from engage.consultations.queries.programmes import ProgrammeShown
from engage.core.forms import Day, Form, Needed, SelectChoice, version_of
from engage.core.i18n import _dl


class VersionForm(Form):
    """A button that changes something: it carries the version it was shown at."""

    version = HiddenField(default="0")

    def typed(self) -> dict[str, Any]:
        """What was typed, as the command takes it."""
        return {**self.values(), "version": version_of(self.version.data)}


class NewProgrammeForm(Form):
    """A new programme."""

    title = StringField(_dl("Title"), validators=[Needed(_dl("Enter a title"))])
    summary = TextAreaField(
        _dl("What it is"), description=_dl("Two or three short sentences for everybody.")
    )


class ProgrammeForm(NewProgrammeForm, VersionForm):
    """The English words of a programme."""


class PhaseWordsForm(VersionForm):
    """The English words of a phase."""

    title = StringField(_dl("Title"), validators=[Needed(_dl("Enter a title"))])
    output = TextAreaField(
        _dl("What comes out of it"), description=_dl("A report, a decision, a new service.")
    )


class NewPhaseForm(Form):
    """A new phase, behind the others."""

    title = StringField(_dl("Title"), validators=[Needed(_dl("Enter a title"))])
    output = TextAreaField(
        _dl("What comes out of it"), description=_dl("A report, a decision, a new service.")
    )
    starts_on = Day(_dl("First day"), validators=[Needed(_dl("Enter the first day"))])
    ends_on = Day(_dl("Last day"), validators=[Needed(_dl("Enter the last day"))])


class MoveForm(VersionForm):
    """Other days for a phase, and why."""

    starts_on = Day(_dl("New first day"), validators=[Needed(_dl("Enter the first day"))])
    ends_on = Day(_dl("New last day"), validators=[Needed(_dl("Enter the last day"))])
    reason = TextAreaField(
        _dl("Why the days moved"),
        description=_dl("People read this on the page of the programme."),
        validators=[Needed(_dl("Say why the days moved"))],
    )


class PutInForm(VersionForm):
    """A consultation to put in a programme."""

    consultation = SelectField(_dl("Consultation"))

    def offer(self, rows: Iterable[tuple[Consultation, str]]) -> "PutInForm":
        """Offer consultations by their titles; their addresses are sent."""
        self.consultation.choices = [SelectChoice(row.slug, title) for row, title in rows]
        return self


def programme_form(page: ProgrammeShown) -> ProgrammeForm:
    """The form filled with what is written now."""
    said = {"title": str(page.title), "summary": str(page.summary)}
    return ProgrammeForm(data={**said, "version": str(page.programme.version)})


def phase_form(phase: Phase, words: dict[str, str]) -> PhaseWordsForm:
    """The form filled with what is written now."""
    return PhaseWordsForm(data={**words, "version": str(phase.version)})


def move_form(phase: Phase) -> MoveForm:
    """The form filled with the days as they stand."""
    days = {"starts_on": phase.starts_on, "ends_on": phase.ends_on}
    return MoveForm(data={**days, "version": str(phase.version)})
