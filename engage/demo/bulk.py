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
from engage.demo.onward import WAYS
from engage.demo.replies import Reply, Writer
from engage.demo.rows import Maker, write
from engage.responses.commands import finding

_CHUNK = 10_000
_TELL = 50_000
_TWICE, _LIBRARY, _NAMED = 20, 50, 20
_NAME = "My name is Jane Smith."
_CACHE = "PRAGMA cache_size = -65536"


def generate(
    slug: str, responses: int, seed: int, say: Callable[[str], None], *, onward: bool = False
) -> None:
    """Write so many answers to a consultation of the example; `say` is told how far it is.

    The same seed gives the same people and answers. `onward`: all may be shown, seven in ten are
    on the public list and the rest wait in the queue; one in ten left an email. Raises RuleBroken
    when nothing was written for this consultation, and NotFound when the example was not made.
    """
    if slug not in files.WRITTEN or not files.consultation(slug)["voices"]:
        raise RuleBroken(_dl("Choose a consultation of the example that has opened."), "slug")
    _hold_more_pages()
    maker, written = Maker(slug, responses), 0
    for chunk in _chunks(slug, responses, seed):
        for at, reply in enumerate(chunk if onward else (), start=written):
            send_onward(reply, at)
        with unit_of_work():
            write(maker.rows(chunk))
        written += len(chunk)
        if written % _TELL == 0 or written == responses:
            say(f"{written:,} of {responses:,} answers written")
    if onward:
        with unit_of_work():
            finding.pass_over(actor=None, consultation_id=consultations.by_slug(slug).id)


def send_onward(reply: Reply, number: int) -> None:
    """Let an answer be shown. One in ten writers left an email: of those one in twenty is the same
    as the one before, and one in fifty is that of a library. Some say who they are.
    """
    who, rest = divmod(number, len(WAYS))
    reply.before = {"permission": "yes", "age_group": "adult"}
    reply.way = WAYS[rest]
    if who % _NAMED == 0:
        reply.answers |= {key: f"{_NAME} {reply.answers[key]}" for key in reply.themes}
    if rest == 0:
        again = who % _TWICE == 1
        name = "library" if who % _LIBRARY == 0 else f"person-{who - again}"
        reply.email = f"{name}@example.org"


def _hold_more_pages() -> None:
    if db.engine.dialect.name == "sqlite":
        with unit_of_work():
            db.session.connection().exec_driver_sql(_CACHE)


def _chunks(slug: str, responses: int, seed: int) -> Iterator[list[Reply]]:
    writer = Writer(consultations.public_by_slug(slug), Random(seed))
    for start in range(0, responses, _CHUNK):
        stop = min(start + _CHUNK, responses)
        yield [writer.reply(share=(at + 0.5) / responses) for at in range(start, stop)]
