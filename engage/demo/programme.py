"""The programme: its phases as they were planned, moved and finished, and what belongs to it."""

from typing import Any

from engage.accounts.models import Role
from engage.consultations import queries
from engage.consultations.commands import programmes as commands
from engage.consultations.models import Phase, Programme
from engage.consultations.queries import programmes
from engage.core.i18n import SOURCE
from engage.demo import files
from engage.demo.calendar import day, work_on
from engage.demo.world import BEGAN, person, put, put_name


def make() -> None:
    """Write the programme and its phases, before its first day."""
    written = files.world()["programme"]
    lead = person(Role.ENGAGEMENT_LEAD)
    with work_on(BEGAN, 12.0):
        words = written["words"]
        row = commands.create(actor=lead, **words[SOURCE])
        put(row, words, actor=lead)
        for phase in written["phases"]:
            made = commands.add_phase(
                actor=lead,
                programme=row,
                **phase["words"][SOURCE],
                starts_on=day(phase["starts"]),
                ends_on=day(phase["ends"]),
            )
            put(made, phase["words"], actor=lead)
    for number, phase in enumerate(written["phases"]):
        _live(number, phase)


def _live(number: int, written: Any) -> None:
    """A phase is moved with its reason, or done, on the day that happened."""
    if "moved" in written:
        with work_on(written["moved"]["offset"]):
            _move(_phase(number), written["moved"])
    if "done" in written:
        with work_on(written["done"]):
            phase = _phase(number)
            lead = person(Role.ENGAGEMENT_LEAD)
            commands.finish_phase(actor=lead, phase=phase, done=True, version=phase.version)


def _move(phase: Phase, written: Any) -> None:
    lead = person(Role.ENGAGEMENT_LEAD)
    moved = commands.move_phase(
        actor=lead,
        phase=phase,
        starts_on=day(written["starts"]),
        ends_on=day(written["ends"]),
        reason=written["texts"][SOURCE],
        version=phase.version,
    )
    put_name(moved, written["texts"], actor=lead, field="text")


def _programme() -> Programme:
    return programmes.by_slug(files.world()["programme"]["slug"])


def _phase(number: int) -> Phase:
    return _programme().phases[number]


def gather() -> None:
    """Put the consultations that belong to it into the programme."""
    slugs = files.world()["programme"]["consultations"]
    for slug in slugs:
        with work_on(-1):
            programme = _programme()
            commands.put_in(
                actor=person(Role.ENGAGEMENT_LEAD),
                programme=programme,
                consultation=queries.by_slug(slug),
                version=programme.version,
            )
