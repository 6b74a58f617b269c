"""What visitors ask the list for."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from wtforms import SelectField, StringField

from engage.consultations import queries
from engage.core.forms import Form, SelectChoice
from engage.core.i18n import _, reader_language
from engage.core.kept import kept
from engage.languages import queries as languages
from engage.places import queries as places


class FilterForm(Form):
    """What a visitor asks the list for; it lives in the address and changes nothing."""

    class Meta(Form.Meta):
        """A form that only reads carries no token."""

        csrf = False

    q = StringField()
    area = SelectField()
    topic = SelectField()
    state = SelectField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.q.label.text = _("Search")
        self.area.label.text = _("Area")
        self.topic.label.text = _("Topic")
        self.state.label.text = _("State")
        self.area.choices = _choices(_("All areas"), "area", places.areas)
        self.topic.choices = _choices(_("All topics"), "topic", queries.topics)
        self.state.choices = [
            SelectChoice("", _("All")),
            SelectChoice("open", _("Open now")),
            SelectChoice("closed", _("Closed")),
        ]


def _choices(everything: str, kind: str, ask: Callable[[], Sequence[Any]]) -> list[SelectChoice]:
    code = reader_language().code
    names = kept(f"{kind} {code}", partial(_names, kind, code, ask))
    return [SelectChoice("", everything), *(SelectChoice(slug, name) for slug, name in names)]


def _names(kind: str, code: str, ask: Callable[[], Sequence[Any]]) -> list[tuple[str, str]]:
    rows = ask()
    names = languages.words(kind, [row.id for row in rows], code)
    return [(row.slug, str(languages.name(names, row.id))) for row in rows]
