"""Translation by a machine over HTTP: none by default, one where the settings name it.

Two ways of asking are known: that of LibreTranslate, which an office can run itself, and that of
DeepL’s API. Neither the key nor any text is ever written to a log.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from flask import current_app

from engage.core.i18n import SOURCE

KINDS = ("libretranslate", "deepl")
SECONDS = 20.0
MOST_LETTERS = 5_000
"""The longest text that is sent; a longer one is left for people."""
MOST_BYTES = 1_000_000
"""The most that an answer may hold."""


class MachineFailed(Exception):
    """The machine gave no answer that can be used. Says why in a word, and nothing it was told."""


class _NoRedirects(HTTPRedirectHandler):
    """The key goes to the address of the settings and to no other."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_opener = build_opener(_NoRedirects)


@dataclass(frozen=True)
class Machine:
    """One way of asking one address. `name` is what a draft of it is labelled with."""

    kind: str
    address: str
    key: str
    seconds: float = SECONDS

    def __repr__(self) -> str:
        return f"Machine({self.kind})"

    @property
    def name(self) -> str:
        """Its name as people know it."""
        return {"libretranslate": "LibreTranslate", "deepl": "DeepL"}[self.kind]

    def translate(self, texts: Sequence[str], language: str, source: str = SOURCE) -> list[str]:
        """Some texts in a language, in order. They are in `source`. Raises MachineFailed."""
        ask, answer = (
            (_ask_libre, _libre) if self.kind == "libretranslate" else (_ask_deepl, _deepl)
        )
        said = self._post(ask(self, texts, language, source))
        try:
            found = answer(said)
        except (KeyError, TypeError, AttributeError) as error:
            raise MachineFailed("answer") from error
        if len(found) != len(texts) or not all(_is_text(each) for each in found):
            raise MachineFailed("answer")
        return found

    def _post(self, request: Request) -> Any:
        try:
            with _opener.open(request, timeout=self.seconds) as answer:
                body = answer.read(MOST_BYTES + 1)
        except HTTPError as error:
            error.close()
            raise MachineFailed(f"status {error.code}") from None
        except TimeoutError:
            raise MachineFailed("time") from None
        except (URLError, OSError, ValueError, HTTPException) as error:
            late = isinstance(getattr(error, "reason", None), TimeoutError)
            raise MachineFailed("time" if late else "connection") from None
        if len(body) > MOST_BYTES:
            raise MachineFailed("size")
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            raise MachineFailed("answer") from None


def _is_text(said: Any) -> bool:
    """Whether it is text that can be kept: halves of letters cannot."""
    return isinstance(said, str) and said == said.encode("utf-8", "ignore").decode()


def configured() -> Machine | None:
    """The machine that the settings name; none by default."""
    found: Machine | None = current_app.config.get("MACHINE")
    return found


def for_answers() -> Machine | None:
    """The machine that may be sent what people wrote to us; none unless that is switched on too."""
    return configured() if current_app.config.get("MACHINE_ANSWERS") else None


def fault(kind: str, address: str) -> str:
    """What is wrong with the settings of a machine; empty where nothing is."""
    if kind not in KINDS:
        return f"ENGAGE_MACHINE is one of: {', '.join(KINDS)}."
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return "Set ENGAGE_MACHINE_ADDRESS to an address that begins with https:// or http://."
    return ""


def _request(address: str, body: Any, headers: dict[str, str]) -> Request:
    sent = json.dumps(body, ensure_ascii=False).encode()
    whole = {"Content-Type": "application/json", "Accept": "application/json", **headers}
    return Request(address, data=sent, headers=whole, method="POST")  # noqa: S310 - `fault` checked its scheme


_LIBRE = {"zh_Hans": "zh", "zh_Hant": "zt"}


def _ask_libre(machine: Machine, texts: Sequence[str], language: str, source: str) -> Request:
    known, code = (_LIBRE.get(each, each.partition("_")[0]) for each in (source, language))
    body = {"q": list(texts), "source": known, "target": code, "format": "text"}
    if machine.key:
        body["api_key"] = machine.key
    return _request(f"{machine.address.rstrip('/')}/translate", body, {})


def _libre(said: Any) -> list[Any]:
    found = said["translatedText"]
    return found if isinstance(found, list) else [found]


_DEEPL = {"pt": "PT-PT"}


def _ask_deepl(machine: Machine, texts: Sequence[str], language: str, source: str) -> Request:
    code = _DEEPL.get(language, language.replace("_", "-").upper())
    known = source.partition("_")[0].upper()
    body = {"text": list(texts), "source_lang": known, "target_lang": code}
    headers = {"Authorization": f"DeepL-Auth-Key {machine.key}"}
    return _request(f"{machine.address.rstrip('/')}/v2/translate", body, headers)


def _deepl(said: Any) -> list[Any]:
    return [each["text"] for each in said["translations"]]
