"""The three ways of hiding small numbers; a consultation has one of them, fixed at launch."""

from enum import StrEnum

ROUNDING = 5


class Mode(StrEnum):
    """How small numbers are hidden (HES method of September 2018; common local rules).

    `nhs`: 1 to 7 hidden, the rest to the nearest 5. `lt5`, `lt10`: below 5 or 10 hidden, the rest
    exact. Nought is always nought.
    """

    NHS = "nhs"
    LT5 = "lt5"
    LT10 = "lt10"

    @property
    def limit(self) -> int:
        """The smallest number above nought that may be shown."""
        return {Mode.NHS: 8, Mode.LT5: 5, Mode.LT10: 10}[self]

    @property
    def rounded(self) -> bool:
        """Whether shown numbers are rounded, so that rows need not add up."""
        return self is Mode.NHS

    def small(self, number: int) -> bool:
        """Whether a true count is too small to show. Nought is not small."""
        return 0 < number < self.limit

    def published(self, number: int) -> int:
        """A true count as it is shown: to the nearest 5 in `nhs`, exact otherwise."""
        if not self.rounded:
            return number
        return (number + ROUNDING // 2) // ROUNDING * ROUNDING

    def known(self, published: int) -> tuple[int, int]:
        """The least and the most a reader knows a shown number to stand for."""
        if not self.rounded or published == 0:
            return published, published
        return max(self.limit, published - ROUNDING // 2), published + ROUNDING // 2
