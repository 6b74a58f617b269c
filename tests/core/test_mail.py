"""One message, handed over by each way there is."""

import email
import logging
import smtplib

import pytest

from engage.core import mail

pytestmark = pytest.mark.once


class Server:
    """An SMTP server that writes down what it was told."""

    told: list

    def __init__(self, host, port, timeout):
        Server.told = [("connect", host, port)]

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None

    def starttls(self):
        Server.told.append("starttls")

    def login(self, user, word):
        Server.told.append(("login", user, word))

    def send_message(self, message):
        Server.told.append(("send", message["To"]))


def a_message():
    return mail.compose("reader@example.org", "Your link", "Use it once.\n")


def test_a_message_says_who_it_is_from_and_keeps_the_identity_it_was_given(app):
    identity = mail.new_message_id()
    message = mail.compose("reader@example.org", "Your link", "Use it once.", identity)
    assert message["From"] == "engage@example.org"
    assert message["To"] == "reader@example.org"
    assert message["Message-ID"] == identity
    assert message.get_content() == "Use it once.\n"


def test_each_message_has_an_identity_of_its_own(app):
    assert a_message()["Message-ID"] != a_message()["Message-ID"]


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        ("reader@example.org\nBcc: all@example.org", "Hello"),
        ("reader@example.org", "Hi\r\nBcc: x"),
    ],
)
def test_a_header_that_smuggles_a_line_is_refused(app, to, subject):
    with pytest.raises(ValueError, match="may not contain linefeed"):
        mail.compose(to, subject, "Body")


def test_a_message_goes_into_the_list_of_the_tests(app):
    mail.send(a_message())
    assert [each["To"] for each in app.extensions["outgoing"]] == ["reader@example.org"]


def test_messages_of_one_moment_each_have_a_file(app):
    app.config["MAIL"] = "folder"
    mail.send(a_message())
    mail.send(a_message())
    kept = sorted((app.config["HOME"] / "mail").iterdir())
    assert len(kept) == 2
    assert email.message_from_bytes(kept[0].read_bytes())["Subject"] == "Your link"


def test_a_message_is_told_on_the_console(app, caplog):
    app.config["MAIL"] = "console"
    with caplog.at_level(logging.WARNING):
        mail.send(a_message())
    assert "Mail to reader@example.org: Your link" in caplog.text
    assert "Use it once." in caplog.text


@pytest.mark.parametrize(
    ("way", "told"),
    [
        (
            "smtp://post:word@mail.example.org:587",
            [
                ("connect", "mail.example.org", 587),
                "starttls",
                ("login", "post", "word"),
                ("send", "reader@example.org"),
            ],
        ),
        (
            "smtp://mail.example.org",
            [("connect", "mail.example.org", 25), ("send", "reader@example.org")],
        ),
        (
            "smtp://post@",
            [
                ("connect", "localhost", 25),
                "starttls",
                ("login", "post", ""),
                ("send", "reader@example.org"),
            ],
        ),
    ],
)
def test_a_message_goes_to_a_server_signed_in_only_over_a_safe_line(app, monkeypatch, way, told):
    monkeypatch.setattr(smtplib, "SMTP", Server)
    app.config["MAIL"] = way
    mail.send(a_message())
    assert Server.told == told
