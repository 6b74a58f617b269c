"""Settings, read from the environment once, at the start."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engage.core.machines import Machine, fault
from engage.paths import ROOT


class SettingMissing(Exception):
    """A setting without which Engage must not start."""


@dataclass(frozen=True)
class Settings:
    """All settings. `home` is the folder for everything Engage writes.

    `proxies`: how many servers of ours stand in front and tell us who is really asking.
    `most_open`: how many consultations one area may be asked at once before the calendar says so.
    `machine`: what drafts translations; none by default. `machine_answers`: it may be sent what
    people wrote to us too, which leaves the house with that.
    `format_days`: how many days people have once a late format is there, where all have as many.
    """

    home: Path
    database_url: str
    secret_key: str
    mail: str = "folder"
    mail_from: str = "engage@example.org"
    base_url: str = "http://127.0.0.1:5000"
    secure_cookies: bool = False
    late_minutes: int = 60
    most_open: int = 3
    format_days: int = 42
    testing: bool = False
    limits_store: str = "memory://"
    proxies: int = 0
    machine: Machine | None = None
    machine_answers: bool = False


def _secret(home: Path, environ: Mapping[str, str]) -> str:
    """The given secret; for the embedded database, one made once and kept in the home folder."""
    if given := environ.get("ENGAGE_SECRET"):
        return given
    if environ.get("DATABASE_URL"):
        raise SettingMissing("Set ENGAGE_SECRET: a long random text that stays the same.")
    kept = home / "secret"
    if not kept.exists() or not kept.stat().st_size:
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return kept.read_text(encoding="ascii")


def _machine(environ: Mapping[str, str]) -> Machine | None:
    """The machine for translations, if one is named. Raises SettingMissing for half a setting."""
    kind, address = environ.get("ENGAGE_MACHINE", ""), environ.get("ENGAGE_MACHINE_ADDRESS", "")
    if not kind:
        return None
    if wrong := fault(kind, address):
        raise SettingMissing(wrong)
    return Machine(kind, address, environ.get("ENGAGE_MACHINE_KEY", ""))


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process.

    Raises SettingMissing when a database is named but no secret is given.
    """
    environ = os.environ if environ is None else environ
    home = Path(environ.get("ENGAGE_HOME") or ROOT / "var").resolve()
    home.mkdir(parents=True, exist_ok=True)
    return Settings(
        home=home,
        database_url=environ.get("DATABASE_URL") or f"sqlite:///{home / 'engage.sqlite'}",
        secret_key=_secret(home, environ),
        mail=environ.get("ENGAGE_MAIL") or "folder",
        mail_from=environ.get("ENGAGE_MAIL_FROM") or "engage@example.org",
        base_url=environ.get("ENGAGE_BASE_URL") or "http://127.0.0.1:5000",
        secure_cookies=(environ.get("ENGAGE_BASE_URL") or "").startswith("https://"),
        proxies=int(environ.get("ENGAGE_PROXIES") or 0),
        limits_store=environ.get("ENGAGE_LIMITS_STORE") or "memory://",
        late_minutes=int(environ.get("ENGAGE_LATE_MINUTES") or 60),
        most_open=int(environ.get("ENGAGE_MOST_OPEN") or 3),
        machine=_machine(environ),
        machine_answers=environ.get("ENGAGE_MACHINE_ANSWERS") == "1",
        format_days=int(environ.get("ENGAGE_FORMAT_DAYS") or 42),
    )
