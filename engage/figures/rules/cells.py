"""One number as the public may see it: shown, or hidden with its reason."""

from dataclasses import dataclass
from enum import StrEnum

from engage.core.i18n import _, format_number, ngettext
from engage.figures.rules.modes import Mode


class Reason(StrEnum):
    """Why a number is hidden."""

    SMALL = "small"
    PROTECTS = "protects"


@dataclass(frozen=True)
class Shown:
    """A number that may be shown, already rounded where the mode rounds."""

    number: int

    @property
    def hidden(self) -> bool:
        """Never: so that a page may ask any cell."""
        return False

    @property
    def words(self) -> str:
        """The number as the reader's language writes it."""
        return format_number(self.number)

    @property
    def people(self) -> str:
        """The number standing alone: "210 people"."""
        if self.number == 0:
            return _("nobody")
        return ngettext("%(num)s person", "%(num)s people", self.number)


@dataclass(frozen=True)
class Hidden:
    """A number that is not shown. `limit` is the mode's: a small one is fewer than this."""

    reason: Reason
    limit: int

    @property
    def hidden(self) -> bool:
        """Always: so that a page may ask any cell."""
        return True

    @property
    def words(self) -> str:
        """What stands in the number's place; never a star."""
        if self.reason is Reason.SMALL:
            return _("hidden, fewer than %(number)s", number=format_number(self.limit))
        return _("hidden, to protect a smaller number")

    @property
    def people(self) -> str:
        """What stands in the number's place when it stands alone."""
        if self.reason is Reason.SMALL:
            return _("fewer than %(number)s people", number=format_number(self.limit))
        return _("a number we do not show")


Cell = Shown | Hidden


def safe_count(number: int, mode: Mode) -> Cell:
    """One public count standing alone, after the mode's rule: 3 in `nhs` is "fewer than 8"."""
    if mode.small(number):
        return Hidden(Reason.SMALL, mode.limit)
    return Shown(mode.published(number))
