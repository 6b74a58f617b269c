"""Any number of believable answers, written in bulk, for load and scale work.

The rows are those the commands make (settled 53): a test holds the two against each other. Only
what a visitor keeps for their own device is left out: drafts that were sent.
"""

from collections.abc import Callable, Iterator
from random import Random

from engage.consultations import queries as consultations
from engage.core.db import db, unit_of_work
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.demo import files
from engage.demo.replies import Reply, Writer
from engage.demo.rows import Maker, write

_CHUNK = 10_000
_TELL = 50_000
_CACHE = "PRAGMA cache_size = -65536"


def generate(slug: str, responses: int, seed: int, say: Callable[[str], None]) -> None:
    """Write so many answers to a consultation of the example; `say` is told how far it is.

    The same seed gives the same people and answers. Raises RuleBroken when nothing was written
    for this consultation, and NotFound when the example was not made.
    """
    if slug not in files.WRITTEN or not files.consultation(slug)["voices"]:
        raise RuleBroken(_dl("Choose a consultation of the example that has opened."), "slug")
    _hold_more_pages()
    maker, written = Maker(slug, responses), 0
    for chunk in _chunks(slug, responses, seed):
        with unit_of_work():
            write(maker.rows(chunk))
        written += len(chunk)
        if written % _TELL == 0 or written == responses:
            say(f"{written:,} of {responses:,} answers written")


def _hold_more_pages() -> None:
    if db.engine.dialect.name == "sqlite":
        with unit_of_work():
            db.session.connection().exec_driver_sql(_CACHE)


def _chunks(slug: str, responses: int, seed: int) -> Iterator[list[Reply]]:
    writer = Writer(consultations.public_by_slug(slug), Random(seed))
    for start in range(0, responses, _CHUNK):
        stop = min(start + _CHUNK, responses)
        yield [writer.reply(share=(at + 0.5) / responses) for at in range(start, stop)]
