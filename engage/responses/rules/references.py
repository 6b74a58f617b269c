"""Names of answers: a reference to quote, and the secret of the receipt's link."""

import re
import secrets

_LETTERS = "23456789BCDFGHJKMNPQRTVWXYZ"
_SHAPE = (3, 4, 2)
_REFERENCE = re.compile(rf"[{_LETTERS}]{{{sum(_SHAPE)}}}\Z")


def new_reference() -> str:
    """A reference like HBX-7K4M-29: no vowels, no letters that look like figures."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(size)) for size in _SHAPE)


def clean_reference(typed: str) -> str:
    """A typed reference in its one spelling; empty when it cannot be one."""
    squeezed = "".join(each for each in typed.upper() if each.isalnum())
    if not _REFERENCE.match(squeezed):
        return ""
    return f"{squeezed[:3]}-{squeezed[3:7]}-{squeezed[7:]}"


def new_secret() -> str:
    """128 random bits, as they stand in the receipt's link."""
    return secrets.token_urlsafe(16)
