"""Which addresses are our own."""

import re

_OUR_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20]*\Z")


def local_path(asked: str) -> str:
    """The path, when it is one of this site; "/" for anything that could lead elsewhere."""
    return asked if _OUR_PATH.match(asked) else "/"
