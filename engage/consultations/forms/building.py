"""What staff type while they begin a consultation and build its form."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from engage.consultations.models import Consultation, Kind, Question, Weight
from engage.consultations.rules import building, starting
from engage.consultations.rules.building import ChoiceText
from engage.core.clock import today
from engage.core.forms import Day, Form, Needed, SelectChoice, version_of
from engage.core.i18n import SOURCE, _d, _dl, languages

_DIGITS = 10
BLANKS = 3
MOST_BLANKS = 60
_DAYS = ("opens_on", "closes_on", "decision_on")
_REPLIES = ("phone", "post", "email")


class Whole(IntegerField):
    """A whole number; empty is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """The typed number. Raises ValueError, with what to do, for anything else."""
        said = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not said:
            return
        if not (said.isascii() and said.removeprefix("-").isdecimal() and len(said) <= _DIGITS):
            raise ValueError(_d("Enter a whole number, such as 3"))
        self.data = int(said)


class Boxes(SelectMultipleField):
    """Boxes to tick."""

    def pre_validate(self, _form: Any) -> None:
        """Raises ValidationError, with what to do, for what is not on the list."""
        offered: list[Any] = list(self.choices or ())
        known = {str(each.value) for each in offered}
        if not {str(each) for each in self.data or ()} <= known:
            raise ValidationError(_d("Choose from the list"))


class VersionedForm(Form):
    """A form that carries the version it was opened at."""

    version = HiddenField()

    @property
    def opened_at(self) -> int:
        """The version; 0, which is always stale, for anything else."""
        return version_of(self.version.data)


def _languages() -> list[SelectChoice]:
    return [
        SelectChoice(code, f"{each.name} – {each.autonym}")
        for code, each in languages().items()
        if code != SOURCE
    ]


class FactsForm(VersionedForm):
    """The facts of a consultation: they are columns, not words."""

    slug = StringField(
        _dl("Address"),
        description=_dl("The last part of its address: small letters, digits and dashes."),
        validators=[Needed(_dl("Enter an address"))],
    )
    weight = RadioField(_dl("How big is the decision?"))
    topic_id = SelectField(_dl("Topic"))
    organisation_id = SelectField(_dl("Who asks"))
    areas = Boxes(_dl("Areas it is about"))
    languages_offered = Boxes(
        _dl("Languages you promise, beside English"),
        description=_dl("Everything must be ready in each of them before it opens."),
    )
    opens_on = Day(_dl("Opens on"), validators=[Needed(_dl("Enter the day it opens"))])
    closes_on = Day(_dl("Closes on"))
    decision_on = Day(_dl("Day of the decision"), description=_dl("A day after it closes."))
    phone = StringField(_dl("Phone to reply by"))
    post = StringField(_dl("Post address to reply to"))
    email = EmailField(_dl("Email address to reply to"))
    minutes = Whole(
        _dl("Minutes it takes"), validators=[Needed(_dl("Enter how many minutes it takes"))]
    )

    def offer(
        self,
        organisations: Sequence[tuple[str, str]],
        topics: Sequence[tuple[str, str]],
        areas: Sequence[tuple[str, str]],
    ) -> None:
        """Put the names there are into the lists: pairs of id and name."""
        self.weight.choices = [SelectChoice(each.value, each.label) for each in Weight]
        self.organisation_id.choices = [SelectChoice(*each) for each in organisations]
        self.topic_id.choices = [SelectChoice(*each) for each in topics]
        self.areas.choices = [SelectChoice(*each) for each in areas]
        self.languages_offered.choices = _languages()

    def facts(self) -> dict[str, Any]:
        """What was typed, as the commands take it."""
        return {
            "slug": self.slug.data or "",
            "weight": Weight(self.weight.data),
            "topic_id": UUID(self.topic_id.data),
            "organisation_id": UUID(self.organisation_id.data),
            "areas": [UUID(each) for each in self.areas.data or ()],
            "languages_offered": list(self.languages_offered.data or ()),
            "opens_on": self.opens_on.data,
            "closes_on": self.closes_on.data,
            "decision_on": self.decision_on.data,
            **{name: self[name].data or "" for name in _REPLIES},
            "minutes": min(max(self.minutes.data or 1, 1), 240),
        }


class BeginForm(FactsForm):
    """A new consultation of one weight."""

    title = StringField(
        _dl("Title"),
        description=_dl("A question or a short name."),
        validators=[Needed(_dl("Enter a title"))],
    )
    start = SelectField(_dl("Start from"), validate_choice=True)


