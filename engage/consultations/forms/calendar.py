"""What staff type of an idea, and the months that the calendar is asked for."""

import re
from datetime import date
from typing import Any

from wtforms import SelectField, StringField

from engage.consultations.queries.calendar import Places, Wanted
from engage.core.forms import Day, Form, Needed, SelectChoice
from engage.core.i18n import _dl
from engage.places import queries as places

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])\Z")


class IdeaForm(Form):
    """An idea: what, roughly when, for whom."""

    title = StringField(_dl("What is it about?"), validators=[Needed(_dl("Enter a title"))])
    opens_on = Day(
        _dl("First day, roughly"), validators=[Needed(_dl("Enter the first day, roughly"))]
    )
    closes_on = Day(
        _dl("Last day, roughly"), validators=[Needed(_dl("Enter the last day, roughly"))]
    )
    topic = SelectField(_dl("Topic"))
    area = SelectField(_dl("Area"))
    organisation = SelectField(_dl("Who asks"))

    def __init__(self, known: Places, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = known
        self.topic.choices = [SelectChoice(each.slug, each.name) for each in known.topics]
        self.area.choices = [SelectChoice(each.slug, each.name) for each in known.areas]
        self.organisation.choices = [
            SelectChoice(each.slug, each.name) for each in known.organisations
        ]

    def typed(self) -> dict[str, Any]:
        """What was typed, as the command takes it."""
        topics = {each.slug: each.id for each in self.known.topics}
        owners = {each.slug: each.id for each in self.known.organisations}
        return {
            "title": self.title.data,
            "opens_on": self.opens_on.data,
            "closes_on": self.closes_on.data,
            "topic_id": topics[self.topic.data],
            "area": places.area(self.area.data),
            "organisation_id": owners[self.organisation.data],
        }


def wanted_of(asked: Any, today: date) -> Wanted:
    """What an address asks of the calendar; without a month it begins with this one."""
    found = _MONTH.match(asked.get("from", ""))
    first = date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)
    return Wanted(first, area=asked.get("area", ""), topic=asked.get("topic", ""))
