"""The bench as a form: one field for each text, in its own language, and what was checked."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import request
from wtforms import BooleanField, HiddenField, SubmitField, TextAreaField

from engage.core.forms import Form
from engage.core.i18n import _d, _dl
from engage.languages.queries.bench import Bench, Shown, shown
from engage.languages.rules import Entry, State


class BenchForm(Form):
    """The texts of one page of the bench, each with the mark it was opened with."""

    entries: tuple[Entry, ...] = ()
    lines: tuple[Shown, ...] = ()
    save = SubmitField(_dl("Save"))
    all_right = SubmitField(_dl("Save, and mark all shown as checked"))

    def typed(self) -> dict[str, Any]:
        """What was typed and ticked, as the command takes it."""
        names = [each.name for each in self.entries]
        return {
            "entries": self.entries,
            "texts": {name: str(self[name].data or "") for name in names},
            "seen": {name: str(self[f"seen-{name}"].data or "") for name in names},
            "still": self._ticked("still"),
            "right": self._ticked("right"),
            "all_right": bool(self.all_right.data),
        }

    def _ticked(self, what: str) -> set[str]:
        boxes = {each.name: self._fields.get(f"{what}-{each.name}") for each in self.entries}
        return {name for name, box in boxes.items() if box is not None and box.data}

    def part(self, what: str, entry: Entry) -> Any:
        """One field of an entry; none where it is not offered."""
        return self._fields.get(f"{what}-{entry.name}")


def bench_form(made: Bench, viewer: UUID) -> BenchForm:
    """The form of the page that is shown; of the texts that came, where it was sent."""
    entries = _sent(made) if request.method == "POST" else made.page.items
    lines = shown(made, entries, viewer)
    fields: dict[str, Any] = {}
    for line in lines:
        fields |= _fields(line, made.language.name)
    kind: type[BenchForm] = type("BenchPage", (BenchForm,), fields)
    texts = {each.name: each.text for each in entries}
    marks = {f"seen-{each.name}": each.seen for each in entries}
    form = kind(data={**texts, **marks})
    form.entries, form.lines = tuple(entries), tuple(lines)
    return form


def _sent(made: Bench) -> Sequence[Entry]:
    return [each for each in made.entries if each.name in request.form]


def _fields(line: Shown, language: str) -> dict[str, Any]:
    entry = line.entry
    name = entry.part.name[:1].upper() + entry.part.name[1:]
    label = _d("%(part)s in %(language)s", part=name, language=language)
    fields: dict[str, Any] = {
        entry.name: TextAreaField(label),
        f"seen-{entry.name}": HiddenField(),
    }
    if entry.state is State.STALE:
        fields[f"still-{entry.name}"] = BooleanField(_d("It still says the same"))
    if line.may_check:
        fields[f"right-{entry.name}"] = BooleanField(_d("I have checked this: it is right"))
    return fields
