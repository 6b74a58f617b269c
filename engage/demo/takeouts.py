"""Files that leave the house and one that came: all answers, a full record, answers of a stall."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from engage.accounts.models import Role
from engage.bundle import commands as bundle
from engage.bundle import queries as records
from engage.consultations import queries as consultations
from engage.core.db import unit_of_work
from engage.demo import files
from engage.demo.calendar import day, living_at, moment, work_on
from engage.demo.world import person
from engage.responses.commands import exports, intake


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
    _send(written["sent"])


def _send(sent: Mapping[str, Any]) -> None:
    """A file that a helper typed at a stall: its rows are checked, and nothing is taken in yet."""
    about, actor = consultations.by_slug(sent["consultation"]), person(Role.ENGAGEMENT_LEAD)
    with work_on(sent["day"], 10.0):
        file = intake.upload(actor=actor, consultation=about, name=sent["name"], data=_csv(sent))
        intake.match(
            actor=actor,
            file=file,
            seen=file.version,
            columns=sent["columns"],
            defaults={"channel": sent["channel"]},
            month_first=False,
            check=True,
        )
    with living_at(moment(sent["day"], 10.1)), unit_of_work():
        intake.work_waiting()


def _csv(sent: Mapping[str, Any]) -> bytes:
    target = io.StringIO(newline="")
    rows = [[day(row[0]).isoformat(), *row[1:]] for row in sent["rows"]]
    csv.writer(target).writerows([sent["headings"], *rows])
    return target.getvalue().encode()


def _record(slug: str) -> None:
    consultation = consultations.by_slug(slug)
    row = bundle.ask(actor=person(Role.ENGAGEMENT_LEAD), consultation=consultation)
    with records.built(consultation, row.as_of) as record:
        bundle.keep(actor=None, row=row, record_file=record)
