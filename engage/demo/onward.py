"""Rows of answers on their way to the public list, as the commands and two readers make them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from uuid_utils import uuid7

from engage.accounts.models import Role
from engage.audit.models import Action, Entry
from engage.consultations import queries as consultations
from engage.core.clock import today
from engage.core.db import canonical_json
from engage.core.i18n import SOURCE
from engage.core.search import indexed
from engage.demo.replies import Reply
from engage.demo.world import person
from engage.responses.models import (
    AgeGroup,
    Publication,
    PublicationState,
    Redaction,
    RespondentKind,
    Response,
    published_words,
    taken_out,
)
from engage.responses.queries.words import mark_of
from engage.responses.rules import flags
from engage.responses.rules import redaction as rules

WAYS = (*["published"] * 7, "checked_once", "waiting", "waiting")
"""How far ten answers in a row come on their way."""
_VERSIONS = {
    PublicationState.WORDLESS: 1,
    PublicationState.WAITING: 1,
    PublicationState.CHECKED_ONCE: 2,
    PublicationState.PUBLISHED: 4,
}
Add = Callable[..., None]


@dataclass(frozen=True)
class _Seen:
    """What a machine finds in the words of an answer: marks, flags, and the words in the index."""

    state: PublicationState
    marks: Sequence[Redaction]
    flags: str
    words: str

    @property
    def checked(self) -> bool:
        """Whether somebody has read it."""
        return self.state in {PublicationState.CHECKED_ONCE, PublicationState.PUBLISHED}


class Onward:
    """Makes the rows of answers to one consultation. `add` takes a table, a moment, and values."""

    def __init__(self, slug: str, add: Add) -> None:
        consultation = consultations.public_by_slug(slug)
        self._asked = consultations.questionnaire(consultation, SOURCE)
        self._consultation_id = consultation.id.hex
        self._mark = mark_of(consultation.id)
        self._first, self._second = person(Role.ANALYST).id, person(Role.ENGAGEMENT_LEAD).id
        self._add = add
        self._seen = lru_cache(maxsize=200_000)(self._look)

    def rows(self, reply: Reply, moment: Any, response_id: str) -> None:
        """The publication of one answer with its marks, its words, and its lines of history."""
        said = rules.texts({key: each for key, each in reply.answers.items() if each}, self._asked)
        seen, key = self._seen(reply.way, reply.language, reply.kind, tuple(said)), uuid4().hex
        for mark in seen.marks:
            self._redaction(mark, moment, key)
        self._publication(seen, moment, {"id": key, "response_id": response_id})
        if seen.checked:
            self._line(Action.PUBLICATION_CHECKED, moment, key, self._first, which="first")
        if seen.state is PublicationState.PUBLISHED:
            self._line(Action.PUBLICATION_CHECKED, moment, key, self._second, which="second")
            told = {"response": str(UUID(response_id))}
            self._line(Action.RESPONSE_PUBLISHED, moment, key, None, **told)
            self._add(
                published_words,
                None,
                consultation_id=self._consultation_id,
                publication_id=key,
                words=seen.words,
            )
            for mark in seen.marks:
                self._log(mark, moment, key)

    def _look(self, way: str, language: str, kind: RespondentKind, said: tuple[Any, ...]) -> _Seen:
        """What the same words in the same way always lead to; many say the same."""
        state = PublicationState(way) if said else PublicationState.WORDLESS
        marks = rules.suggested(UUID(int=0), said, today())
        about = Response(language=language, age_group=AgeGroup.ADULT, respondent_kind=kind)
        found = flags.flags(about, [each.words for each in said], bool(marks))
        seen = _Seen(state, marks, "", "")
        if seen.checked:
            words = {each.key: each.words for each in said}
            for mark in marks:
                taken = words[mark.question_key][mark.start : mark.end]
                mark.reason, mark.made_by = rules.reason_for(mark.found, taken), self._first
            publication = Publication(flags=[each.value for each in found])
            found = [*rules.all_flags(publication, marks), flags.Flag.ASKED]
        indexed_words = f"{self._mark} {indexed(rules.folded(said, marks))}"
        return replace(
            seen, flags=canonical_json([each.value for each in found]), words=indexed_words
        )

    def _redaction(self, mark: Redaction, moment: Any, publication_id: str) -> None:
        """A mark; whoever checks the answer first takes its words out."""
        key, made = uuid7().hex, mark.reason is not None
        if mark.reason is not None:
            self._line(Action.REDACTION_MADE, moment, key, self._first, reason=mark.reason.value)
        self._add(
            Redaction,
            moment,
            id=key,
            publication_id=publication_id,
            question_key=mark.question_key,
            start=mark.start,
            end=mark.end,
            found=mark.found,
            reason=mark.reason.value if mark.reason else None,
            made_by=self._first.hex if made else None,
            made_at=moment if made else None,
            version=2 if made else 1,
        )

    def _log(self, mark: Redaction, moment: Any, publication_id: str) -> None:
        self._add(
            taken_out,
            None,
            consultation_id=self._consultation_id,
            publication_id=publication_id,
            at=moment,
            reason=mark.reason.value if mark.reason else "",
            whole=False,
        )

    def _publication(self, seen: _Seen, moment: Any, keys: Mapping[str, str]) -> None:
        public = seen.state is PublicationState.PUBLISHED
        self._add(
            Publication,
            moment,
            consultation_id=self._consultation_id,
            version_number=1,
            state=seen.state.value,
            flags=seen.flags,
            second=seen.checked,
            first_by=self._first.hex if seen.checked else None,
            second_by=self._second.hex if public else None,
            not_before=moment if public else None,
            published_at=moment if public else None,
            why="",
            version=_VERSIONS[seen.state],
            **keys,
        )

    def _line(self, action: Action, moment: Any, key: str, actor: UUID | None, **told: str) -> None:
        kind = Redaction if action is Action.REDACTION_MADE else Publication
        self._add(
            Entry,
            moment,
            id=uuid7().hex,
            at=moment,
            action=str(action),
            actor_id=actor.hex if actor else None,
            subject_kind=kind.__tablename__,
            subject_id=key,
            details=canonical_json(told),
        )
