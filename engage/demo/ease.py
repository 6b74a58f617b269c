"""How easy people of the made-up world found it: one in four of those on the web tells."""

from collections.abc import Sequence
from random import Random

from engage.consultations import queries as consultations
from engage.core.db import unit_of_work
from engage.demo import files, people
from engage.demo.calendar import living_at
from engage.demo.responses import Sent
from engage.responses import commands
from engage.responses.models import Channel

_TELLS, _WRITES, _SKIPS = 0.25, 0.2, 0.06
_EASE = {
    True: people.chances({"very_easy": 0.35, "easy": 0.43, "neither": 0.12, "hard": 0.1}),
    False: people.chances({"easy": 0.4, "neither": 0.22, "hard": 0.28, "very_hard": 0.1}),
}
_COULD_SAY = {
    True: people.chances({"yes": 0.74, "partly": 0.2, "no": 0.06}),
    False: people.chances({"yes": 0.5, "partly": 0.36, "no": 0.14}),
}


def tell(slug: str, sent: Sequence[Sent]) -> None:
    """Some of those who sent an answer on the web tell how easy it was, on the same day."""
    consultation, rng = consultations.by_slug(slug), Random(slug)
    lines = files.read("ease")
    with unit_of_work():
        for each in sent:
            reply = each.reply
            if reply.channel is not Channel.WEB or rng.random() > _TELLS:
                continue
            english = reply.language == "en_GB"
            said = {"ease": _EASE[english].pick(rng), "could_say": _COULD_SAY[english].pick(rng)}
            if rng.random() < _SKIPS:
                said.pop("could_say")
            if rng.random() < _WRITES:
                said["more"] = rng.choice(lines[reply.language])
            with living_at(reply.at):
                commands.keep_ease(consultation=consultation, said=said, language=reply.language)
