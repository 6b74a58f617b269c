"""Formats that a consultation promises besides plain text, and the files each is made of."""

import enum
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.core.db import Base, JsonText
from engage.core.i18n import _dl, _l


class Format(enum.StrEnum):
    """Another form of the same words and questions. Its address is its variant (settled 14)."""

    EASY_READ = "easy_read"
    BSL = "bsl"
    AUDIO = "audio"
    LARGE_PRINT = "large_print"

    @property
    def label(self) -> Any:
        """The format in the words residents see."""
        return _FORMATS[self]

    @property
    def variant(self) -> str:
        """The part of the address that stands for it, which is kept with each answer."""
        return self.value.replace("_", "-")


_FORMATS = {
    Format.EASY_READ: _l("Easy Read"),
    Format.BSL: _l("British Sign Language (BSL)"),
    Format.AUDIO: _l("Audio"),
    Format.LARGE_PRINT: _l("Large print"),
}


class MediaKind(enum.StrEnum):
    """What sort of thing stands beside the words of a format."""

    VIDEO = "video"
    AUDIO = "audio"
    CAPTIONS = "captions"
    PICTURE = "picture"
    LINK = "link"

    @property
    def label(self) -> Any:
        """The kind in words for staff."""
        return _MEDIA[self]


_MEDIA = {
    MediaKind.VIDEO: _dl("Video"),
    MediaKind.AUDIO: _dl("Recording"),
    MediaKind.CAPTIONS: _dl("Captions"),
    MediaKind.PICTURE: _dl("Picture"),
    MediaKind.LINK: _dl("Link to a video or recording on another site"),
}


class ConsultationFormat(Base):
    """A format that a consultation promises.

    `ready_on`: the day it was found complete; empty while it is only promised. `promised_on`: the
    day it comes by, where it comes late. `closes_on`: the last day to answer for people who need
    it, where that is later than for everybody. `languages`: those in which it is offered besides
    English; of Easy Read only, since files speak for themselves.
    """

    __tablename__ = "consultation_format"
    __table_args__ = (
        UniqueConstraint("consultation_id", "format"),
        CheckConstraint("promised_on IS NULL OR closes_on > promised_on", name="closes_after"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    format: Mapped[Format]
    promised_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    ready_on: Mapped[date | None]
    languages: Mapped[list[str]] = mapped_column(JsonText, default=list)
    media: Mapped[list["FormatMedia"]] = relationship(
        lazy="selectin", order_by="FormatMedia.id", cascade="all, delete-orphan"
    )


class FormatMedia(Base):
    """One file, or one link, of a format. Fields: transcript, alt (of a picture).

    `place`: what it belongs to, a field of the consultation or the key of a question, an option or
    a paper; empty for the whole. `stored` is its name in the storage, `sha256` its hash.
    `source_hash`: that of the English words it was made from.
    """

    __tablename__ = "format_media"
    __table_args__ = (CheckConstraint("(stored = '') <> (link = '')", name="file_or_link"),)

    format_id: Mapped[UUID] = mapped_column(ForeignKey("consultation_format.id"), index=True)
    kind: Mapped[MediaKind]
    place: Mapped[str] = mapped_column(default="")
    stored: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    media_type: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(default="")
    source_hash: Mapped[str] = mapped_column(default="")
