"""No test reaches the outside world, and nothing in the tree names this or any other machine."""

import re
import socket
import subprocess

import pytest
import pytest_socket
from flask import Flask

from engage.core import mail
from tests.architecture.tree import ROOT


def test_an_outside_socket_is_refused() -> None:
    with pytest.raises(pytest_socket.SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_mail_in_tests_goes_to_a_list(app: Flask) -> None:
    mail.send(mail.compose("somebody@example.org", "Hello", "Hello"))
    assert [message["To"] for message in app.extensions["outgoing"]] == ["somebody@example.org"]


def _tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return listed.stdout.split("\n")[:-1]


def test_no_file_names_a_registry_or_a_machine() -> None:
    addresses = re.compile(
        r"https?://[^\s\"']*(pypi|npmjs|debian|pythonhosted)\.|/(work|home|root)/\w+/"
    )
    found = []
    for name in _tracked():
        path = ROOT / name
        if path.suffix in {".gz", ".png", ".woff2"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if addresses.search(text) and name != "tests/architecture/test_outside.py":
            found.append(name)
    assert found == []
