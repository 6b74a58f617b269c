"""A setting of this installation, for files that know nothing of the web."""

from typing import Any

from flask import current_app


def setting(name: str) -> Any:
    """A setting by its name in the app's configuration, such as FORMAT_DAYS."""
    return current_app.config[name]