def begin_form(weight: Weight, earlier: Sequence[tuple[str, str]]) -> BeginForm:
    """A form for a new one with the days that go with its weight. `earlier`: slugs and titles."""
    opens_on = today()
    data = {
        "weight": weight.value,
        "opens_on": opens_on,
        "closes_on": starting.closing_day(weight, opens_on),
        "minutes": starting.MINUTES[weight],
    }
    form = BeginForm(data=data)
    form.slug.validators = []
    form.slug.flags.required = False
    form.slug.description = _dl("Leave this empty to make it from the title.")
    form.start.choices = [
        SelectChoice("", _dl("Nothing: I write my own questions")),
        *(SelectChoice(f"template:{name}", said) for name, said in starting.TEMPLATES.items()),
        *(
            SelectChoice(f"copy:{slug}", _dl("A copy of: %(title)s", title=title))
            for slug, title in earlier
        ),
    ]
    return form


def facts_form(consultation: Consultation) -> FactsForm:
    """The facts as they stand."""
    data: dict[str, Any] = {
        name: getattr(consultation, name)
        for name in ("slug", *_DAYS, *_REPLIES, "minutes", "version")
    }
    data |= {
        "weight": consultation.weight.value,
        "topic_id": str(consultation.topic_id),
        "organisation_id": str(consultation.organisation_id),
        "areas": [str(each.area_id) for each in consultation.areas],
        "languages_offered": [code for code in consultation.languages if code != SOURCE],
    }
    return FactsForm(data=data)


class WeightForm(VersionedForm):
    """The weight alone: of a public one, nothing else is changed here."""

    weight = RadioField(_dl("How big is the decision?"))


def weight_form(consultation: Consultation) -> WeightForm:
    """The weights that a public consultation may still have."""
    form = WeightForm(data={"weight": consultation.weight.value, "version": consultation.version})
    every = list(Weight)
    left = every[every.index(consultation.weight) :]
    form.weight.choices = [SelectChoice(each.value, each.label) for each in left]
    return form


class PageForm(VersionedForm):
    """The title of a page."""

    title = StringField(
        _dl("Title of the page"),
        description=_dl("People read it above the questions."),
        validators=[Needed(_dl("Enter a title"))],
    )


class TitledForm(VersionedForm):
    """An option or a paper."""

    title = StringField(_dl("Title"), validators=[Needed(_dl("Enter a title"))])
    body = TextAreaField(
        _dl("Text"), description=_dl("Leave an empty line between two paragraphs.")
    )


# --- a question, with fields that go with its kind

_BOUND_LABELS: Mapping[tuple[Kind | None, str], str] = {
    (Kind.SEVERAL_CHOICES, "least"): _dl("The fewest that may be chosen"),
    (Kind.SEVERAL_CHOICES, "most"): _dl("The most that may be chosen"),
    (Kind.RANK, "least"): _dl("The fewest places to fill"),
    (Kind.RANK, "most"): _dl("The most places to fill"),
    (Kind.NUMBER, "least"): _dl("The smallest number"),
    (Kind.NUMBER, "most"): _dl("The biggest number"),
    (Kind.FILE, "most"): _dl("The most files"),
    (Kind.FILE, "limit"): _dl("The biggest size of a file, in megabytes"),
    (Kind.FILE, "films"): _dl("Also take a film, for sign language: its biggest size in megabytes"),
    (None, "limit"): _dl("The most characters"),
    (None, "earliest_on"): _dl("The first day that may be given"),
    (None, "latest_on"): _dl("The last day that may be given"),
}


_BOUND_HELP = {
    "films": _dl(
        "Leave this empty to take no film. 100 is a good size: one or two minutes from most "
        "phones. 200 is the most."
    )
}


