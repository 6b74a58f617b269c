"""An app for guards that only look at its map."""

from pathlib import Path

import pytest
from flask import Flask

from engage.app import create_app
from engage.config import Settings


@pytest.fixture
def once_app(tmp_path: Path) -> Flask:
    settings = Settings(home=tmp_path, database_url="sqlite://", secret_key="only for tests")
    return create_app(settings)
