"""The journey, page by page; and the desk where answers come in by other roads."""

from engage.responses.views import (
    about,
    before,
    changing,
    codes,
    concerns,
    duplicates,
    entry,
    exports,
    inbound,
    journey,
    keying,
    moderation,
    paper,
    published,
    sending,
    translating,
    trials,
    who,
)
from engage.responses.views.desk import desk

blueprints = (journey.bp, desk)
__all__ = [
    "about",
    "before",
    "blueprints",
    "changing",
    "codes",
    "concerns",
    "duplicates",
    "entry",
    "exports",
    "inbound",
    "journey",
    "keying",
    "moderation",
    "paper",
    "published",
    "sending",
    "translating",
    "trials",
    "who",
]
