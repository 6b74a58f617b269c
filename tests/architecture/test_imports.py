"""Imports only go down: in a feature, between features, away from the web and the session."""

import grimp
import pytest

from engage.app import FEATURES
from tests.architecture.tree import features_on_disk

LAYERS = ("views", "tasks", "forms", "commands", "queries", "rules", "models")
ORDER = tuple(feature.name for feature in FEATURES)
WEB = ("flask", "werkzeug", "wtforms", "flask_wtf")
LOWER_FOUR = {"models", "rules", "queries", "commands"}
Fault = tuple[str, str, str]


def _place(module: str) -> tuple[str, str]:
    """The feature and the layer of a module: engage.jobs.rules.x -> (jobs, rules)."""
    parts = [*module.split("."), "", ""]
    return parts[1], parts[2]


def _inside(importer: str, imported: str) -> str | None:
    (feature, upper), (other, lower) = _place(importer), _place(imported)
    if feature != other or upper not in LAYERS or lower not in LAYERS:
        return None
    if LAYERS.index(lower) < LAYERS.index(upper):
        return "imports go down inside a feature"
    return None


def _between(importer: str, imported: str) -> str | None:
    (feature, _upper), (other, lower) = _place(importer), _place(imported)
    if lower == "views" and importer != "engage.app":
        return "only app imports views" if feature != other else None
    if feature in ORDER and other in ORDER and ORDER.index(other) > ORDER.index(feature):
        return "a feature uses those before it"
    if feature == "core" and other in ORDER:
        return "core knows no feature"
    return None


def _reach(importer: str, imported: str) -> str | None:
    feature, layer = _place(importer)
    package = imported.split(".", maxsplit=1)[0]
    if feature not in ORDER:
        return None
    refused = {
        "views and forms never touch the database": layer in {"views", "forms"}
        and (package == "sqlalchemy" or imported == "engage.core.db"),
        "the lower four know nothing of the web": layer in LOWER_FOUR
        and (package in WEB or imported in {"engage.core.web", "engage.core.forms"}),
        "reading never writes": layer == "queries" and _place(imported)[1] == "commands",
        "a rule needs no database": layer == "rules" and package == "sqlalchemy",
    }
    return next((said for said, broken in refused.items() if broken), None)


def faults(graph: grimp.ImportGraph) -> list[Fault]:
    """Every direct import that breaks a contract: (importer, imported, contract)."""
    return [
        (importer, imported, said)
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
        for contract in (_inside, _between, _reach)
        if (said := contract(importer, imported))
    ]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("engage", include_external_packages=True, cache_dir=None)


def test_every_import_keeps_the_contracts(graph: grimp.ImportGraph) -> None:
    assert faults(graph) == []


def test_every_feature_on_disk_stands_in_the_order() -> None:
    assert sorted(ORDER) == features_on_disk()


@pytest.mark.parametrize(
    ("importer", "imported", "contract"),
    [
        ("engage.jobs.models", "engage.jobs.commands", "imports go down inside a feature"),
        (
            "engage.accounts.queries",
            "engage.consultations.models",
            "a feature uses those before it",
        ),
        ("engage.consultations.views", "engage.accounts.views", "only app imports views"),
        (
            "engage.consultations.views",
            "engage.core.db",
            "views and forms never touch the database",
        ),
        ("engage.consultations.forms", "sqlalchemy", "views and forms never touch the database"),
        ("engage.accounts.commands", "flask", "the lower four know nothing of the web"),
        ("engage.languages.queries", "engage.audit.commands", "reading never writes"),
        ("engage.places.rules", "sqlalchemy", "a rule needs no database"),
        ("engage.core.web", "engage.accounts.models", "core knows no feature"),
    ],
)
def test_a_planted_import_is_caught(
    graph: grimp.ImportGraph, importer: str, imported: str, contract: str
) -> None:
    graph.add_import(importer=importer, imported=imported)
    try:
        assert (importer, imported, contract) in faults(graph)
    finally:
        graph.remove_import(importer=importer, imported=imported)
