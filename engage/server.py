"""The web server and the worker."""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from uuid import uuid4

from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from engage.app import FEATURES, Task
from engage.core.db import db, unit_of_work
from engage.core.errors import RuleBroken
from engage.jobs import commands as jobs

log = logging.getLogger(__name__)
_LEASE_SECONDS = 60.0
_TICK = 0.5


def check_port(port: int) -> None:
    """Raises RuleBroken when another server has the port already."""
    with socket.socket() as knock:
        if knock.connect_ex(("127.0.0.1", port)) == 0:
            raise RuleBroken(f"Port {port} is in use. Choose another, for example PORT=5001.")


def serve(port: int, *, with_worker: bool = False) -> None:
    """Serve the site on loopback until told to stop, the worker beside it when asked.

    Raises RuleBroken when the port is in use.
    """
    check_port(port)
    worker = subprocess.Popen([sys.executable, "-m", "engage", "worker"]) if with_worker else None
    try:
        Granian(
            "engage.wsgi:app",
            address="127.0.0.1",
            port=port,
            interface=Interfaces.WSGI,
            workers=int(os.environ.get("ENGAGE_WORKERS", "1")),
            blocking_threads=int(os.environ.get("ENGAGE_THREADS", "4")),
            log_access=False,
        ).serve()
    finally:
        if worker:
            worker.terminate()
            worker.wait(timeout=10)


def run_due(app: Flask, holder: str, due: dict[str, float], at: float) -> int:
    """Run every timed task whose time has come and whose lease is ours; returns how many ran."""
    ran = 0
    for task in [task for feature in FEATURES for task in feature.tasks]:
        if due.get(task.name, 0.0) > at:
            continue
        due[task.name] = at + task.every
        ran += _run_one(app, holder, task)
    return ran


def _run_one(app: Flask, holder: str, task: Task) -> int:
    with app.app_context():
        try:
            with unit_of_work():
                mine = jobs.take_lease(task.name, holder, _LEASE_SECONDS)
            if mine:
                with unit_of_work():
                    task.run()
        except Exception:
            log.exception("the task %s failed; it will be tried again", task.name)
            return 0
        finally:
            db.session.remove()
    return int(mine)


def work(app: Flask) -> None:
    """Run timed tasks until told to stop."""
    stopping: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    holder, due = uuid4().hex, dict[str, float]()
    while not stopping:
        run_due(app, holder, due, time.monotonic())
        time.sleep(_TICK)
