"""What leaves the house: a file of all answers, and the full record of a consultation."""

from engage.accounts.models import Role
from engage.bundle import commands as bundle
from engage.bundle import queries as records
from engage.consultations import queries as consultations
from engage.core.db import unit_of_work
from engage.demo import files
from engage.demo.calendar import living_at, moment, work_on
from engage.demo.world import person
from engage.responses.commands import exports


def make() -> None:
    """Ask for both, and write them."""
    written = files.world()["takeouts"]
    slug, wanted = written["consultation"], written["export"]
    with work_on(wanted["day"], 9.0):
        exports.ask(
            actor=person(Role.ENGAGEMENT_LEAD),
            consultation=consultations.by_slug(slug),
            format_=wanted["format"],
            reason=wanted["reason"],
        )
    with living_at(moment(wanted["day"], 9.1)), unit_of_work():
        exports.write_waiting()
    with work_on(written["record"]["day"], 9.0):
        _record(slug)


def _record(slug: str) -> None:
    consultation = consultations.by_slug(slug)
    row = bundle.ask(actor=person(Role.ENGAGEMENT_LEAD), consultation=consultation)
    data = records.built(consultation, row.as_of)
    bundle.keep(actor=None, row=row, data=data)
