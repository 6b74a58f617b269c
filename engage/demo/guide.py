"""What `engage demo` prints: who signs in, and three walks of five minutes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from engage.accounts import commands as accounts
from engage.accounts.models import Role
from engage.core.db import unit_of_work
from engage.demo import files
from engage.demo.make import kept_file
from engage.demo.world import PASSWORD, person

_LINK_HOURS = 24
Step = tuple[str, str]


@dataclass(frozen=True)
class SignIn:
    """How one role gets in: an address and, for staff, an email address and a password."""

    role: Role
    name: str
    email: str
    address: str
    password: str = ""

    @property
    def line(self) -> str:
        """One line to print."""
        if self.password:
            return f"{self.role.label}: {self.name}, {self.email}, password: {self.password}"
        return f"{self.role.label}: {self.name}, {self.address} (works once, for a day)"


def sign_ins(base_url: str = "") -> list[SignIn]:
    """One sign-in for each role; readers and the board get a fresh link that works once."""
    base, found = _base(base_url), dict[Role, SignIn]()
    with unit_of_work():
        for written in files.world()["people"]:
            role = Role(written["role"])
            if role not in found:
                found[role] = _sign_in(role, base)
    return list(found.values())


def _sign_in(role: Role, base: str) -> SignIn:
    account = person(role)
    if not role.signs_in_by_link:
        return SignIn(role, account.name, account.email, f"{base}/sign-in/", PASSWORD)
    secret = accounts.make_link(actor=person(Role.ADMIN), account=account, hours=_LINK_HOURS)
    return SignIn(role, account.name, account.email, f"{base}/sign-in/link/{secret}/")


def tours(base_url: str = "") -> str:
    """The sign-ins and the three walks, as text to print. `base_url` is that of the setting."""
    base = _base(base_url)
    people = sign_ins(base)
    parts = ["SIGN IN", *(f"  {each.line}" for each in people)]
    for title, steps in _walks(base, {each.role: each for each in people}):
        parts += ["", title, *_numbered(steps)]
    return "\n".join(parts)


def _base(base_url: str) -> str:
    return (base_url or str(current_app.config["BASE_URL"])).rstrip("/")


def _numbered(steps: Sequence[Step]) -> list[str]:
    return [
        line
        for number, (address, see) in enumerate(steps, start=1)
        for line in (f"  {number}. {address}", f"     {see}")
    ]


def _walks(base: str, people: dict[Role, SignIn]) -> list[tuple[str, list[Step]]]:
    return [
        ("FIVE MINUTES AS A RESIDENT", _resident(base, _kept())),
        ("FIVE MINUTES AS THE ENGAGEMENT LEAD", _lead(base)),
        ("FIVE MINUTES AS A READER AND AS THE BOARD", _board(base, people)),
    ]


def _kept() -> Any:
    """What was kept when the world was made; empty when the file is gone."""
    path = kept_file()
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _resident(base: str, kept: Any) -> list[Step]:
    evenings = f"{base}/consultations/gp-evenings/"
    steps = [
        (f"{base}/", "See what is open, what closes soon and what was done before."),
        (evenings, "See what is not decided, and what cannot change. Then press “Have your say”."),
        (f"{base}/ar/consultations/gp-evenings/", "The same in Arabic, from right to left."),
    ]
    if kept:
        digits, receipt = kept["unfinished"]["digits"], kept["receipt"]
        link = f"{base}/answers/{receipt['reference']}/{receipt['secret']}/"
        steps += [
            (f"{base}/continue/", f"Type {digits}: go on with an answer begun in Bengali."),
            (link, "The link of a receipt. See which theme the answer is under, and what came."),
        ]
    return [
        *steps,
        (
            f"{base}/consultations/hips-and-knees/responses/",
            "Read what others wrote, where they let us show it. In one, a part is taken out.",
        ),
        (f"{base}/reports/hospital-letters/", "See what was done, what is late and what was not."),
    ]


def _lead(base: str) -> list[Step]:
    desk = f"{base}/desk/consultations"
    return [
        (f"{base}/sign-in/", "Sign in as the engagement lead. See what waits for you."),
        (
            f"{desk}/health-visitors/checklist/",
            "See what a draft still needs, and who holds it. Somebody was asked to approve.",
        ),
        (
            f"{base}/desk/translations/consultations/health-visitors/so/?show=stale",
            "One English question was edited after its Somali was checked. Bring it up to date.",
        ),
        (
            f"{desk}/health-visitors/questions/",
            "Add a question, or say who is asked it. Try the form out.",
        ),
        (
            f"{desk}/gp-evenings/paper/",
            "Print forms with numbers. Key one that came back, and settle where two differ.",
        ),
        *_lead_reads(f"{base}/desk"),
        (
            f"{desk}/hips-and-knees/translations/",
            "Translate an answer. A machine began one; check it, if you read Arabic.",
        ),
    ]


def _lead_reads(desk: str) -> list[Step]:
    return [
        (
            f"{desk}/analysis/hips-and-knees/",
            "Count the answers by day, channel, language and area. Some came late by post.",
        ),
        (
            f"{desk}/analysis/gp-evenings/answers/",
            "Read an answer. File it under a theme, and say whom it is about.",
        ),
        (
            f"{desk}/analysis/hips-and-knees/cross-tab/",
            "Set a question against a group of people. Small numbers are hidden.",
        ),
        (
            f"{desk}/consultations/hips-and-knees/publish/",
            "Check an answer before it is published. Take a part out; a colleague looks again.",
        ),
        (f"{desk}/reports/hospital-letters/", "Here a promise is late. Say how it goes."),
        (
            f"{desk}/consultations/hospital-letters/record/",
            "Fetch the full record: what was asked, said, weighed and decided, and by whom.",
        ),
    ]


def _board(base: str, people: dict[Role, SignIn]) -> list[Step]:
    desk = f"{base}/desk"
    return [
        (people[Role.READER].address, "Sign in as a reader. The link works once."),
        (f"{desk}/reading/", "Open a text. Mark a sentence that is hard, and say why."),
        (f"{base}/plain-english/", "Paste any text, and see what makes it hard."),
        (
            people[Role.BOARD_PUBLISHER].address,
            "Sign in as the board’s publisher, in another window.",
        ),
        (
            f"{desk}/board-reports/hips-and-knees/",
            "Write what the board thinks, and save it. Then press “Publish this report”.",
        ),
        (f"{base}/reports/", "Your report is public: what was done, what will be, what cannot."),
        (f"{base}/promises/", "Its promises are here too. One from before is late, and says why."),
    ]
