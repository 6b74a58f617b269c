"""A machine that translates, on this computer: it says what a test told it to say."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from flask import current_app

from engage.core.machines import Machine

KEY = "a secret key"


class Fake:
    """What was asked, and how to answer: words by English, a status, bytes, or a wait."""

    def __init__(self):
        self.asked, self.words = [], {}
        self.status, self.body, self.wait, self.location = 200, None, 0.0, ""

    def answer(self, path, sent):
        texts = sent["q"] if path == "/translate" else sent["text"]
        said = [self.words.get(each, f"<{each}>".strip("<>") + " (es)") for each in texts]
        if path == "/translate":
            return {"translatedText": said}
        return {"translations": [{"text": each} for each in said]}


def _handler(fake):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            size = int(self.headers["Content-Length"])
            sent = json.loads(self.rfile.read(size))
            fake.asked.append((self.path, sent, self.headers.get("Authorization", "")))
            time.sleep(fake.wait)
            body = fake.body
            if body is None:
                body = json.dumps(fake.answer(self.path, sent)).encode()
            self.send_response(fake.status)
            if fake.location:
                self.send_header("Location", fake.location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words):
            """Say nothing."""

    return Handler


@contextmanager
def machine_at_work(kind="libretranslate", seconds=2.0) -> Iterator[Fake]:
    """A fake machine that the app of this test is set to ask."""
    fake = Fake()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fake))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    current_app.config["MACHINE"] = Machine(kind, address, KEY, seconds)
    try:
        yield fake
    finally:
        current_app.config["MACHINE"] = None
        server.shutdown()
        server.server_close()
        thread.join()
