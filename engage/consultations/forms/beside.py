"""A plan for a question, a file for a paper, and the day that was promised."""

from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import FileField, HiddenField, SelectField, TextAreaField

from engage.consultations.models import Paper, Question
from engage.consultations.rules import beside, plans
from engage.core.errors import RuleBroken
from engage.core.formats.picture import Drawn
from engage.core.forms import Day, Form, Needed, SelectChoice, version_of
from engage.core.i18n import SOURCE, _dl, languages

MOST_SENT = 11 * 1024 * 1024


def sent_file() -> bytes:
    """The bytes of the file that came; none when nobody chose one."""
    sent: Any = request.files.get("file")
    if sent is None or not sent.filename:
        return b""
    data: bytes = sent.read(max(plans.PLAN_BYTES, beside.PAPER_BYTES) + 1)
    sent.close()
    return data


class _Versioned(Form):
    version = HiddenField()

    @property
    def opened_at(self) -> int:
        """The version; 0, which is always stale, for anything else."""
        return version_of(self.version.data)


class PlanForm(_Versioned):
    """The plan of a question about a place."""

    file = FileField(
        _dl("A picture of the plan"), description=_dl("PNG, JPEG or WebP, 10 MB at most.")
    )
    words = TextAreaField(
        _dl("What the plan shows, in words"),
        description=_dl("People who cannot see the plan read this. Say which places lie where."),
        validators=[Needed(_dl("Say in words what the plan shows."))],
    )

    @staticmethod
    def drawn() -> Drawn | None:
        """The picture that came, drawn anew; None when nobody chose one. Raises RuleBroken."""
        data = sent_file()
        return plans.drawn_plan(data) if data else None


def plan_form(question: Question, words: str) -> PlanForm:
    """The form with the words that stand now."""
    return PlanForm(data={"words": words, "version": question.version})


class FileForm(_Versioned):
    """The file of a paper in one language."""

    file = FileField(
        _dl("A file"),
        description=_dl("A PDF, or a picture (PNG, JPEG or WebP). 10 MB at most."),
    )
    language = SelectField(_dl("Language of the file"))

    @staticmethod
    def ready() -> beside.Ready:
        """The file that came, made ready to be kept. Raises RuleBroken."""
        data = sent_file()
        if not data and not request.files.get("file"):
            raise RuleBroken(_dl("Choose a file."), "file")
        return beside.ready_file(data)


def file_form(paper: Paper, offered: Sequence[str]) -> FileForm:
    """A form for a file in one of the languages of the consultation."""
    form = FileForm(data={"language": SOURCE, "version": paper.version})
    form.language.choices = [SelectChoice(code, languages()[code].name) for code in offered]
    return form


class PromiseForm(Form):
    """By when another version of a file comes."""

    promised_on = Day(
        _dl("Another version comes by"),
        description=_dl("People who cannot use the file read this day. Leave it empty for none."),
    )
