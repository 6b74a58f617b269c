"""What a postcode says without saying who you are."""

import re

from engage.core.errors import RuleBroken
from engage.core.i18n import _l

_FULL = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})?\Z")


def district_of(typed: str) -> str:
    """The district (DA6) of a typed postcode, whole or first part; the rest is forgotten.

    Empty for an empty text. Raises RuleBroken when it is not a postcode.
    """
    squeezed = "".join(typed.upper().split())
    if not squeezed:
        return ""
    found = _FULL.match(squeezed)
    if not found:
        raise RuleBroken(_l("Enter a postcode, or its first part, like DA6"))
    return found.group(1)
