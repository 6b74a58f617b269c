"""What staff type in for somebody: the facts of an answer, and the whole questionnaire."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import uuid4

from flask import current_app, request, session
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from engage.consultations.models import Format
from engage.consultations.rules import AskedQuestion, Questionnaire
from engage.core.clock import today
from engage.core.errors import RuleBroken
from engage.core.forms import Form, Needed, SelectChoice
from engage.core.i18n import _dl
from engage.equality import rules as equality
from engage.responses import rules
from engage.responses.forms.questions import page_values, typed_answers
from engage.responses.models import (
    Channel,
    OwnWords,
    Permission,
    Relation,
    RespondentKind,
)
from engage.responses.rules import entry as entering
from engage.responses.rules import keying, paper, printed
from engage.responses.rules.uploads import (
    FILMS,
    MEGABYTE,
    MOST_FILM_MEGABYTES,
    MOST_MEGABYTES,
    Upload,
    WrongKind,
    check_sent,
)
from engage.responses.rules.values import whole
from engage.responses.rules.voices import ASKED_AGES, HELPERS

MOST_SENT = (MOST_MEGABYTES + 2) * MEGABYTE
MOST_SENT_WITH_FILM = MOST_SENT + MOST_FILM_MEGABYTES * MEGABYTE
_SCANS = frozenset({"pdf", "jpg", "png"})
_Radios: Any = RadioField  # its types do not know all it takes
_TOLD, _LEFT_OUT = "told", "left-out"
_NOBODY = _dl("Nobody helped")
_NOT_SAID = _dl("Not said")
_KINDS = {
    RespondentKind.INDIVIDUAL: _dl("One person"),
    RespondentKind.GROUP: _dl("A group of people"),
    RespondentKind.ORGANISATION: _dl("An organisation"),
}
_WRONG = {
    False: _dl("Choose a PDF or a picture (JPEG or PNG)."),
    True: _dl("Choose a PDF, a picture (JPEG or PNG) or a film (MP4, WebM or MOV)."),
}
Typed = dict[str, Sequence[str]]


def _each(values: Any) -> list[Any]:
    return [SelectChoice(each.value, str(each.label)) for each in values]


class QuestionsForm(Form):
    """The whole questionnaire on one page, checked by the rules of answers."""

    takes_films = False

    def __init__(self, asked: Questionnaire, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.asked = asked
        self.by_key: dict[str, str] = {}
        self.upload: Upload | None = None

    def answers(self) -> dict[str, Any] | None:
        """The typed answers, checked; None when something is wrong, which is then shown."""
        typed = typed_questions(self.asked.questions, self.by_key)
        checked = rules.check_page(self.asked.questions, typed)
        found = {key: str(broken) for key, broken in checked.errors.items()}
        self.by_key = {**found, **self.by_key}
        self.upload = self._scan()
        return None if self.by_key else dict(checked.answers)

    def _scan(self) -> Upload | None:
        """The scan or film that came with the form; a wrong kind is told."""
        sent = request.files.get("scan")
        if sent is None or not sent.filename:
            return None
        try:
            upload = check_sent(sent.filename, sent.stream)
            if upload.ending in self.scans:
                return upload
            self.by_key["scan"] = str(_WRONG[self.takes_films])
        except WrongKind:
            self.by_key["scan"] = str(_WRONG[self.takes_films])
        except RuleBroken as broken:
            self.by_key["scan"] = str(broken)
        return None

    @property
    def scans(self) -> frozenset[str]:
        """How the names of files end that may come with this form."""
        return _SCANS | FILMS if self.takes_films else _SCANS

    def refuse(self, message: str, field: str | None = None) -> None:
        """Put an error beside a field, a question, or at the top of the form."""
        if field in {each.key for each in self.asked.questions}:
            self.by_key[str(field)] = message
        else:
            super().refuse(message, field)

    @property
    def all_errors(self) -> list[tuple[str | None, str]]:
        """Every error: of the facts, then of the questions."""
        own: list[tuple[str | None, str]] = super().all_errors
        return [*own, *((f"q-{key}", message) for key, message in self.by_key.items())]


class EntryForm(QuestionsForm):
    """The facts of an answer. The questions stand beside it, checked by the rules of answers."""

    road: Channel | None = None
    takes_films = True
    key = HiddenField(default=lambda: uuid4().hex)
    channel: Any = _Radios(
        _dl("How did it reach us?"),
        choices=_each(each for each in entering.BY_STAFF if each is not Channel.PAPER),
        invalid_choice_message=_dl("Choose how the answer reached us."),
    )
    received_on = DateField(
        _dl("Day it reached us"),
        description=_dl("Posted before the closing day? Enter the day of the postmark."),
        default=today,
        validators=[Needed(_dl("Enter the day it reached us."))],
    )
    kind = _Radios(
        _dl("Who is answering?"),
        choices=[SelectChoice(kind.value, words) for kind, words in _KINDS.items()],
        invalid_choice_message=_dl("Choose who is answering."),
        default=RespondentKind.INDIVIDUAL.value,
    )
    name = StringField(_dl("Name of the group or organisation"))
    people = StringField(_dl("For how many people does it speak?"))
    gathered = TextAreaField(_dl("How did it gather their views?"))
    disagreed = TextAreaField(_dl("Where did they disagree?"))
    helper = SelectField(
        _dl("Who helped the person?"),
        choices=[
            SelectChoice("", _NOBODY),
            *(SelectChoice(code, str(words)) for code, words in HELPERS.items()),
        ],
        default="",
    )
    own_words = SelectField(
        _dl("Are these the person’s own words?"),
        choices=[SelectChoice("", _NOT_SAID), *_each(OwnWords)],
        default="",
    )
    permission = _Radios(
        _dl("May we show their words to the public?"),
        description=_dl("Choose no when you could not ask."),
        choices=_each(Permission),
        default=Permission.NO.value,
    )
    age_group = SelectField(
        _dl("How old is the person?"),
        choices=[SelectChoice("", _NOT_SAID), *_each(ASKED_AGES)],
        default="",
    )
    parent = SelectField(
        _dl("For a child under 13: who agreed that it is sent?"),
        description=_dl("Ask a parent or carer first. Keep no name."),
        choices=[SelectChoice("", _NOT_SAID), *_each(Relation)],
        default="",
    )

    variant = SelectField(
        _dl("In which format did they read it?"),
        description=_dl("People who need a format that came late may have more time."),
        choices=[
            SelectChoice("", _dl("In plain words")),
            *(SelectChoice(each.variant, str(each.label)) for each in Format),
        ],
        default="",
    )

    def __init__(self, asked: Questionnaire, variant: str = "", **kwargs: Any) -> None:
        data = {"variant": variant or asked.variant, **kwargs.pop("data", {})}
        super().__init__(asked, data=data, **kwargs)

    def facts(self) -> entering.Facts:
        """What was typed, as the command takes it."""
        said = self.values()
        voice = {
            name: str(said[name] or "") for name in ("name", "people", "gathered", "disagreed")
        }
        names = ("helper", "own_words", "permission", "age_group", "parent")
        return entering.Facts(
            channel=self.road or Channel(said["channel"]),
            received_on=said["received_on"],
            key=str(said["key"])[:40],
            kind=RespondentKind(said["kind"]),
            voice={name: typed for name, typed in voice.items() if typed},
            before={name: said[name] for name in names if said[name]},
            variant=said["variant"] or "",
        )


class KeyingForm(EntryForm):
    """A paper form that came back. `number` is the one printed on it."""

    channel = None
    road = Channel.PAPER
    takes_films = False
    number = StringField(
        _dl("Number on the form"),
        description=_dl("The part behind the dash: for 3-017 type 17."),
    )

    def form_number(self) -> int | None:
        """The number that was typed; None where there is none."""
        return whole(self.number.data or "")


class EmailForm(EntryForm):
    """A dropped email that becomes an answer."""

    channel = None
    road = Channel.EMAIL
    takes_films = False


def typed_questions(questions: Sequence[AskedQuestion], errors: dict[str, str]) -> Typed:
    """What was typed for each question; letters, where letters were typed, become options.

    A letter that is none is put among the `errors`.
    """
    typed: Typed = dict(typed_answers(questions))
    for each in questions:
        letters = request.form.get(f"l-{each.key}", "").strip()
        if not letters:
            continue
        try:
            typed[each.key] = paper.from_letters(each, letters)
        except RuleBroken as broken:
            errors[each.key] = str(broken)
    return typed


def question_values(asked: Questionnaire, typed: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The slots of every page of questions, filled."""
    values: dict[str, str] = {}
    for page in asked.pages:
        values.update(page_values(page, typed))
    return values


