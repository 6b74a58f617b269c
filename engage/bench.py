"""What a page costs: CPU-milliseconds of all server processes, beside an empty page.

A benchmark, not a test: it starts the real server on a copy of the demonstration world, asks for
pages, and reads the CPU time of the server's processes from the system. Nothing is timed by the
clock on the wall, so another program on the machine does not change the figures much.
"""

import http.client
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from engage.config import read_settings
from engage.core.errors import RuleBroken
from engage.responses import rules as codes

_TICKS = os.sysconf("SC_CLK_TCK")
_CONSULTATION = "gp-evenings"
_PAGE = f"/consultations/{_CONSULTATION}/"
_ENOUGH_SECONDS = 0.3
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"')


def empty(_environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    """The empty page: what the server itself costs."""
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", "0")])
    return [b""]


@dataclass
class Visitor:
    """Somebody with a browser: one connection, cookies, and the hidden fields of the last form."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> str:
        """Ask for a page. Returns where a redirect leads, or the path itself."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({**self.hidden, **data})
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        if answer.status >= 400:  # noqa: PLR2004 - a status
            raise RuleBroken(f"{method} {path} answered {answer.status}.")
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        if method == "GET":
            self.hidden = dict(_HIDDEN.findall(page))
        return answer.headers.get("Location") or path


def _cpu_of(pids: Iterable[int]) -> float:
    """CPU seconds that these processes have used, in and below the kernel."""
    used = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return used / _TICKS


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        children = (task / "children").read_text(encoding="ascii").split()
        for child in children:
            found += _family(int(child))
    return found


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _server(target: str, home: Path) -> Iterator[tuple[int, int]]:
    """A real server for one WSGI target: gives its port and its process."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "error"]
    settings = {**os.environ, "ENGAGE_HOME": str(home), "ENGAGE_MAIL": "folder"}
    process = subprocess.Popen([*command, target], env=settings)  # noqa: S603 - our own server
    try:
        _wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(port: int) -> None:
    for _try in range(200):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuleBroken("The server did not start.")


def _copy_of_demo(home: Path) -> None:
    """Copy the demonstration world, so that the bench leaves no answers behind."""
    settings = read_settings()
    kept = settings.home / "engage.sqlite"
    if not settings.database_url.startswith("sqlite") or not kept.exists():
        raise RuleBroken("Make the demonstration world first: make demo")
    copy = home / "engage.sqlite"
    with closing(sqlite3.connect(kept)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    shutil.copy(settings.home / "secret", home / "secret")


def _cost(pid: int, rounds: int, run: Callable[[], object]) -> float:
    """CPU-milliseconds of the server for one run, after three to warm up.

    At least so many rounds, and until the server has used enough for the system's coarse clock.
    """
    for _round in range(3):
        run()
    before, done = _cpu_of(_family(pid)), 0
    while done < rounds or _cpu_of(_family(pid)) - before < _ENOUGH_SECONDS:
        for _round in range(10):
            run()
        done += 10
    return (_cpu_of(_family(pid)) - before) * 1000 / done


def journey(port: int) -> int:
    """One respondent from the start to the receipt; returns how many requests it took."""
    with closing(Visitor(port)) as visitor:
        return _walk(visitor)


def _walk(visitor: Visitor) -> int:
    base, asked = f"/consultations/{_CONSULTATION}/respond/", 0
    here = base
    while not here.endswith("/check/"):
        visitor.ask("GET", here)
        here = visitor.ask("POST", here, {"kind": "individual"})
        asked += 2
    visitor.ask("GET", here)
    visitor.ask("GET", f"{base}about-you/")
    receipt = visitor.ask("POST", f"{base}about-you/", {"then": "send"})
    visitor.ask("GET", receipt)
    return asked + 4


def code_cost(rounds: int) -> float:
    """CPU-milliseconds to make one code: slow on purpose, so that codes cannot be guessed."""
    before = time.process_time()
    for _round in range(rounds):
        codes.mint(b"a salt for the bench only")
    return (time.process_time() - before) * 1000 / rounds


def _page_cost(port: int, pid: int, rounds: int, path: str) -> float:
    with closing(Visitor(port)) as visitor:
        return _cost(pid, rounds, partial(visitor.ask, "GET", path))


def measure(rounds: int) -> Iterator[str]:
    """Measure and tell, one line for each figure."""
    with tempfile.TemporaryDirectory(prefix="engage-bench-") as folder:
        home = Path(folder)
        _copy_of_demo(home)
        with _server("engage.bench:empty", home) as (port, pid):
            nothing = _page_cost(port, pid, rounds, "/")
        yield f"empty page                     {nothing:7.2f} ms CPU"
        with _server("engage.wsgi:app", home) as (port, pid):
            for path in ("/", "/ar/", _PAGE, f"/ar{_PAGE}", "/es/consultations/"):
                cost = _page_cost(port, pid, rounds, path)
                yield f"{path:30} {cost:7.2f} ms CPU  {cost / nothing:6.1f} times an empty page"
            requests = journey(port)
            whole = _cost(pid, rounds, partial(journey, port))
            code = code_cost(rounds)
            left = whole - code
            yield f"making one code                {code:7.2f} ms CPU  (argon2id, once a journey)"
            yield (
                f"journey, {requests} requests           {left:7.2f} ms CPU  {left / nothing:6.1f} "
                f"times an empty page, without the code; with it {whole:.2f} ms"
            )
