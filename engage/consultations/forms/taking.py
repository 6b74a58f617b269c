"""Text to paste, questions that were found in it, and files to bring in."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import request
from wtforms import BooleanField, FileField, SelectField, StringField, TextAreaField

from engage.consultations.models import Kind
from engage.consultations.rules.exchange import MOST_BYTES
from engage.consultations.rules.pasting import Found
from engage.core.errors import RuleBroken
from engage.core.forms import Form, Needed, SelectChoice
from engage.core.i18n import _dl

MOST_FOUND = 100
_DONT_KNOW = _dl("Don’t know")


class PasteForm(Form):
    """Text from a document."""

    text = TextAreaField(
        _dl("Paste your questions"),
        description=_dl("One question after another, with its choices below it."),
        validators=[Needed(_dl("Paste your questions"))],
    )


class FoundForm(Form):
    """Questions that were found, to check: `found_form` adds fields for each."""

    size: int = 0

    together = BooleanField(_dl("Put all of them on one page, not on a page each"))
    title = StringField(_dl("Title of that page"))

    @property
    def page_title(self) -> str:
        """What the one page is called."""
        return self.title.data or _dl("Questions")

    def taken(self) -> list[Found]:
        """The questions that were ticked, as they were corrected."""
        return [self._one(at) for at in range(self.size) if self[f"take_{at}"].data]

    def _one(self, at: int) -> Found:
        said = {name: str(self[f"{name}_{at}"].data or "") for name in ("label", "hint", "none")}
        lines = [line.strip() for line in (self[f"choices_{at}"].data or "").splitlines()]
        return Found(
            label=said["label"],
            kind=Kind(self[f"kind_{at}"].data),
            hint=said["hint"],
            choices=tuple(line for line in lines if line),
            none=said["none"],
            other=bool(self[f"other_{at}"].data),
            required=bool(self[f"required_{at}"].data),
            most=_whole(self[f"most_{at}"].data),
            least=_whole(self[f"least_{at}"].data),
            dont_know=_DONT_KNOW in lines,
        )

    def rows(self) -> list[list[Any]]:
        """The fields of each question."""
        names = (
            "take",
            "label",
            "kind",
            "hint",
            "choices",
            "none",
            "most",
            "least",
            "other",
            "required",
        )
        return [[self[f"{name}_{at}"] for name in names] for at in range(self.size)]


def _lines(found: Found) -> str:
    """The choices to correct; the scale has its own, and only “Don’t know” may be added."""
    return "\n".join([*found.choices, *([_DONT_KNOW] if found.dont_know else [])])


def _whole(said: str | None) -> int | None:
    bare = (said or "").strip()
    return int(bare) if bare.isascii() and bare.isdecimal() and len(bare) < 4 else None  # noqa: PLR2004 - choices are fewer


def found_form(found: Sequence[Found], *, fresh: bool) -> FoundForm:
    """The questions that were found, ready to be corrected. `fresh`: shown for the first time."""
    fields: dict[str, Any] = {}
    kinds = [SelectChoice(each.value, each.label) for each in Kind]
    for at, each in enumerate(found[:MOST_FOUND]):
        fields |= {
            f"take_{at}": BooleanField(_dl("Take question %(number)s", number=at + 1)),
            f"label_{at}": StringField(_dl("Question"), default=each.label),
            f"kind_{at}": SelectField(_dl("Kind"), choices=kinds, default=each.kind.value),
            f"hint_{at}": StringField(_dl("Help under the question"), default=each.hint),
            f"choices_{at}": TextAreaField(_dl("Choices, one on each line"), default=_lines(each)),
            f"none_{at}": StringField(_dl("A choice for none of these"), default=each.none),
            f"most_{at}": StringField(
                _dl("The most that may be chosen"), default=str(each.most or "")
            ),
            f"least_{at}": StringField(
                _dl("The fewest that may be chosen"), default=str(each.least or "")
            ),
            f"other_{at}": BooleanField(_dl("Offer “Other, please say”"), default=each.other),
            f"required_{at}": BooleanField(_dl("It must be answered"), default=each.required),
        }
    shape: type[FoundForm] = type("FoundForm", (FoundForm,), fields)
    form = shape()
    form.size = min(len(found), MOST_FOUND)
    if fresh:
        _tick(form, found)
    return form


def _tick(form: FoundForm, found: Sequence[Found]) -> None:
    """Tick what was found: the text was sent, and these boxes were not yet there to be ticked."""
    for at, each in enumerate(found[:MOST_FOUND]):
        form[f"take_{at}"].data = True
        form[f"other_{at}"].data, form[f"required_{at}"].data = each.other, each.required


def found_again() -> FoundForm:
    """The form as it was sent: as many questions as it named."""
    size = min(sum(1 for name in request.form if name.startswith("kind_")), MOST_FOUND)
    blank = Found(label="", kind=Kind.LONG_TEXT)
    return found_form([replace(blank)] * size, fresh=False)


class ImportForm(Form):
    """A questionnaire as a file, or as pasted JSON."""

    file = FileField(
        _dl("A file"),
        description=_dl("A questionnaire from here (.json) or a LimeSurvey structure (.lss)."),
    )
    pasted = TextAreaField(
        _dl("Or paste the JSON"), description=_dl("Up to 20,000 characters. A file may be bigger.")
    )

    def raw(self) -> tuple[bytes, bool]:
        """What was sent, and whether it is a survey of the other tool.

        Raises RuleBroken for nothing, and for a file that is too big.
        """
        sent: Any = request.files.get("file")
        if sent is not None and sent.filename:
            data = sent.read(MOST_BYTES + 1)
            if len(data) > MOST_BYTES:
                raise RuleBroken(_dl("Choose a smaller file: 2 MB at most."), "file")
            return data, data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<" or _named_lss(sent)
        if self.pasted.data:
            return str(self.pasted.data).encode(), False
        raise RuleBroken(_dl("Choose a file, or paste the JSON."), "file")


def _named_lss(sent: Any) -> bool:
    return str(sent.filename).lower().endswith(".lss")
