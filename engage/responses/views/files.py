"""The files of a page: which stay, which go, which are new."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from flask import request

from engage.consultations.models import Kind
from engage.consultations.rules import AskedPage
from engage.core.errors import RuleBroken
from engage.core.i18n import _l
from engage.responses import commands, forms, rules
from engage.responses.views.here import Here


@dataclass
class PageFiles:
    """What becomes of the files when the page is right.

    `typed`: the ids that each question would have then. `fresh`: (key, file) by a new id.
    """

    typed: dict[str, list[str]] = field(default_factory=dict)
    fresh: dict[str, tuple[str, rules.Upload]] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    errors: dict[str, RuleBroken] = field(default_factory=dict)

    def errors_with(self, others: Mapping[str, RuleBroken]) -> dict[str, RuleBroken]:
        """Everything that is wrong. A browser forgets a chosen file, so we ask for it again."""
        errors = {**others, **self.errors}
        if errors:
            for key, _upload in self.fresh.values():
                errors.setdefault(key, RuleBroken(_l("Choose your file again."), key))
        return errors

    def keep(self, here: Here) -> None:
        """Take away what goes and seal what is new. The caller saves the draft."""
        for file_id in self.gone:
            commands.drop_file(draft=here.draft, file_id=file_id)
        for file_id, (key, upload) in self.fresh.items():
            commands.keep_file(
                visit=here.visit, draft=here.draft, upload=upload, key=key, file_id=file_id
            )

    def sort(
        self, here: Here, key: str, brought: forms.Brought, field_key: str, sizes: tuple[int, int]
    ) -> None:
        """Sort the files of one question. `sizes`: the most megabytes of a file, and of a film."""
        held = here.files_of(key)
        leaving = set(request.form.getlist(f"q-{field_key}.remove"))
        self.gone += [each for each in held if each in leaving]
        new = {str(uuid4()): upload for upload in brought.uploads.get(field_key, ())}
        self.fresh.update({file_id: (key, upload) for file_id, upload in new.items()})
        self.typed[key] = [*(each for each in held if each not in leaving), *new]
        if wrong := brought.errors.get(field_key):
            self.errors[key] = rules.with_films(wrong) if sizes[1] else wrong
        for upload in new.values():
            try:
                rules.check_taken(upload, *sizes, key)
            except RuleBroken as broken:
                self.errors[key] = broken


def page_files(here: Here, asked: AskedPage, brought: forms.Brought) -> PageFiles:
    """The files of a page of questions."""
    files = PageFiles()
    for each in asked.questions:
        if each.kind is Kind.FILE:
            sizes = rules.megabytes_of(each), each.films or 0
            files.sort(here, each.key, brought, each.key, sizes)
    return files
