"""What staff write, what is translated, and what the board says."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from engage.consultations.models import Consultation
from engage.core.forms import Form, Needed, SelectChoice, version_of
from engage.core.i18n import _dl, _l, languages
from engage.reports.models import (
    BOARD_COMMENT,
    AnswerKind,
    Promise,
    PromiseState,
    ReportKind,
    Statement,
)
from engage.reports.queries.drafts import Source, ThemeChoice

_REAL_DAY = _dl("Enter a real day, such as 21/11/2026")
_YEARS = range(2000, 2100)


class Day(DateField):
    """A day as the browser's own field gives it; empty is no day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_REAL_DAY) from error
        if self.data and self.data.year not in _YEARS:
            self.data = None
            raise ValueError(_REAL_DAY)


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


class ReportForm(Form):
    """The first words of a report."""

    version = HiddenField(default="0")
    title = StringField(_dl("Title"), validators=[Needed(_dl("Enter a title"))])
    intro = TextAreaField(
        _dl("First words"), description=_dl("Thank people. Say what this page shows.")
    )

    def typed(self) -> dict[str, Any]:
        """What was typed, as the command takes it."""
        return {**self.values(), "version": version_of(self.version.data)}


class FinalForm(ReportForm):
    """The words of a final report, part by part."""

    said = TextAreaField(
        _dl("What people said"),
        description=_dl("The numbers of each theme and question stand below it by themselves."),
    )
    minority = TextAreaField(
        _dl("What fewer people said"),
        description=_dl("Views of few, views against it, other ideas. If there are none, say so."),
    )
    effects = TextAreaField(
        _dl("What it could mean for some groups"),
        description=_dl("What people told you about age, disability and so on."),
    )
    methods = TextAreaField(
        _dl("How we read and counted the answers"),
        description=_dl("Who read them, how many, and how well they agreed."),
    )
    missing = TextAreaField(_dl("People we still need to hear from"))
    limits = TextAreaField(_dl("What this report cannot tell"))
    next_steps = TextAreaField(
        _dl("What happens next"), description=_dl("Who decides, and on which day.")
    )


class NewReportForm(Form):
    """A new report of a consultation that has closed."""

    kind = RadioField(
        _dl("Kind of report"),
        choices=[SelectChoice(kind.value, kind.label) for kind in ReportKind],
        default=ReportKind.YOU_SAID_WE_DID.value,
    )
    consultation_id = SelectField(_dl("Consultation"), coerce=_uuid)
    title = StringField(_dl("Title"), validators=[Needed(_dl("Enter a title"))])
    intro = TextAreaField(
        _dl("First words"), description=_dl("Thank people. Say what this page shows.")
    )

    def offer(self, rows: Iterable[tuple[Consultation, str]]) -> "NewReportForm":
        """Offer consultations by their titles."""
        self.consultation_id.choices = [SelectChoice(row.id, title) for row, title in rows]
        return self

    def typed(self) -> dict[str, Any]:
        """What was typed, as the command takes it."""
        return {**self.values(), "kind": ReportKind(self.kind.data)}


class StatementForm(Form):
    """One thing people said, and what was done."""

    version = HiddenField(default="0")
    theme_id = SelectField(
        _dl("What people talked about"),
        coerce=_uuid,
        validate_choice=False,
        description=_dl("Only themes with an answer behind them. The number is how many people."),
    )
    you_said = TextAreaField(
        _dl("You said"),
        description=_dl("In people’s own kind of words. At most 25 words in a sentence."),
    )
    kind = RadioField(
        _dl("What was done"),
        choices=[SelectChoice(kind.value, kind.label) for kind in AnswerKind],
        default=AnswerKind.WILL_DO.value,
    )
    we_did = TextAreaField(_dl("We did, or will do"))
    because = TextAreaField(
        _dl("Because"),
        description=_dl("Needed when people did not get what they asked for, or only part."),
    )
    owner = StringField(
        _dl("Who will see that it is done"),
        description=_dl("A role, such as Head of appointments. Never a person."),
    )
    due_on = Day(_dl("By when"))
    done_on = Day(_dl("Done on"), description=_dl("Only if it is done already."))

    def offer(self, themes: Iterable[ThemeChoice]) -> "StatementForm":
        """Offer themes, each with its number of people."""
        self.theme_id.choices = [
            SelectChoice(each.id, f"{each.name} ({each.people})") for each in themes
        ]
        return self

    def typed(self) -> dict[str, Any]:
        """What was typed, as the commands take it, without the version."""
        values = self.values()
        del values["version"]
        return {**values, "kind": AnswerKind(values["kind"])}

    @property
    def opened(self) -> int:
        """The version this page was opened at."""
        return version_of(self.version.data)


def statement_form(made: Source, row: Statement, themes: Iterable[ThemeChoice]) -> StatementForm:
    """The form filled with what is written now."""
    promise = made.promises.get(row.id)
    form = StatementForm(
        data={
            **made.words(row),
            "version": str(row.version),
            "theme_id": row.theme_id,
            "kind": row.kind.value,
            "due_on": promise.due_on if promise else None,
            "done_on": promise.settled_on if promise else None,
        }
    )
    return form.offer(themes)


def report_form(made: Source) -> ReportForm:
    """The form filled with what is written now: that of the report's kind."""
    form = FinalForm if made.report.is_final else ReportForm
    return form(data={**made.words(made.report), "version": str(made.report.version)})


class PromiseForm(Form):
    """News of a promise."""

    to = RadioField(
        _dl("Where does it stand?"),
        choices=[
            SelectChoice(PromiseState.OPEN.value, _dl("We are still doing it")),
            SelectChoice(PromiseState.DONE.value, _dl("It is done")),
            SelectChoice(PromiseState.CHANGED.value, _dl("It has changed")),
            SelectChoice(PromiseState.UNOWNED.value, _dl("Nobody owns it now")),
        ],
    )
    note = TextAreaField(
        _dl("What is new"),
        description=_dl("Residents read this. Say why, if it is late or has changed."),
    )
    due_on = Day(_dl("New day, if it has changed"))

    def typed(self) -> dict[str, Any]:
        """What was typed, as the command takes it."""
        return {**self.values(), "to": PromiseState(self.to.data)}


def promise_form(promise: Promise) -> PromiseForm:
    """The form filled with how the promise stands now."""
    return PromiseForm(data={"to": promise.state.value})


class CommentForm(Form):
    """What the board thinks of the answers."""

    version = HiddenField(default="0")
    text = TextAreaField(
        _l("What the board thinks of these answers"),
        description=_l("Staff cannot change your words."),
    )
    language = SelectField(_l("Language of this comment"))

    def offer(self, made: Source) -> "CommentForm":
        """Offer the promised languages by their own names."""
        self.language.choices = [
            SelectChoice(code, languages()[code].autonym) for code in made.languages
        ]
        return self

    def typed(self) -> dict[str, Any]:
        """What was typed, as the command takes it."""
        return {**self.values(), "version": version_of(self.version.data)}


def comment_form(made: Source) -> CommentForm:
    """The form filled with the comment as it stands in English."""
    text = made.said("report", made.report.id, BOARD_COMMENT)
    return CommentForm(data={"text": text, "version": str(made.comment_version)}).offer(made)
