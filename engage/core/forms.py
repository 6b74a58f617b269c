"""The form every other form is made from."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unicodedata import normalize

from flask import request
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from wtforms import DateField, Field, HiddenField, SubmitField
from wtforms.fields import choices as _choices
from wtforms.validators import StopValidation

from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import _, _d, _l, plural
from engage.core.text import LONGEST, forwards, is_blank, is_longer

SelectChoice: Any = getattr(_choices, "SelectChoice", tuple)  # its types are behind
_NOT_VALUES = (SubmitField,)
_VERSION_DIGITS = 9
_YEARS = range(2000, 2100)


class _Words:
    """WTForms asks this for its own messages, so that they are in the reader's language."""

    @staticmethod
    def gettext(message: str) -> str:
        return _(message)

    @staticmethod
    def ngettext(one: str, many: str, num: int) -> str:
        return plural(one, many, num)


def squeeze(value: Any) -> Any:
    """What people paste: outer spaces, null bytes and backward marks go; one kind of line ends,
    and one spelling of each letter (NFC).
    """
    if not isinstance(value, str):
        return value
    composed = normalize("NFC", value.replace("\x00", "").replace("\r\n", "\n"))
    kept = forwards(composed).strip()
    return "" if is_blank(kept) else kept


def version_of(typed: Any) -> int:
    """The version that an edit form carried; 0, which is always stale, for anything else."""
    said = str(typed or "")
    whole = said.isascii() and said.isdecimal() and len(said) <= _VERSION_DIGITS
    return int(said) if whole else 0


class Needed:
    """The field must be filled; the message says what to do ("Enter a title")."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads it from the class

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, _form: Any, field: Field) -> None:
        typed = any(getattr(field, "raw_data", None) or ())
        if field.errors and typed:  # the field says itself what is wrong with what was typed
            raise StopValidation
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors = []
            raise StopValidation(str(self.message))


class AtMost:
    """No more than so many characters, as a reader sees them: for limits that people are told."""

    def __init__(self, most: int, message: Any) -> None:
        self.most, self.message = most, message

    def __call__(self, _form: Any, field: Field) -> None:
        if is_longer(field.data or "", self.most):
            raise StopValidation(str(self.message))


class Day(DateField):
    """A day as the browser's own field gives it; empty is no day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """The typed day. Raises ValueError, with what to do, for a day that is not real."""
        self.data = None
        if not any(valuelist):
            return
        try:
            super().process_formdata(valuelist)
            real = self.data is not None and self.data.year in _YEARS
        except ValueError:
            real = False
        if not real:
            self.data = None
            raise ValueError(_d("Enter a real day, such as 21/11/2026"))


class Form(FlaskForm):  # type: ignore[misc]  # FlaskForm has no types
    """A form with translated errors. Its field names are the keywords of its command."""

    class Meta:
        """How WTForms binds fields."""

        @staticmethod
        def get_translations(_form: Any) -> _Words:
            return _Words()

        @staticmethod
        def bind_field(form: Any, unbound: Any, options: dict[str, Any]) -> Field:
            filters = list(unbound.kwargs.get("filters", ()))
            if not issubclass(unbound.field_class, HiddenField):
                filters.append(squeeze)
            bound: Field = unbound.bind(form=form, filters=filters, **options)
            return bound

    longest = 0
    """The most characters of a field, where a form takes more than any other."""
    top_errors: list[str]

    def __init__(self, formdata: Any = None, **kwargs: Any) -> None:
        # Typed fields and nothing else: a file or a JSON body is not what our pages send.
        if formdata is None and request.method == "POST":
            formdata = request.form or None
        super().__init__(formdata, **kwargs)
        self.top_errors = []

    def submitted(self) -> bool:
        """True when the form was sent and every field is right."""
        return bool(self.validate_on_submit())

    def validate(self, extra_validators: Any = None) -> bool:
        """True when every field is right, and none is longer than any text of ours."""
        right, most = bool(super().validate(extra_validators)), self.longest or LONGEST
        for name, field in self._fields.items():
            if isinstance(field.data, str) and is_longer(field.data, most) and not field.errors:
                self.refuse(_("Make this text shorter. It is too long for one page."), name)
                right = False
        return right

    def values(self) -> dict[str, Any]:
        """What was typed, by field name, without the token and the buttons."""
        return {
            name: field.data
            for name, field in self._fields.items()
            if name != "csrf_token" and not isinstance(field, _NOT_VALUES)
        }

    def refuse(self, message: str, field: str | None = None) -> None:
        """Put an error beside a field, or at the top of the form."""
        if field and field in self._fields:
            errors = self._fields[field].errors
            self._fields[field].errors = [*errors, message]
        else:
            self.top_errors.append(message)

    @contextmanager
    def shows_broken_rules(self) -> Iterator[None]:
        """A broken rule, or a clash in the database, becomes an error on the form.

        What is not yet written when the block ends is not seen here: commands flush.
        """
        try:
            yield
        except RuleBroken as broken:
            self.refuse(str(broken), broken.field)
        except (IntegrityError, StaleDataError):
            db.session.rollback()
            self.refuse(str(_l("Somebody used this just now. Change it and try again.")))

    @property
    def all_errors(self) -> list[tuple[str | None, str]]:
        """Every error in the order of the form: (field id or None, message)."""
        found: list[tuple[str | None, str]] = [(None, message) for message in self.top_errors]
        for field in self:
            found.extend((field.id, str(message)) for message in field.errors)
        return found
