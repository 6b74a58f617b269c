"""Servers die while people send their answers. Nothing with a receipt is lost or doubled."""

import random
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.drill.respondent import Log, Respondent
from tests.drill.site import Site, make_home

pytestmark = [pytest.mark.drill, pytest.mark.once]

PEOPLE = 32
KILLS = (("server",), ("worker",), ("server", "worker"), ("server",), ("server", "worker"))
MORE = (("server",),) * 3
_KEPT = """
SELECT reference, draft_key, json_extract(answers, '$.hard'),
  (SELECT count(*) FROM response_version WHERE response_id = response.id AND number = 1
     AND response_version.answers = response.answers),
  (SELECT count(*) FROM response_version WHERE response_id = response.id),
  (SELECT count(*) FROM audit_entry
   WHERE subject_id = response.id AND action = 'response.submitted')
FROM response ORDER BY submitted_at, id
"""


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


def _kept(home: Path) -> list[Kept]:
    with closing(sqlite3.connect(home / "engage.sqlite")) as database:
        return [Kept(*row) for row in database.execute(_KEPT)]


def _whole(home: Path) -> tuple[list[str], list[object]]:
    with closing(sqlite3.connect(home / "engage.sqlite")) as database:
        checked = [row[0] for row in database.execute("PRAGMA integrity_check")]
        return checked, database.execute("PRAGMA foreign_key_check").fetchall()


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


def _drill(home: Path) -> tuple[dict[str, str], Log]:
    """All answer while the site is killed; the words they sent, by reference, and what they met."""
    site, log = Site(home), Log()
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


def test_a_server_killed_at_random_loses_and_doubles_no_answer_with_a_receipt(tmp_path: Path):
    make_home(tmp_path)
    shown, log = _drill(tmp_path)
    kept = _kept(tmp_path)
    assert faults(shown, kept) == []
    assert _whole(tmp_path) == (["ok"], [])
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
