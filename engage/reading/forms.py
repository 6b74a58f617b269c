"""What is typed into the check, and what a reader and an author say of sentences."""

from dataclasses import dataclass
from typing import Any

from wtforms import Field, RadioField, SelectField, TextAreaField
from wtforms.validators import StopValidation

from engage.core.forms import AtMost, Form, Needed, SelectChoice, squeeze
from engage.core.i18n import _, _l, format_number, languages, reader_language
from engage.core.text import is_longer
from engage.reading.models import Answer, Found
from engage.reading.rules.panel import MAX_TEXT

HARD, CLEAR = "hard", "clear"
_LONGEST_WHY = 1_000
_TOO_LONG = _l("Make the text shorter. You can check 20,000 characters at a time.")


class CheckForm(Form):
    """A text to check. Public: it carries no token, and nothing is kept."""

    text = TextAreaField(
        _l("Text to check"),
        description=_l("Paste up to 20,000 characters. We do not keep your text."),
        validators=[
            Needed(_l("Paste or write the text you want to check")),
            AtMost(MAX_TEXT, _TOO_LONG),
        ],
    )
    language = SelectField(_l("Language of the text"))

    def __init__(self) -> None:
        super().__init__(meta={"csrf": False})
        self.language.choices = [
            SelectChoice(code, language.autonym) for code, language in languages().items()
        ]
        if self.language.data is None:
            self.language.data = reader_language().code


@dataclass(frozen=True)
class Chosen:
    """What a reader chose, by number of the sentence: `clear` ones, and `hard` ones with why."""

    clear: list[int]
    hard: dict[int, str]

    def choice(self, number: int) -> str:
        """What was chosen for one sentence: "clear", "hard" or nothing."""
        return HARD if number in self.hard else CLEAR if number in self.clear else ""


class SentencesField(Field):
    """A radio pair and a "why" for each sentence, named by its number: s-3 and why-3."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        del extra_filters
        self.data = _chosen(formdata) if formdata else data

    def pre_validate(self, form: Any) -> None:
        """Raises StopValidation for a reason that is too long: it is never cut."""
        del form
        long = [at for at, why in self.data.hard.items() if is_longer(why, _LONGEST_WHY)]
        if long:
            message = _("Sentence %(number)s: make this shorter. It takes 1,000 letters.")
            raise StopValidation(message % {"number": format_number(long[0])})


def _chosen(formdata: Any) -> Chosen:
    clear, hard = list[int](), dict[int, str]()
    for name in formdata:
        number = name.removeprefix("s-")
        if not (name.startswith("s-") and number.isdecimal() and len(number) < 6):  # noqa: PLR2004 - no text has more
            continue
        if formdata[name] == HARD:
            hard[int(number)] = squeeze(formdata.get(f"why-{number}", ""))
        elif formdata[name] == CLEAR:
            clear.append(int(number))
    return Chosen(clear, hard)


class ReadForm(Form):
    """A reader's sentences, comment and verdict."""

    sentences = SentencesField()
    comment = TextAreaField(
        _l("Anything else about this text (you can leave this empty)"),
        validators=[AtMost(5_000, _l("Make your comment shorter."))],
    )
    found = RadioField(
        _l("Is the whole text clear?"),
        choices=[SelectChoice(found.value, found.label) for found in Found],
        validate_choice=False,
    )

    def finding(self) -> Found | None:
        """The verdict, if one was chosen."""
        return Found(self.found.data) if self.found.data in set(Found) else None

    def said(self) -> dict[str, Any]:
        """What was typed, as the commands take it."""
        chosen = self.sentences.data
        return {"clear": chosen.clear, "hard": chosen.hard, "comment": self.comment.data or ""}


class AnswerForm(Form):
    """What the author did about one marked sentence."""

    answer = RadioField(
        _l("What did you do?"),
        choices=[SelectChoice(answer.value, answer.label) for answer in Answer],
        validators=[Needed(_l("Choose what you did"))],
    )
    because = TextAreaField(
        _l("Why (needed if you kept the sentence)"),
        validators=[AtMost(2_000, _l("Make the reason shorter."))],
    )

    def said(self) -> dict[str, Any]:
        """What was typed, as the command takes it."""
        return {"answer": Answer(self.answer.data), "because": self.because.data or ""}
