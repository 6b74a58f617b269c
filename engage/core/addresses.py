"""Which addresses are our own."""

import re

_OUR_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20]*\Z")


def local_path(asked: str) -> str:
    """The path, when it is one of this site; "/" for anything that could lead elsewhere."""
    return asked if _OUR_PATH.match(asked) else "/"


_SECRET = ("/answers/", "/approvals/", "/sign-in/")


def told_path(asked: str) -> str:
    """The path that may be told to staff; "/" for one that could lead into somebody’s own pages."""
    path = local_path(asked)
    return "/" if path.startswith(_SECRET) else path
