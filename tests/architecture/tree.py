"""What the guards look at: the files of the project, read once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "engage"
FEATURE_FILES = {"__init__", "models", "rules", "queries", "commands", "forms", "views", "tasks"}
NOT_FEATURES = {"core", "migrations", "demo", "cli"}


@cache
def python_files(folder: str) -> tuple[Path, ...]:
    """Every Python file below a folder of the project, but for written migrations."""
    found = sorted((ROOT / folder).rglob("*.py"))
    return tuple(path for path in found if "versions" not in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def features_on_disk() -> list[str]:
    """The folders of `engage/` that are features."""
    return sorted(
        path.name
        for path in PACKAGE.iterdir()
        if path.is_dir() and path.name not in NOT_FEATURES and (path / "__init__.py").exists()
    )


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def module_name(path: Path) -> str:
    """engage/jobs/models.py -> engage.jobs.models."""
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
