"""What staff type on the way: records, requests, public notes, corrections, elections."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from engage.consultations import rules
from engage.consultations.models import Consultation, Question, RecordKind
from engage.core.clock import today
from engage.core.forms import Day, Form, Needed, SelectChoice
from engage.core.i18n import SOURCE, _dl, languages
from engage.languages.models import Wording
from engage.languages.rules import Target
from engage.places.models import Area


class Ticks(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RecordForm(Form):
    """One thing that was looked at before a launch."""

    done_on = Day(_dl("When was this done?"), validators=[Needed(_dl("Enter a day"))])
    link = StringField(
        _dl("Link to it"), description=_dl("Starts with https:// or, on this site, with /")
    )


class SaidForm(RecordForm):
    """A record of something that lies elsewhere."""

    said_by = StringField(_dl("Who did this?"))
    text = TextAreaField(_dl("Which version, or where it can be read"))


class LinkedForm(RecordForm):
    """A record that people must be able to open."""

    link = StringField(
        _dl("Link to it"),
        description=_dl(
            "You must give one: the public page leads to it. It starts with https:// or, on this"
            " site, with /. Try it: it must open for anyone."
        ),
    )
    said_by = StringField(_dl("Who did this?"))
    text = TextAreaField(_dl("What it found, in a sentence"))


class WhetherForm(RecordForm):
    """A record of whether something applies."""

    applies = RadioField(
        choices=[SelectChoice("yes", _dl("Yes")), SelectChoice("no", _dl("No"))],
        validate_choice=False,
    )
    said_by = StringField(_dl("Who decided this?"))
    text = TextAreaField(_dl("Why"))


_WHETHER = {
    RecordKind.DUTY_TO_INVOLVE: (_dl("Does the duty to involve people apply?"), _dl("Why")),
    RecordKind.SCRUTINY: (
        _dl("Is this a substantial change?"),
        _dl("What did the committee say?"),
    ),
}


def record_form(kind: RecordKind, privacy: str) -> RecordForm:
    """The form of one kind of record. `privacy` is the address of our own privacy notice."""
    link = privacy if kind is RecordKind.PRIVACY_NOTICE else ""
    if kind in rules.LINKED:
        return LinkedForm(data={"done_on": today()})
    if kind not in rules.ASKS_WHETHER:
        return SaidForm(data={"done_on": today(), "link": link})
    form = WhetherForm(data={"done_on": today()})
    form.applies.label.text, form.text.label.text = _WHETHER[kind]
    return form


def record_values(form: RecordForm) -> dict[str, Any]:
    """What was typed, as the command takes it."""
    values = form.values()
    if "applies" in values:
        values["applies"] = {"yes": True, "no": False}.get(str(values["applies"]))
    return {
        name: "" if value is None and name in _TEXTS else value for name, value in values.items()
    }


_TEXTS = {"said_by", "text", "link"}


class AskForm(Form):
    """Whom to ask for an approval, what of, and why."""

    gates = Ticks(_dl("What should they set aside?"), validate_choice=False)
    account = SelectField(_dl("Who?"), validate_choice=False)
    name = StringField(_dl("Name"), description=_dl("It is published if they approve."))
    position = StringField(_dl("What they do"), description=_dl("Such as: director of planning."))
    email = EmailField(_dl("Email address"))
    reason = TextAreaField(
        _dl("Why"),
        description=_dl("They read this, and it is published."),
        validators=[Needed(_dl("Say why. The reason is published."))],
    )

    def offer(self, gates: Iterable[str], people: Sequence[Any]) -> "AskForm":
        """Offer the gates that may be set aside, and people with an account."""
        self.gates.choices = [SelectChoice(each, rules.gate_name(each)) for each in gates]
        somebody = SelectChoice("", _dl("Somebody else, named below"))
        self.account.choices = [somebody, *(SelectChoice(str(p.id), p.name) for p in people)]
        return self

    def asked(self, people: Sequence[Any]) -> dict[str, Any]:
        """Who is asked, by name, position and address; of which gates, and why."""
        chosen = next((each for each in people if str(each.id) == self.account.data), None)
        own = {name: str(self[name].data or "") for name in ("name", "position", "email")}
        known = {"name": chosen.name, "email": chosen.email} if chosen else {}
        return {**own, **known, "gates": self.gates.data or [], "reason": str(self.reason.data)}


class AnswerForm(Form):
    """What an approver says, by a link and without an account: the page carries no token."""

    class Meta(Form.Meta):
        """A public page sets no cookie; its secret is in its address."""

        csrf = False

    said = TextAreaField(_dl("Anything you want to add"))
    granted = HiddenField()


class NoticeForm(Form):
    """A public note: a reason in English, and in each other language where there is one."""

    @property
    def texts(self) -> dict[str, str]:
        """The reason by language."""
        return {
            name.removeprefix("text_"): str(field.data or "")
            for name, field in self._fields.items()
            if name.startswith("text_")
        }

    @classmethod
    def text_in(cls, code: str) -> TextAreaField:
        """What is asked in one language."""
        if code == SOURCE:
            hint = _dl("Everybody can read this. Use short sentences.")
            return TextAreaField(_dl("Why, in English"), description=hint)
        name = languages()[code].name
        return TextAreaField(_dl("Why, in %(language)s, if you have it", language=name))


class ToldForm(NoticeForm):
    """How people were told of the decision."""

    @classmethod
    def text_in(cls, code: str) -> TextAreaField:
        """What is asked in one language."""
        if code == SOURCE:
            hint = _dl("Where it can be read, and who was written to. Up to 500 letters.")
            return TextAreaField(_dl("How were people told? In English"), description=hint)
        name = languages()[code].name
        return TextAreaField(_dl("The same in %(language)s, if you have it", language=name))


class ExtendForm(NoticeForm):
    """A later closing day."""

    closes_on = Day(_dl("New closing day"), validators=[Needed(_dl("Enter the new closing day"))])
    decision_on = Day(
        _dl("New day of the decision"), description=_dl("Leave this empty if it stays.")
    )


class NearPollForm(NoticeForm):
    """Going on after a stop while an election is near."""

    agreed_by = StringField(
        _dl("Name of the monitoring officer who agreed"), description=_dl("This is public.")
    )


class DelayForm(NoticeForm):
    """When the answer to people will come."""

    until = Day(_dl("When will the answer come?"), validators=[Needed(_dl("Enter a day"))])


def notice_form(kind: type[NoticeForm], consultation: Consultation) -> NoticeForm:
    """A form with one text for each offered language, English first."""
    codes = [SOURCE, *(code for code in consultation.languages if code != SOURCE)]
    fields = {f"text_{code}": kind.text_in(code) for code in codes}
    made: NoticeForm = type(kind.__name__, (kind,), fields)()
    return made


class FactForm(Form):
    """What stands now, and what should stand. Asked for by address, so nothing changes yet."""

    class Meta(Form.Meta):
        """A form that only reads carries no token."""

        csrf = False

    old = StringField(_dl("What stands there now"))
    new = StringField(_dl("What should stand there"))


class ConfirmForm(Form):
    """The one button that corrects a fact, and translations in which it does not stand."""

    old = HiddenField()
    new = HiddenField()

    @property
    def texts(self) -> dict[UUID, str]:
        """New words of translations, by the id of their wording."""
        return {
            UUID(name.removeprefix("w_")): str(field.data or "")
            for name, field in self._fields.items()
            if name.startswith("w_")
        }


def confirm_form(old: str, new: str, unmatched: Sequence[Wording]) -> ConfirmForm:
    """The button, with a text for each translation that staff must look at themselves."""
    fields = {
        f"w_{row.id}": TextAreaField(Target(row.language, row.variant).name) for row in unmatched
    }
    data = {"old": old, "new": new, **{f"w_{row.id}": row.text for row in unmatched}}
    made: ConfirmForm = type("ConfirmForm", (ConfirmForm,), fields)(data=data)
    return made


class QuestionForm(Form):
    """The words of one question in every offered language, and choices to close."""

    closed = Ticks(_dl("Choices to close"), validate_choice=False)
    same_meaning = BooleanField(
        _dl("Each choice still means the same as before"),
        description=_dl("Needed when a choice gets other words. Answers keep their meaning."),
    )
    reason = TextAreaField(
        _dl("Why it was corrected"), description=_dl("You may leave this empty. It is public.")
    )

    @property
    def texts(self) -> dict[tuple[UUID, str, str], str]:
        """The words by id, field and language."""
        found = {}
        for name, field in self._fields.items():
            if name.startswith(("label_", "hint_")):
                what, subject, code = name.split("_", 2)
                found[UUID(subject), what, code] = str(field.data or "")
        return found


def question_form(
    question: Question, offered: Sequence[str], said: dict[tuple[UUID, str, str], str]
) -> QuestionForm:
    """The form with the words that stand now; `said` has them by id, field and language."""
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for subject, what in [
        (question, "label"),
        (question, "hint"),
        *((choice, "label") for choice in question.choices),
    ]:
        for code in offered:
            text = said.get((subject.id, what, code), "")
            if text or what == "label":
                name = f"{what}_{subject.id}_{code}"
                fields[name] = StringField(_field_name(subject, what, code))
                data[name] = text
    form: QuestionForm = type("QuestionForm", (QuestionForm,), fields)(data=data)
    form.closed.choices = [
        SelectChoice(each.key, said.get((each.id, "label", SOURCE), each.key))
        for each in question.choices
        if not each.closed
    ]
    return form


def _field_name(subject: Any, what: str, code: str) -> str:
    language = languages()[code].name
    if what == "hint":
        return _dl("Hint in %(language)s", language=language)
    if isinstance(subject, Question):
        return _dl("Question in %(language)s", language=language)
    number = subject.position + 1
    return _dl("Choice %(number)s in %(language)s", number=number, language=language)


class PollForm(Form):
    """An election."""

    name = StringField(_dl("Name"), validators=[Needed(_dl("Enter the name of the election"))])
    notice_on = Day(
        _dl("Day of the notice"),
        description=_dl("From this day on nothing is launched."),
        validators=[Needed(_dl("Enter the day of the notice"))],
    )
    polls_on = Day(_dl("Polling day"), validators=[Needed(_dl("Enter the polling day"))])
    areas = Ticks(
        _dl("Areas"), description=_dl("Tick none if all of them vote."), validate_choice=False
    )

    def offer(self, areas: Sequence[tuple[Area, str]]) -> "PollForm":
        """Offer areas by their names."""
        self.areas.choices = [SelectChoice(area.slug, name) for area, name in areas]
        return self
