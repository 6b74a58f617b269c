"""The written part of the demonstration world: what stands in data/."""

import json
from functools import cache
from typing import Any

from engage.paths import PACKAGE

DATA = PACKAGE / "demo" / "data"
WRITTEN = {
    "hospital-letters": "5_hospital-letters",
    "hips-and-knees": "3_hips-and-knees",
    "gp-evenings": "1_gp-evenings",
    "health-bus": "8_health-bus",
    "clinic-parking": "7_clinic-parking",
    "health-visitors": "6_health-visitors",
}


@cache
def read(name: str) -> Any:
    """A file of data/, without its ending."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def consultation(slug: str) -> Any:
    """What was written for one consultation."""
    return read(WRITTEN[slug])


def world() -> Any:
    """Places, organisations and people."""
    return read("world")