class QuestionForm(VersionedForm):
    """One question; `question_form` adds the fields that go with its kind."""

    kind: Kind
    have: Sequence[ChoiceText] = ()
    blanks: int = 0

    label = TextAreaField(_dl("Question"), validators=[Needed(_dl("Enter the question"))])
    hint = StringField(_dl("Help under the question"))
    facts = TextAreaField(
        _dl("Facts beside the question"), description=_dl("One fact on each line.")
    )

    def texts(self) -> dict[str, str]:
        """The words of the question itself."""
        return {name: str(self[name].data or "") for name in ("label", "hint", "facts")}

    def columns(self) -> dict[str, Any]:
        """Bounds and marks, as columns; those that the kind does not take are not there."""
        names = ("required", "other", "dont_know", "paper_key", *building.BOUNDS.get(self.kind, ()))
        return {name: self[name].data for name in names if name in self}

    def choices(self, lift: str = "") -> list[ChoiceText]:
        """The choices that were typed, in order; `lift`: the key of one that goes up a place."""
        typed = [
            ChoiceText(each.key, self[f"choice_{each.key}"].data or "", each.alone)
            for each in self.have
        ]
        typed += [ChoiceText("", self[f"new_{at}"].data or "") for at in range(self.blanks)]
        if "none" in self and self["none"].data:
            typed.append(ChoiceText("", self["none"].data, alone=True))
        kept = [each for each in typed if each.label]
        at = next((at for at, each in enumerate(kept) if lift and each.key == lift), 0)
        if at:
            kept[at - 1], kept[at] = kept[at], kept[at - 1]
        return sorted(kept, key=lambda each: each.alone)

    @property
    def choice_fields(self) -> list[Field]:
        """The fields of choices, in order."""
        names = [f"choice_{each.key}" for each in self.have]
        return [self[name] for name in (*names, *(f"new_{at}" for at in range(self.blanks)))]


def question_form(
    kind: Kind,
    papers: Sequence[tuple[str, str]],
    *,
    question: Question | None = None,
    said: Mapping[str, str] | None = None,
    have: Sequence[ChoiceText] = (),
    blanks: int = BLANKS,
) -> QuestionForm:
    """A form for a question of a kind. `papers`: keys and titles. `said`: its English texts."""
    fields: dict[str, Any] = dict(_choice_fields(kind, have, blanks))
    fields |= _mark_fields(kind, papers)
    for name in building.BOUNDS.get(kind, ()):
        label = _BOUND_LABELS.get((kind, name)) or _BOUND_LABELS[None, name]
        about = _BOUND_HELP.get(name, "")
        fields[name] = Day(label) if name.endswith("_on") else Whole(label, description=about)
    shape: type[QuestionForm] = type("QuestionForm", (QuestionForm,), fields)
    data = {**(said or {}), **_values(question)}
    form = shape(data=data)
    form.kind, form.have = kind, have
    form.blanks = blanks if kind in building.NEEDS_CHOICES else 0
    return form


def _choice_fields(kind: Kind, have: Sequence[ChoiceText], blanks: int) -> dict[str, Any]:
    if kind not in building.NEEDS_CHOICES:
        return {}
    fields: dict[str, Any] = {}
    for number, each in enumerate(have, start=1):
        label = _dl("Choice %(number)s", number=number)
        if each.alone:
            label = _dl("Choice %(number)s, which stands alone", number=number)
        fields[f"choice_{each.key}"] = StringField(label, default=each.label)
    for at in range(blanks):
        label = _dl("Choice %(number)s", number=len(have) + at + 1)
        fields[f"new_{at}"] = StringField(label)
    if kind is Kind.SEVERAL_CHOICES and not any(each.alone for each in have):
        fields["none"] = StringField(
            _dl("A choice for none of these"),
            description=_dl("Whoever chooses it chooses no other. Leave it empty for none."),
        )
    return fields


def _mark_fields(kind: Kind, papers: Sequence[tuple[str, str]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if kind in building.TAKES_OTHER:
        fields["other"] = BooleanField(_dl("Offer “Other, please say”"))
    if kind is Kind.AGREE_SCALE:
        fields["dont_know"] = BooleanField(_dl("Offer “Don’t know”"))
    if kind is not Kind.INFO:
        fields["required"] = BooleanField(
            _dl("It must be answered. Better not: people leave when they must.")
        )
    if papers:
        none = SelectChoice("", _dl("None"))
        offered = [none, *(SelectChoice(*each) for each in papers)]
        fields["paper_key"] = SelectField(_dl("Paper beside it"), choices=offered)
    return fields


def _values(question: Question | None) -> dict[str, Any]:
    if question is None:
        return {"version": 0}
    names = ("required", "other", "paper_key", "least", "most", "limit", "films", "version")
    days = {name: getattr(question, name) for name in ("earliest_on", "latest_on")}
    known = {each.key for each in question.choices}
    return (
        {name: getattr(question, name) for name in names}
        | days
        | {"dont_know": "dont_know" in known}
    )


def blanks_asked(typed: Mapping[str, str]) -> int:
    """How many empty fields for choices a sent form had, and three more where that was asked."""
    have = sum(1 for name in typed if name.startswith("new_"))
    wanted = have + BLANKS if typed.get("then") == "more" else have or BLANKS
    return min(wanted, MOST_BLANKS)
