"""Tell us of wrong words on a page."""

from typing import Any

from wtforms import HiddenField, SelectField, TextAreaField

from engage.core.addresses import told_path
from engage.core.forms import Form, Needed, SelectChoice
from engage.core.i18n import SOURCE, _l, shipped


class WrongForm(Form):
    """The page, the language, what is wrong and what would be right. It carries no cookie."""

    class Meta(Form.Meta):
        """A public form: it has no session to hold a token in."""

        csrf = False

    page = HiddenField(default="/")
    language = SelectField(_l("Language"))
    wrong = TextAreaField(
        _l("Which words are wrong?"),
        description=_l("Copy them here, or say where they stand."),
        validators=[Needed(_l("Say which words are wrong."))],
    )
    better = TextAreaField(_l("What would be right? You can leave this out."))

    def typed(self) -> dict[str, Any]:
        """What was typed, as the command takes it."""
        words = {name: str(self[name].data or "") for name in ("language", "wrong", "better")}
        return {**words, "page": told_path(str(self.page.data or "/"))}


def wrong_form(language: str, page: str) -> WrongForm:
    """The form for a page as it is read in a language."""
    form = WrongForm(data={"page": told_path(page), "language": language})
    others = [each for each in shipped() if each.code != SOURCE]
    form.language.choices = [SelectChoice(each.code, each.autonym) for each in others]
    return form
