"""What staff type to quote an answer."""

from typing import Any
from uuid import UUID

from wtforms import SelectField, StringField, TextAreaField

from engage.core.forms import Form, Needed, SelectChoice
from engage.core.i18n import _dl
from engage.reports.queries.drafts import Source
from engage.responses.rules.references import clean_reference


class QuoteForm(Form):
    """Words of one answer, and where in the report they stand."""

    statement_id = SelectField(_dl("Where does it stand?"))
    reference = StringField(
        _dl("Reference of the answer"),
        description=_dl("Such as 8V9-5CT2-6H. It must be on the public list."),
        validators=[Needed(_dl("Enter the reference of the answer"))],
    )
    words = TextAreaField(
        _dl("Words to quote"),
        description=_dl("Copy them as they stand, in the language in which they were written."),
        validators=[Needed(_dl("Copy the words to quote"))],
    )
    translated = TextAreaField(
        _dl("The same words in English"),
        description=_dl("Only for words in another language. Copy them from the translation."),
    )

    def offer(self, made: Source) -> "QuoteForm":
        """The form with the lines of a report to choose from."""
        whole = [("", _dl("Under what people said"))] if made.report.is_final else []
        lines = [(str(each.id), made.words(each)["you_said"]) for each in made.statements]
        self.statement_id.choices = [SelectChoice(key, said) for key, said in [*whole, *lines]]
        return self

    def typed(self) -> dict[str, Any]:
        """What was typed, as the command takes it, without the reference."""
        chosen = self.statement_id.data
        said = {"words": self.words.data, "translated": self.translated.data or ""}
        return {**said, "statement_id": UUID(chosen) if chosen else None}

    @property
    def wanted(self) -> str:
        """The reference, however it was typed."""
        return clean_reference(self.reference.data or "")
