"""What staff type for a format: days, files, words beside the English."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import request
from wtforms import (
    BooleanField,
    FileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from engage.consultations.forms.building import Boxes
from engage.consultations.forms.process import NoticeForm, notice_form
from engage.consultations.models import (
    Consultation,
    ConsultationFormat,
    Format,
    FormatMedia,
    MediaKind,
)
from engage.consultations.queries.variants import Piece
from engage.consultations.rules.formats import Days
from engage.consultations.rules.media import KINDS, MEGABYTE, MOST_BYTES, Added, Upload
from engage.core import files
from engage.core.errors import RuleBroken
from engage.core.formats import media as kinds
from engage.core.forms import Day, Form, SelectChoice
from engage.core.i18n import SOURCE, _dl, languages

FOLDER = "formats"
MOST_SENT = max(MOST_BYTES.values()) + 2 * MEGABYTE
_Radios: Any = RadioField  # its types do not know all it takes


class PromiseForm(Form):
    """A format to promise."""

    format_: Any = _Radios(
        _dl("Which format do you promise?"),
        invalid_choice_message=_dl("Choose a format."),
    )

    def offer(self, left: Sequence[Format]) -> "PromiseForm":
        """Offer the formats that are not promised yet."""
        self.format_.choices = [SelectChoice(each.value, str(each.label)) for each in left]
        return self

    @property
    def chosen(self) -> Format:
        """The format that was chosen."""
        return Format(self.format_.data)


class DaysForm(NoticeForm):
    """When a format comes, and until when people who need it may answer."""

    promised_on = Day(
        _dl("It comes by"), description=_dl("Leave both days empty if it is there at the launch.")
    )
    closes_on = Day(_dl("Last day to answer for people who need it"))

    @property
    def days(self) -> Days:
        """The days that were typed."""
        return Days(self.promised_on.data, self.closes_on.data)


def days_form(consultation: Consultation, row: ConsultationFormat, *, public: bool) -> DaysForm:
    """The form with the days that stand now; once they are public it asks for the reason."""
    data = {"promised_on": row.promised_on, "closes_on": row.closes_on}
    if not public:
        return DaysForm(data=data)
    form: Any = notice_form(DaysForm, consultation)
    if request.method != "POST":
        form.promised_on.data, form.closes_on.data = row.promised_on, row.closes_on
    made: DaysForm = form
    return made


class MediaForm(Form):
    """A file or a link, and what it belongs to."""

    kind: Any = _Radios(
        _dl("What do you add?"), invalid_choice_message=_dl("Choose what you add from the list.")
    )
    place = SelectField(_dl("What does it belong to?"), validate_choice=False)
    link = StringField(
        _dl("Address of the video or recording"), description=_dl("Starts with https://")
    )
    transcript = TextAreaField(
        _dl("What it says, in words"), description=_dl("For a video. People can read this instead.")
    )
    alt = StringField(_dl("What the picture shows"), description=_dl("For a picture."))
    file = FileField(_dl("File"))

    def offer(self, format_: Format, places: Sequence[tuple[str, str]]) -> "MediaForm":
        """Offer the kinds of a format, and the places; a picture stands beside something."""
        allowed = KINDS[format_]
        self.kind.choices = [SelectChoice(each.value, str(each.label)) for each in allowed]
        beside = places[1:] if allowed == (MediaKind.PICTURE,) else places
        self.place.choices = [SelectChoice(place or "whole", name) for place, name in beside]
        if len(allowed) == 1 and not self.kind.data:
            self.kind.data = allowed[0].value
        return self

    def added(self, upload: Upload | None) -> Added:
        """What was typed, as the command takes it."""
        kind, place = MediaKind(self.kind.data), str(self.place.data)
        link = kind is MediaKind.LINK
        return Added(
            kind=kind,
            place="" if place == "whole" else place,
            upload=None if link else upload,
            link=str(self.link.data or "") if link else "",
            transcript=str(self.transcript.data or ""),
            alt=str(self.alt.data or ""),
        )


class Brought:
    """A file that came with a form and was kept, or what is wrong with it."""

    def __init__(self) -> None:
        self.upload: Upload | None = None
        self.broken: RuleBroken | None = None
        self.used = False

    def check(self) -> Upload | None:
        """The kept file, if one came. Raises RuleBroken for a wrong one."""
        if self.broken is not None:
            raise self.broken
        return self.upload


@contextmanager
def brought_file() -> Iterator[Brought]:
    """The file of a form, kept before the database is touched; removed again unless it is used."""
    brought = Brought()
    sent = request.files.get("file") if request.method == "POST" else None
    if sent is not None and sent.filename:
        with closing(sent) as file:
            try:
                brought.upload = kept(request.form.get("kind", ""), file.stream)
            except RuleBroken as broken:
                brought.broken = broken
    try:
        yield brought
    finally:
        if brought.upload is not None and not brought.used:
            files.remove(brought.upload.stored)


def kept(kind: str, stream: Any) -> Upload | None:
    """A file of a kind, told by its content, put in the storage. Raises RuleBroken."""
    if kind not in list(MediaKind) or kind == MediaKind.LINK:
        return None
    wanted = MediaKind(kind)
    size = stream.seek(0, 2)
    stream.seek(0)
    if not size or size > MOST_BYTES[wanted]:
        most = MOST_BYTES[wanted] // MEGABYTE
        raise RuleBroken(_dl("Choose a file of at most %(most)s MB."), "file", most=most)
    sort, source = _read(wanted, stream)
    stored = files.store_stream(FOLDER, source, sort.ending)
    return Upload(stored.name, sort.media_type, stored.size, stored.sha256)


def _read(kind: MediaKind, stream: Any) -> tuple[kinds.Sort, Any]:
    """The kind of a file and its content: of a picture or of captions, as we write it."""
    try:
        if kind is MediaKind.PICTURE:
            sort, data = kinds.drawn_anew(stream.read())
            return sort, BytesIO(data)
        if kind is MediaKind.CAPTIONS:
            data = kinds.captions(stream.read())
            return kinds.Sort("vtt", "text/vtt"), BytesIO(data)
    except kinds.NotReadable as wrong:
        raise RuleBroken(_WRONG[kind], "file") from wrong
    head = stream.read(kinds.HEAD)
    stream.seek(0)
    sort_ = kinds.moving(head) if kind is MediaKind.VIDEO else kinds.sounding(head)
    if sort_ is None:
        raise RuleBroken(_WRONG[kind], "file")
    return sort_, stream


_WRONG = {
    MediaKind.VIDEO: _dl("Choose a video that browsers can play: MP4 or WebM."),
    MediaKind.AUDIO: _dl("Choose a recording that browsers can play: MP3, M4A, OGG or WAV."),
    MediaKind.CAPTIONS: _dl("Choose a file of captions in the form WebVTT (.vtt)."),
    MediaKind.PICTURE: _dl("Choose a picture: JPEG or PNG."),
}


class MediaWordsForm(Form):
    """What a video says in words, or what a picture shows."""

    transcript = TextAreaField(_dl("What it says, in words"))
    alt = StringField(_dl("What the picture shows"))
    still_right = BooleanField(
        _dl("I looked. It says what the English says now."),
        description=_dl("Tick this when the English changed and this is still right."),
    )

    @property
    def words(self) -> dict[str, Any]:
        """What was typed, as the command takes it."""
        said = self.values()
        texts: dict[str, Any] = {
            name: str(said[name] or "") for name in ("transcript", "alt") if name in said
        }
        return {**texts, "still_right": bool(said.get("still_right"))}


def media_words_form(media: FormatMedia, transcript: str, alt: str) -> MediaWordsForm:
    """The form with the words there are; a picture has no transcript, a video no such line."""
    form = MediaWordsForm(data={"transcript": transcript, "alt": alt})
    if media.kind is MediaKind.PICTURE:
        del form.transcript, form.still_right
    else:
        del form.alt
    return form


class LanguagesForm(Form):
    """The languages in which Easy Read is offered."""

    languages = Boxes(
        _dl("In which languages do you offer Easy Read?"),
        description=_dl("People can read it in each as soon as every text is checked."),
    )


def languages_form(consultation: Consultation, row: ConsultationFormat) -> LanguagesForm:
    """The form with the languages of a consultation besides English."""
    form = LanguagesForm(data={"languages": row.languages})
    offered = [code for code in consultation.languages if code != SOURCE]
    form.languages.choices = [SelectChoice(code, languages()[code].name) for code in offered]
    return form


class EasyReadForm(Form):
    """Easy Read words, a field for each English text. `same_meaning`: where people read them."""

    same_meaning = BooleanField(
        _dl("Each choice still means the same as before"),
        description=_dl("Needed when a choice gets other words. Answers keep their meaning."),
    )

    @property
    def written(self) -> dict[str, Any]:
        """What was typed, by the id of its subject and the field; and what the lead says of it."""
        texts = {}
        for name, field in self._fields.items():
            if name.startswith("t_"):
                _t, subject, what = name.split("_", 2)
                texts[UUID(subject), what] = str(field.data or "")
        said = self._fields.get("same_meaning")
        return {"texts": texts, "same_meaning": bool(said and said.data)}


def easy_read_form(pieces: Sequence[Piece], *, public: bool) -> EasyReadForm:
    """A form with a text beside each English one, with the words there are.

    `public`: people read them already.
    """
    fields = {_name(each): TextAreaField(each.name) for each in pieces}
    data = {_name(each): each.easy for each in pieces}
    form: EasyReadForm = type("EasyReadForm", (EasyReadForm,), fields)(data=data)
    if not public:
        del form.same_meaning
    return form


def _name(piece: Piece) -> str:
    return f"t_{piece.subject.id}_{piece.field}"


def rows_of(form: EasyReadForm, pieces: Sequence[Piece]) -> list[tuple[Piece, Any]]:
    """Each English text with its field."""
    return [(each, form[_name(each)]) for each in pieces]
