"""What staff send and choose when a file of answers is taken in."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date
from typing import Any

from flask import request
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField

from engage.consultations.models import Consultation
from engage.core.errors import RuleBroken
from engage.core.forms import Day, Form, SelectChoice, version_of
from engage.core.i18n import SOURCE, _dl, languages
from engage.responses.models import Channel, IntakeFile
from engage.responses.rules import intake as rules

MOST_SENT = 4 * rules.MOST_BYTES
"""How many bytes the page takes, so that a file that is too big is told so in plain words."""


def _sent(name: str, most: int, message: Any) -> tuple[str, bytes]:
    """The name and the bytes of a file of this request. Raises RuleBroken where there is none."""
    sent: Any = request.files.get(name)
    if sent is None or not sent.filename:
        raise RuleBroken(message, name)
    with closing(sent) as file:
        return sent.filename, file.read(most + 1)


class IntakeForm(Form):
    """A file of answers."""

    file = FileField(
        _dl("A file of answers"),
        description=_dl("CSV, XLSX or ODS, with headings in its first row. Up to 5 MB."),
    )

    @staticmethod
    def sent() -> dict[str, Any]:
        """The file that came. Raises RuleBroken where there is none."""
        name, data = _sent("file", rules.MOST_BYTES, _dl("Choose a file."))
        return {"name": name, "data": data}


class MapForm(Form):
    """A map that was saved."""

    map = FileField(
        _dl("A saved map"), description=_dl("The JSON file that you saved for a file like this.")
    )

    @staticmethod
    def sent() -> bytes:
        """The file that came. Raises RuleBroken where there is none."""
        return _sent("map", rules.MOST_MAP, _dl("Choose the file of a map."))[1]


class ColumnsForm(Form):
    """What some columns of a file hold, and what holds for rows that do not say."""

    headings: Mapping[int, str]
    seen = HiddenField()
    received_on = Day(
        _dl("Day the answers came"), description=_dl("Leave it empty when a column says it.")
    )
    channel = SelectField(_dl("How they came"))
    language = SelectField(_dl("Their language"))
    month_first = RadioField(
        _dl("How are days written in this file?"),
        choices=[
            SelectChoice("", _dl("Day first: 03/02 is the third of February")),
            SelectChoice("yes", _dl("Month first: 02/03 is the third of February")),
        ],
    )

    def chosen(self) -> dict[str, Any]:
        """What was chosen, as the command takes it."""
        day = self.received_on.data
        return {
            "seen": version_of(self.seen.data),
            "columns": {
                heading: self._fields[f"column_{place}"].data
                for place, heading in self.headings.items()
            },
            "defaults": {
                "received_on": day.isoformat() if day else "",
                "channel": self.channel.data,
                "language": self.language.data,
            },
            "month_first": self.month_first.data == "yes",
        }


def columns_form(
    consultation: Consultation,
    file: IntakeFile,
    columns: Sequence[tuple[int, str, str, str]],
    offered: Mapping[str, Sequence[tuple[str, str]]],
) -> ColumnsForm:
    """The form for some columns of one file, filled with what its map says."""
    choices = [
        SelectChoice(name, words, optgroup=label or None)
        for label, parts in offered.items()
        for name, words in parts
    ]
    fields = {
        f"column_{place}": SelectField(
            heading, description=_example(example), choices=choices, default=held
        )
        for place, heading, example, held in columns
    }
    made = type("ColumnsForm", (ColumnsForm,), fields)
    form: ColumnsForm = made(data=_filled(file))
    form.headings = {place: heading for place, heading, _example, _held in columns}
    form.channel.choices = _with(form.channel, {"": _dl("On paper")} | _channels())
    names = {code: languages()[code].name for code in consultation.languages if code != SOURCE}
    form.language.choices = _with(form.language, {"": languages()[SOURCE].name} | names)
    return form


def _channels() -> dict[str, Any]:
    return {each.value: each.label for each in Channel if each is not Channel.PAPER}


def _with(field: SelectField, known: Mapping[str, Any]) -> list[Any]:
    """The choices of a field, with whatever a map that was sent says."""
    said = field.object_data
    more = {} if not said or said in known else {said: said}
    return [SelectChoice(value, words) for value, words in {**known, **more}.items()]


def _filled(file: IntakeFile) -> dict[str, Any]:
    known: dict[str, str] = file.mapping["defaults"]
    try:
        day = date.fromisoformat(known.get("received_on", ""))
    except ValueError:
        day = None
    return {
        "seen": str(file.version),
        "received_on": day,
        "channel": known.get("channel", ""),
        "language": known.get("language", ""),
        "month_first": "yes" if file.mapping["month_first"] else "",
    }


def _example(example: str) -> Any:
    return _dl("For example: %(words)s", words=example) if example else ""


class TakeForm(Form):
    """The last word before a file is taken in."""

    seen = HiddenField()
    again = BooleanField(_dl("Take it in once more"))
