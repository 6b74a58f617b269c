"""A real server and a real worker that are killed without warning and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from engage.app import create_app
from engage.core import schema
from engage.core.db import db, unit_of_work
from tests import world
from tests.architecture.tree import ROOT
from tests.factories.accounts import SiteFactory
from tests.factories.consultations import open_consultation

SLUG = "evenings"


def make_home(home: Path, database: str) -> None:
    """A home folder, and one open consultation in its database."""
    with create_app(replace(world.settings(home), database_url=database)).app_context():
        schema.upgrade(db.engine)
        with unit_of_work():
            SiteFactory()
            open_consultation(SLUG)
        db.session.remove()
        db.engine.dispose()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Site:
    """The server and the worker, each in a process group of its own."""

    def __init__(self, home: Path, database: str) -> None:
        self.home, self.database, self.port = home, database, _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._commands = {"server": ["run", "--port", str(self.port)], "worker": ["worker"]}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *names: str) -> None:
        """Start these again; comes back when the server listens."""
        settings = {
            **os.environ,
            "ENGAGE_HOME": str(self.home),
            "DATABASE_URL": self.database,
            "ENGAGE_SECRET": "a secret for tests only",
            "ENGAGE_BASE_URL": self.address,
        }
        for name in names:
            command = [sys.executable, "-m", "engage", *self._commands[name]]
            with (self.home / f"{name}.log").open("ab") as log:
                self._running[name] = subprocess.Popen(
                    command, env=settings, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
                )
        self._wait(listening=True)

    def kill(self, *names: str) -> None:
        """Kill these and all that they started, without warning."""
        killed = [self._running.pop(name) for name in names if name in self._running]
        for process in killed:
            os.killpg(process.pid, signal.SIGKILL)
        for process in killed:
            process.wait(timeout=20)
        if "server" in names:
            self._wait(listening=False)

    def stop(self) -> None:
        """End whatever runs, as after a day's work."""
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            process.wait(timeout=20)
        self._running.clear()

    def _wait(self, *, listening: bool) -> None:
        for _try in range(600):
            with socket.socket() as knock:
                if (knock.connect_ex(("127.0.0.1", self.port)) == 0) is listening:
                    return
            time.sleep(0.05)
        raise AssertionError("the server did not start" if listening else "the server lives on")
