"""Servers die while people send their answers. Nothing with a receipt is lost or doubled."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import func, select

from engage.audit.models import Action, Entry
from engage.responses.models import Response, ResponseVersion
from tests.drill.respondent import Log, Respondent
from tests.drill.site import Site, make_home

pytestmark = pytest.mark.drill

PEOPLE = 32
KILLS = (("server",), ("worker",), ("server", "worker"), ("server",))
MORE = (("server",),) * 3


@dataclass(frozen=True)
class Kept:
    """One answer as the database has it."""

    reference: str
    draft_key: str
    words: str
    true_versions: int = 1
    versions: int = 1
    lines: int = 1


def faults(shown: dict[str, str], kept: list[Kept]) -> list[str]:
    """What is wrong with what was kept. `shown`: the words sent, by the reference on a receipt."""
    words = {each.reference: each.words for each in kept}
    found = [f"lost: {reference}" for reference in shown if reference not in words]
    found += [f"changed: {each}" for each in shown if each in words and words[each] != shown[each]]
    for name in ("reference", "draft_key", "words"):
        counted = Counter(getattr(each, name) for each in kept)
        found += [f"doubled: {name} {value}" for value, times in counted.items() if times > 1]
    for each in kept:
        if (each.true_versions, each.versions) != (1, 1):
            found.append(f"versions: {each.reference} has {each.versions}")
        if each.lines != 1:
            found.append(f"history: {each.reference} has {each.lines}")
    return found


def _kept(engine: sa.Engine) -> list[Kept]:
    version = select(func.count()).where(ResponseVersion.response_id == Response.id)
    true = version.where(ResponseVersion.number == 1, ResponseVersion.answers == Response.answers)
    lines = select(func.count()).where(
        Entry.subject_id == Response.id, Entry.action == Action.RESPONSE_SUBMITTED
    )
    counts = (each.scalar_subquery() for each in (true, version, lines))
    wanted = select(Response.reference, Response.draft_key, Response.answers, *counts)
    with engine.connect() as connection:
        rows = connection.execute(wanted.order_by(Response.submitted_at, Response.id)).all()
    return [Kept(row[0], row[1], row[2]["hard"], *row[3:]) for row in rows]


def _damage(engine: sa.Engine) -> list[str]:
    """What is damaged in the file of SQLite, or what the killed left open in PostgreSQL."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            checked = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            return [each for each in checked if each != "ok"] + [str(each) for each in broken]
        return list(connection.exec_driver_sql(_OPEN).scalars())


_OPEN = """
SELECT query FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
"""


def _kill_at_random(site: Site, log: Log, rng: random.Random) -> None:
    """Every other time at any moment, otherwise while somebody's answer is on its way.

    A few times more when no page was cut short by then.
    """
    for turn, names in enumerate(KILLS + MORE):
        if turn >= len(KILLS) and log.cut:
            return
        time.sleep(rng.uniform(0.5, 2.5))
        log.sending.clear()
        if turn % 2 == 0 or turn > len(KILLS):
            log.sending.wait(timeout=8)
            time.sleep(rng.uniform(0, 0.15))
        site.kill(*names)
        site.start(*names)


def _drill(site: Site) -> tuple[dict[str, str], Log]:
    """All answer while the site is killed; the words they sent, by reference, and what they met."""
    log = Log()
    try:
        site.start("server", "worker")
        people = [Respondent(number, site.address, log) for number in range(PEOPLE)]
        threads = [threading.Thread(target=each.answers) for each in people]
        for thread in threads:
            thread.start()
        _kill_at_random(site, log, random.Random(11))  # noqa: S311 - a seeded drill, no secret
        for thread in threads:
            thread.join(timeout=160)
        site.stop()
    finally:
        site.kill("server", "worker")
    return {each.reference: each.words for each in people if each.reference}, log


def test_a_server_killed_at_random_loses_and_doubles_no_answer_with_a_receipt(
    bare_url: str, tmp_path: Path
):
    make_home(tmp_path, bare_url)
    shown, log = _drill(Site(tmp_path, bare_url))
    engine = sa.create_engine(bare_url)
    kept, damage = _kept(engine), _damage(engine)
    engine.dispose()
    assert faults(shown, kept) == []
    assert damage == []
    assert len(shown) == len(kept) == PEOPLE
    assert log.refused == []
    assert "about-you/" in log.broken + log.cut, "no answer was on its way when the server died"
    assert log.cut, "nobody noticed that the server died"


GOOD = [Kept("A1", "k1", "one"), Kept("A2", "k2", "two")]
SHOWN = {"A1": "one", "A2": "two"}


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (GOOD, []),
        (GOOD[:1], ["lost: A2"]),
        ([*GOOD, Kept("A3", "k3", "two")], ["doubled: words two"]),
        ([*GOOD, Kept("A3", "k2", "three")], ["doubled: draft_key k2"]),
        ([GOOD[0], replace(GOOD[1], words="to")], ["changed: A2"]),
        ([GOOD[0], replace(GOOD[1], versions=2)], ["versions: A2 has 2"]),
        ([GOOD[0], replace(GOOD[1], true_versions=0)], ["versions: A2 has 1"]),
        ([GOOD[0], replace(GOOD[1], lines=0)], ["history: A2 has 0"]),
        ([GOOD[0], replace(GOOD[1], lines=2)], ["history: A2 has 2"]),
    ],
)
def test_the_drill_sees_what_is_lost_and_what_is_doubled(kept: list[Kept], said: list[str]):
    assert faults(SHOWN, kept) == said