def typed_letters(asked: Questionnaire) -> dict[str, str]:
    """The letters as they were typed, by question, to be shown again."""
    return {each.key: request.form.get(f"l-{each.key}", "")[:100] for each in asked.questions}


class OrderForm(Form):
    """How many forms to print, in which language and format."""

    size = StringField(
        _dl("How many forms?"),
        description=_dl("500 at most. Order more as another batch."),
        validators=[Needed(_dl("Enter how many forms to print."))],
    )
    language = SelectField(_dl("Language of the form"))
    variant: Any = _Radios(
        _dl("Format of the form"),
        description=_dl("The letters of the options are the same in each format."),
        choices=[
            SelectChoice("", _dl("Plain words")),
            *(SelectChoice(each.variant, str(each.label)) for each in paper.PRINTED),
        ],
        default="",
        invalid_choice_message=_dl("Choose the format of the form."),
    )

    def __init__(self, offered: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language.choices = [SelectChoice(code, name) for code, name in offered]

    def order(self) -> paper.Order:
        """What was typed, as the command takes it; a number that is none is nought."""
        size = whole(self.size.data or "") or 0
        return paper.Order(size, self.language.data, self.variant.data)


class TakeBackForm(Form):
    """Why an entry is taken back."""

    why = _Radios(
        _dl("Why do you take it back?"),
        choices=_each(entering.Mistake),
        invalid_choice_message=_dl("Choose why you take it back."),
    )


def sealing_key() -> bytes:
    """The key under which codes wait for a printer or a page: out of the site's secret."""
    return sha256(f"printed codes:{current_app.config['SECRET_KEY']}".encode()).digest()


def remember_code(number: int, reference: str) -> None:
    """Let the next page of this person at the desk show a code, once."""
    session[_TOLD] = printed.seal_told(number, reference, sealing_key())


def code_to_tell(reference: str) -> int | None:
    """The code to show now; asked a second time there is none."""
    return printed.open_told(str(session.pop(_TOLD, "")), reference, sealing_key())


def remember_left_out(labels: Sequence[str], reference: str) -> None:
    """Let the next page of this person name the questions whose answers were left out."""
    session[_LEFT_OUT] = [reference, *(label[:100] for label in labels[:10])] if labels else []


def left_out_to_tell(reference: str) -> list[str]:
    """The questions to name now; asked a second time there are none."""
    whose, *labels = session.pop(_LEFT_OUT, []) or [""]
    return list(labels) if whose == reference else []


class AboutForm(Form):
    """What somebody said about themselves. Every question may be left out."""

    @staticmethod
    def about() -> dict[str, str]:
        """The typed answers by question; those left out are not there.

        Raises RuleBroken for one that is not on the list.
        """
        typed = {
            each.key: equality.check_answer(each, request.form.get(f"q-{each.key}", ""))
            for each in equality.standard().questions
        }
        return {key: said for key, said in typed.items() if said}


class AgainForm(QuestionsForm):
    """A form that is keyed a second time: the answers alone."""


class SettleForm(AgainForm):
    """Which of two keyings is right, for each question on which they differ."""

    def __init__(self, asked: Questionnaire, differs: Sequence[str], **kwargs: Any) -> None:
        super().__init__(asked, **kwargs)
        self.questions = [each for each in asked.questions if each.key in set(differs)]

    def settled(self) -> dict[str, Any]:
        """What was chosen for each question, and what was typed anew.

        Raises RuleBroken for an answer typed anew that cannot be.
        """
        ways = {each.key: request.form.get(f"way-{each.key}", "") for each in self.questions}
        fresh = [each for each in self.questions if ways[each.key] == keying.ANEW]
        checked = rules.check_page(fresh, typed_questions(fresh, {}))
        for broken in checked.errors.values():
            raise broken
        return {"ways": ways, "anew": checked.answers}
