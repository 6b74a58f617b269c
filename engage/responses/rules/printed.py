"""Codes that wait to be printed: sealed under a key made of the site's secret, never in a table."""

import json
import secrets
from collections.abc import Mapping
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_FOR = b"printed codes"
_TOLD = b"told code"


def sealed_name(batch_id: UUID) -> str:
    """Where the codes of a batch lie until they are printed."""
    return f"printed/{batch_id.hex}.sealed"


def seal_numbers(numbers: Mapping[int, int], key: bytes) -> bytes:
    """The codes of forms, by the forms' numbers, as they are kept for the printer."""
    nonce = secrets.token_bytes(_NONCE)
    plain = json.dumps({str(form): code for form, code in numbers.items()}).encode()
    return nonce + AESGCM(key).encrypt(nonce, plain, _FOR)


def open_numbers(sealed: bytes, key: bytes) -> dict[int, int]:
    """The codes again; none when the key is not the right one."""
    try:
        plain = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _FOR)
    except InvalidTag:
        return {}
    return {int(form): code for form, code in json.loads(plain).items()}


def seal_told(number: int, reference: str, key: bytes) -> str:
    """A code on its way to the page that shows it once, bound to one answer."""
    nonce = secrets.token_bytes(_NONCE)
    return (nonce + AESGCM(key).encrypt(nonce, str(number).encode(), _about(reference))).hex()


def open_told(sealed: str, reference: str, key: bytes) -> int | None:
    """The code again; None for another answer, or when it is no such thing."""
    try:
        raw = bytes.fromhex(sealed)
        return int(AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], _about(reference)))
    except (InvalidTag, ValueError):
        return None


def _about(reference: str) -> bytes:
    return _TOLD + reference.encode()
