"""What else stands on the calendar: an election, and an idea that nobody has launched."""

from engage.accounts import queries as who
from engage.accounts.models import Role
from engage.consultations import commands, queries
from engage.consultations.commands import calendar
from engage.core.errors import NotFound
from engage.demo import files
from engage.demo.calendar import day, work_on
from engage.demo.world import person
from engage.places import queries as places
from engage.places.models import Area


def enter_polls() -> None:
    """Enter the elections that were written down, each on its day."""
    for written in files.world()["polls"]:
        with work_on(written["entered"]):
            commands.add_poll(
                actor=person(Role.ENGAGEMENT_LEAD),
                name=written["name"],
                notice_on=day(written["notice"]),
                polls_on=day(written["day"]),
                areas=[_area(slug) for slug in written["areas"]],
            )


def put_ideas() -> None:
    """Put ideas on the calendar: a title and rough days."""
    for written in files.world()["ideas"]:
        with work_on(written["entered"]):
            organisation = who.organisation(written["organisation"])
            if organisation is None:
                raise NotFound
            calendar.add_idea(
                actor=person(Role.ENGAGEMENT_LEAD),
                title=written["title"],
                opens_on=day(written["opens"]),
                closes_on=day(written["closes"]),
                topic_id=next(
                    each.id for each in queries.topics() if each.slug == written["topic"]
                ),
                area=_area(written["area"]),
                organisation_id=organisation.id,
            )


def _area(slug: str) -> Area:
    found = places.area(slug)
    if found is None:
        raise NotFound
    return found
