"""The words and files of each format of one consultation, and what is still missing of them.

It takes the rows that were read for one consultation, as `sources.source` gives them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from engage.consultations import rules
from engage.consultations.models import (
    FIELDS,
    Consultation,
    ConsultationFormat,
    Format,
    FormatMedia,
    MediaKind,
    Paper,
    QuestionPage,
)
from engage.consultations.queries import easy_read
from engage.core.db import canonical_json
from engage.core.i18n import SOURCE, _d
from engage.core.text import fingerprint
from engage.languages import rules as language_rules
from engage.languages.models import Wording
from engage.languages.rules import Target
from engage.publishing import queries as publishing
from engage.reading import queries as reading
from engage.reading.rules import is_small_fix

NEEDED = ("title", "summary", "asked", "undecided")
"""The fields of a consultation that an Easy Read version must have, besides all that is asked."""
NAMES = ("for_whom", "decision_maker")
"""Facts rather than sentences: they stand as they are where they have no words of their own."""
EASY = easy_read.EASY
_ENGLISH, _PLAIN = Target(SOURCE, EASY), Target(SOURCE)
Beside = Mapping[tuple[UUID, str, Target], Wording]
"""Words of variants, of files and pictures: by subject, field, and language with variant."""


Body = dict[str, Any]
Rows = Any
"""`sources.Source`, which asks here for its documents: everything written for one consultation."""


@dataclass(frozen=True)
class Piece:
    """One text in English, and in Easy Read. `name`: what it is called for staff.

    `needed`: without it the Easy Read version is not complete; any other may be left out of it.
    `old_file`: the English is the text of a paper whose file was replaced after it was written.
    """

    subject: Any
    field: str
    name: str
    english: str
    easy: str
    stale: bool
    needed: bool
    old_file: bool = False

    @property
    def key(self) -> tuple[UUID, str]:
        """Whose text it is, and which."""
        return self.subject.id, self.field

    @property
    def problem(self) -> str:
        """What keeps the version from being ready; empty for nothing."""
        if self.needed and not self.easy:
            return _d("%(name)s has no Easy Read words.", name=self.name)
        if self.easy and self.old_file:
            return _d("%(name)s: its file changed. Check the plain words first.", name=self.name)
        if self.easy and self.stale:
            return _d("%(name)s: the English changed after the Easy Read words.", name=self.name)
        return ""


def pieces(made: Rows) -> list[Piece]:
    """Every English text that can have Easy Read words, in the order of the page."""
    own = made.consultation
    found = [_piece(made, own, name, name, needed=name in NEEDED) for name in FIELDS]
    for at, option in enumerate(made.options, start=1):
        name = _d("Option %(number)s", number=at)
        found += [_piece(made, option, field, name) for field in ("title", "body")]
    found += [each for page in made.pages for each in _page_pieces(made, page)]
    for at, paper in enumerate(made.papers, start=1):
        name = _d("Document %(number)s", number=at)
        found += [_piece(made, paper, each, name, needed=False) for each in ("title", "body")]
    return [each for each in found if each.english]


def _page_pieces(made: Rows, page: QuestionPage) -> list[Piece]:
    name = _d("Page %(number)s", number=page.position + 1)
    found = [_piece(made, page, "title", name)]
    for question in page.questions:
        words = made.said("question", question.id, "label")
        for field in ("label", "hint", "facts"):
            needed = field != "facts"
            found.append(_piece(made, question, field, f"“{words}”", needed=needed))
        for choice in question.choices:
            if not choice.closed:
                label = made.said("choice", choice.id, "label")
                found.append(_piece(made, choice, "label", f"“{label}”"))
    return found


def _piece(made: Rows, subject: Any, field: str, name: str, *, needed: bool = True) -> Piece:
    english = made.said(subject.__tablename__, subject.id, field)
    row = made.beside.get((subject.id, field, _ENGLISH))
    old = isinstance(subject, Paper) and field == "body" and SOURCE in rules.behind(subject)
    called = (
        name if name != field else _FIELD_NAMES.get(field, field.replace("_", " ").capitalize())
    )
    return Piece(
        subject,
        field,
        called,
        english,
        row.text if row else "",
        bool(row and row.text and (old or language_rules.is_stale(row, english))),
        needed,
        old,
    )


_FIELD_NAMES = {"undecided": _d("What is not yet decided"), "asked": _d("What we ask")}


# --- what is missing


def problems(made: Rows, row: ConsultationFormat) -> list[str]:
    """Why a format is not ready yet, in words for staff; nothing for one that is complete."""
    if row.format is Format.EASY_READ:
        words = [each.problem for each in pieces(made) if each.problem]
        return words + [_NO_ALT for each in row.media if not _alt(made, each)][:1]
    if row.format is Format.LARGE_PRINT:
        return []
    whole = [each for each in row.media if not each.place and each.kind is not MediaKind.CAPTIONS]
    missing = [] if whole else [_NO_MEDIA[row.format]]
    places = {each.place for each in row.media}
    return missing + [said for place in sorted(places) for said in _of_place(made, row, place)]


_NO_ALT = _d("A picture has no words for people who cannot see it.")
_NO_MEDIA = {
    Format.BSL: _d("Add the video of the whole text, or a link to it."),
    Format.AUDIO: _d("Add the recording of the whole text, or a link to it."),
}


def _of_place(made: Rows, row: ConsultationFormat, place: str) -> list[str]:
    """What is wrong with the files of one question, or of the whole."""
    here = [each for each in row.media if each.place == place]
    shown = [each for each in here if each.kind is not MediaKind.CAPTIONS]
    name = place_name(made, place)
    found = []
    if any(each.kind is MediaKind.VIDEO for each in shown) and len(here) == len(shown):
        found.append(_d("%(name)s: the video has no captions.", name=name))
    if row.format is Format.BSL and not any(transcript(made, each) for each in shown):
        found.append(_d("%(name)s: write what the video says.", name=name))
    if any(each.source_hash != source_hash(made, place) for each in shown):
        found.append(_d("%(name)s: the English changed afterwards.", name=name))
    return found


def place_name(made: Rows, place: str) -> str:
    """What a file belongs to, in words for staff."""
    return dict(places(made)).get(place, place)


def places(made: Rows) -> list[tuple[str, str]]:
    """Everything that files can stand beside: (place, its name), the whole first."""
    found = [("", _d("The whole text"))]
    found += [(name, each.name) for name, each in _own(made)]
    for kind, rows in (("consultation_option", made.options), ("consultation_paper", made.papers)):
        found += [(row.key, made.said(kind, row.id, "title") or row.key) for row in rows]
    asked = [question for page in made.pages for question in page.questions]
    return found + [
        (each.key, made.said("question", each.id, "label") or each.key) for each in asked
    ]


def _own(made: Rows) -> list[tuple[str, Piece]]:
    own = made.consultation
    found = [_piece(made, own, name, name) for name in FIELDS if name != "title"]
    return [(each.field, each) for each in found if each.english]


def transcript(made: Rows, media: FormatMedia) -> str:
    """What a video or a recording says."""
    row = made.beside.get((media.id, "transcript", _PLAIN))
    return row.text if row else ""


def words_of(made: Rows, media: FormatMedia) -> tuple[str, str]:
    """What a video or recording says, and what a picture shows."""
    return transcript(made, media), _alt(made, media)


def _alt(made: Rows, media: FormatMedia) -> str:
    return str(_alt_in(made, media, SOURCE)["alt"])


def _alt_in(made: Rows, media: FormatMedia, code: str) -> Body:
    """What a picture shows: in a language, which is told, or else in English."""
    row = made.beside.get((media.id, "alt", Target(code, EASY)))
    if code != SOURCE and not (row and row.text):
        return _alt_in(made, media, SOURCE)
    return {"alt": row.text if row else "", **({"language": code} if code != SOURCE else {})}


def source_hash(made: Rows, place: str) -> str:
    """The hash of the English words that a video or a recording of a place says."""
    asked = [question for page in made.pages for question in page.questions]
    ids = {
        subject
        for each in asked
        if each.key == place
        for subject in (each.id, *(choice.id for choice in each.choices))
    }
    texts = [
        [kind, str(subject), field, row.text]
        for (kind, subject, field, code), row in made.texts.items()
        if code == SOURCE and row.text and (subject in ids or not ids)
    ]
    return fingerprint(canonical_json(sorted(texts)))


# --- documents


def documents(
    made: Rows, body_of: Callable[..., Body], more: Mapping[str, Any]
) -> dict[tuple[str, str], Body]:
    """The documents of the formats that are ready, under their variants.

    Each in English; Easy Read in the languages in which it may be shown too.
    """
    ready = [row for row in made.formats if row.ready_on is not None]
    return {
        (code, row.format.variant): document(made, row, body_of, more, code)
        for row in ready
        for code in (SOURCE, *easy_read.shown_in(made, row))
    }


def document(
    made: Rows,
    row: ConsultationFormat,
    body_of: Callable[..., Body],
    more: Mapping[str, Any],
    code: str = SOURCE,
) -> Body:
    """One document: its words, with what stands beside them. `body_of` makes plain words of rows.

    `stale`: what it was made from has changed since. `left_out`: there is more in plain words.
    """
    easy = row.format is Format.EASY_READ
    words = _in_easy_read(made, code) if easy else made
    body = {**body_of(words, code), **more, "media": _media(made, row, code)}
    body["stale"] = bool(problems(made, row)) or (
        code != SOURCE and bool(easy_read.unready(made, code))
    )
    if easy:
        body["papers"] = _papers(made, body["papers"], code)
        missing = [each for each in pieces(made) if not _easy(made, each, code)]
        body["left_out"] = any(_is_sentence(each) for each in missing)
        body["honest"] = [*_honest(made, more.get("honest", ()))]
    return body


def _is_sentence(piece: Piece) -> bool:
    return not piece.needed and piece.field not in NAMES


def _easy(made: Rows, piece: Piece, code: str) -> Wording | None:
    """The Easy Read words of a text in a language, where there are any in English too."""
    row = made.beside.get((*piece.key, Target(code, EASY)))
    return row if piece.easy and row is not None and row.text else None


def _in_easy_read(made: Rows, code: str = SOURCE) -> Rows:
    """The rows with their Easy Read words. What has none and may be left out is left out."""
    texts = dict(made.texts)
    for each in pieces(made):
        key = (each.subject.__tablename__, *each.key)
        row = _easy(made, each, code)
        if row is not None:
            texts[(*key, code)] = row
        elif _is_sentence(each) and not isinstance(each.subject, Paper):
            for one in {SOURCE, code}:
                texts.pop((*key, one), None)
    return replace(made, texts=texts)


def _papers(made: Rows, papers: Sequence[Body], code: str) -> list[Body]:
    """The papers; one that has fresh Easy Read words says so, others stand in plain words."""
    fresh = {
        each.subject.key
        for each in pieces(made)
        if isinstance(each.subject, Paper) and each.field == "body" and not each.stale
        if (row := _easy(made, each, code))
        if code == SOURCE or not language_rules.is_stale(row, each.easy)
    }
    plain = {row.key: row for row in made.papers}
    return [
        {**paper, "variant": EASY}
        if paper["key"] in fresh
        else {
            **paper,
            **{
                field: made.said("consultation_paper", plain[paper["key"]].id, field, code)
                for field in ("title", "body")
            },
            "variant": "",
        }
        for paper in papers
    ]


def _media(made: Rows, row: ConsultationFormat, code: str) -> dict[str, list[Body]]:
    found: dict[str, list[Body]] = {}
    for each in row.media:
        found.setdefault(each.place, []).append(
            {
                "id": str(each.id),
                "kind": each.kind.value,
                "file": each.stored,
                "link": each.link,
                "type": each.media_type,
                "size": each.size,
                "sha256": each.sha256,
                "transcript": transcript(made, each),
                **_alt_in(made, each, code),
            }
        )
    return found


# --- the panel


def easy_read_text(made: Rows) -> str:
    """The Easy Read words as the reading panel reads and signs them (settled 19)."""
    easy = _in_easy_read(made)
    own = made.consultation.id
    words = {field: easy.said("consultation", own, field) for field in FIELDS}
    asked = [question for page in made.pages for question in page.questions]
    return rules.panel_text(words, [easy.said("question", each.id, "label") for each in asked])


def is_read(made: Rows) -> bool:
    """Whether the panel signed the Easy Read words, or what differs since is a small fix."""
    row = next((each for each in made.formats if each.format is Format.EASY_READ), None)
    if row is None:
        return False
    text = easy_read_text(made)
    sent = reading.versions(ConsultationFormat.__tablename__, row.id)
    signed = next((each.text for each in sent if each.signed_at), "")
    return bool(signed) and (signed == text or is_small_fix(signed, text))


def _honest(made: Rows, lines: Sequence[str]) -> list[str]:
    of_english = {*_OF_ENGLISH, *map(str, rules.READ)}
    kept = [line for line in lines if line not in of_english]
    return kept if is_read(made) else [str(rules.READ[0]), *kept]


_OF_ENGLISH = ("A question was corrected after residents read this.",)


def published(consultation: Consultation, variant: str, code: str = SOURCE) -> Body | None:
    """What the public sees of a format now, in a language; None while there is none."""
    edition = consultation.edition_id
    found = publishing.document(edition, code, variant) if edition else None
    there = found is not None and (found.language, found.variant) == (code, variant)
    return found.body if found and there else None
