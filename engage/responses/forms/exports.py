"""What staff say when they ask for a file of answers."""

from wtforms import RadioField, TextAreaField

from engage.core.forms import Form, Needed, SelectChoice
from engage.core.i18n import _dl


class ExportForm(Form):
    """A format, and what the words of people are needed for."""

    format_ = RadioField(
        _dl("Which format do you need?"),
        choices=[
            SelectChoice("xlsx", _dl("Excel (XLSX)")),
            SelectChoice("ods", _dl("OpenDocument (ODS), for LibreOffice and others")),
            SelectChoice("csv", _dl("CSV, with its dictionary beside it")),
            SelectChoice("json", _dl("JSON, for programs")),
        ],
        default="xlsx",
    )
    reason = TextAreaField(
        _dl("What do you need the answers for?"),
        description=_dl("The file holds people’s own words. We keep your reason."),
        validators=[Needed(_dl("Say what you need the answers for"))],
    )
