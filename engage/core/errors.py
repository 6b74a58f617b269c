"""What the product refuses, in words people can act on."""

from typing import Any


class RuleBroken(Exception):
    """A rule says no. `message` may be lazy: it is translated when shown. `field` is of a form."""

    def __init__(self, message: Any, field: str | None = None, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.values = values

    def __str__(self) -> str:
        said = str(self.message)
        return said % self.values if self.values else said


class NotAllowed(Exception):
    """This reader may not do this."""


class NotFound(Exception):
    """There is no such thing, or none this reader may know of."""


class Stale(Exception):
    """Somebody saved after this page was opened. `theirs` and `mine`: both texts, by field."""

    def __init__(self, theirs: dict[str, str], mine: dict[str, str]) -> None:
        super().__init__("stale")
        self.theirs = theirs
        self.mine = mine
