"""Small files with known names; commands with an actor; no hidden imports; no loose ends."""

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.architecture.tree import (
    FEATURE_FILES,
    PACKAGE,
    ROOT,
    features_on_disk,
    functions,
    python_files,
    tree_of,
)

MOST_LINES, MOST_FUNCTION, MOST_VIEW, MOST_TEMPLATE = 400, 25, 12, 120

# Commands that leave no line of history, and why.
SILENT = {
    "analysis.count_tallies",  # numbers alone, made of rows that have lines of their own
    "audit.looked",  # is a line of history itself
    "audit.seal",  # binds the lines that are there
    "equality.keep",  # nothing may name these rows beside a response (settled 24)
    "languages.fail",  # the run says itself what became of it
    "languages.put_machine",  # the run that it belongs to records
    "jobs.deliver_due",  # the outbox row says what became of it
    "jobs.plan",  # its command records
    "jobs.take_lease",  # a clock's business
    "responses.draft_waiting",  # through put_draft, which records
    "responses.keep_contact",  # nothing may name these rows beside a response (settled 24)
    "responses.forget_words",  # a clock's business
    "responses.pass_over",  # a clock's business
    "responses.unlist",  # a part of what its callers record
    "responses.take_down",  # through finding.remove, which records
    "responses.undo",  # through import_.undo_import, which records
    "responses.begin_looking",  # a clock's business
    "responses.begin_listening",  # as above
    "responses.hand_over",  # a part of sending, which records
    "responses.keep_file",  # a part of a draft, which is nobody's business but the visitor's
    "responses.drop_file",  # as above
    "responses.begin",  # a draft is nobody's business but the visitor's (settled 42)
    "responses.begin_change",  # as above
    "responses.make_code",  # as above
    "responses.save_draft",  # as above
    "responses.keep_parent",  # a part of sending, entering or changing, which record
    "responses.keep_ease",  # nothing may name these rows beside a response (settled 24)
    "responses.tell_ease",  # as above
    "responses.keep_trial",  # a test run of staff: nothing of it counts
}

# Commands that a resident, the clock or the sign-in page may run: nobody is signed in.
ANONYMOUS = {
    "responses.begin_change",
    "responses.change",
    "responses.keep_ease",
    "responses.tell_ease",
    "responses.hide_words",
    "responses.drop_file",
    "responses.forget_old_drafts",
    "responses.keep_file",
    "responses.mail_receipt",
    "accounts.send_link",
    "accounts.sign_in",
    "accounts.use_link",
    "languages.tell_wrong",
    "audit.seal",
    "consultations.answer_approval",
    "consultations.record_stages",
    "consultations.remove_unused",
    "publishing.answer",
    "jobs.deliver_due",
    "languages.fail",
    "languages.translate_waiting",
    "responses.draft_waiting",
    "jobs.take_lease",
    "responses.add_forms",
    "responses.begin",
    "responses.make_code",
    "responses.publish_due",
    "responses.publish_ready",
    "responses.save_draft",
    "responses.submit",
    "responses.withdraw",
    "responses.remove_old",
    "responses.work_waiting",
    "responses.write_waiting",
    "analysis.count_tallies",
}


def wrong_files(names: dict[str, list[str]]) -> list[str]:
    """Names in a feature that are not of the vocabulary; folders of data are let through."""
    allowed = FEATURE_FILES | {"data", "access", "__pycache__"}
    return [
        f"{feature}/{name}"
        for feature, found in sorted(names.items())
        for name in found
        if name.removesuffix(".py") not in allowed
    ]


def long_functions(tree: ast.AST, most: int) -> list[str]:
    """Functions with a body longer than so many lines; signature and docstring not counted."""
    found = []
    for function in functions(tree):
        first = function.body[0]
        words = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        start = (first.end_lineno or 0) + 1 if words else first.lineno
        length = (function.end_lineno or 0) - start + 1
        if length > most:
            found.append(f"{function.name} has {length} lines")
    return found


def hidden_imports(tree: ast.AST) -> list[str]:
    """Imports inside functions."""
    return [
        function.name
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def commands_without_actor(tree: ast.Module) -> list[str]:
    """Public functions of a commands file that take no keyword `actor`."""
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and "actor" not in [each.arg for each in node.args.kwonlyargs]
    ]


def anonymous_commands(tree: ast.Module) -> list[str]:
    """Public commands whose actor may be left out."""
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
                if argument.arg == "actor" and default is not None:
                    found.append(node.name)
    return found


def _command_files() -> list[tuple[str, Path]]:
    return [
        (feature, path)
        for feature in features_on_disk()
        for path in [
            *PACKAGE.glob(f"{feature}/commands.py"),
            *PACKAGE.glob(f"{feature}/commands/*.py"),
        ]
    ]


def test_a_feature_holds_only_files_of_the_vocabulary() -> None:
    names = {
        feature: [path.name for path in (PACKAGE / feature).iterdir()]
        for feature in features_on_disk()
    }
    assert wrong_files(names) == []


def test_a_file_of_another_name_is_caught() -> None:
    assert wrong_files({"jobs": ["models.py", "helpers.py"]}) == ["jobs/helpers.py"]


def too_long(texts: dict[str, str], most: int) -> dict[str, int]:
    """Files of more than so many lines."""
    lengths = {name: len(text.splitlines()) for name, text in texts.items()}
    return {name: lines for name, lines in lengths.items() if lines > most}


def _texts(paths: Iterable[Path]) -> dict[str, str]:
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths}


@pytest.mark.parametrize("folder", ["engage", "tests"])
def test_no_file_is_too_long(folder: str) -> None:
    assert too_long(_texts(python_files(folder)), MOST_LINES) == {}


def test_a_long_file_is_caught() -> None:
    assert too_long({"engage/jobs/rules.py": "a = 1\n" * 401}, MOST_LINES) == {
        "engage/jobs/rules.py": 401
    }


def test_no_function_is_too_long() -> None:
    found = {
        str(path.relative_to(ROOT)): long_functions(tree_of(path), MOST_FUNCTION)
        for path in python_files("engage")
    }
    assert {name: said for name, said in found.items() if said} == {}


def test_no_view_is_too_long() -> None:
    found = {
        str(path.relative_to(ROOT)): [
            each
            for function in functions(tree_of(path))
            if function.decorator_list
            for each in long_functions(ast.Module([function], []), MOST_VIEW)
        ]
        for path in python_files("engage")
        if "views" in path.stem or "views" in path.parts
    }
    assert {name: said for name, said in found.items() if said} == {}


def test_no_template_is_too_long() -> None:
    assert too_long(_texts(sorted((ROOT / "templates").rglob("*.html"))), MOST_TEMPLATE) == {}


def test_a_long_template_is_caught() -> None:
    assert too_long({"templates/jobs/a.html": "<p>\n" * 121}, MOST_TEMPLATE) != {}


def test_a_long_view_is_caught() -> None:
    body = "\n".join(f"    a = {number}" for number in range(13))
    view = ast.parse(f"@bp.get('/')\n@public\ndef show():\n{body}")
    assert long_functions(view, MOST_VIEW) == ["show has 13 lines"]


def test_a_long_function_is_caught() -> None:
    body = "\n".join(f"    a = {number}" for number in range(30))
    assert long_functions(ast.parse(f"def long():\n{body}"), 25) == ["long has 30 lines"]


def test_no_import_hides_in_a_function() -> None:
    found = {
        str(path.relative_to(ROOT)): hidden_imports(tree_of(path))
        for path in python_files("engage")
    }
    assert {name: said for name, said in found.items() if said} == {}


def test_a_hidden_import_is_caught() -> None:
    assert hidden_imports(ast.parse("def f():\n    import os")) == ["f"]


def test_every_command_has_an_actor() -> None:
    found = {str(path): commands_without_actor(tree_of(path)) for _name, path in _command_files()}
    assert {name: said for name, said in found.items() if said} == {}


def test_a_renamed_actor_is_caught() -> None:
    assert commands_without_actor(ast.parse("def create(*, who, title): ...")) == ["create"]


def test_commands_nobody_signs_for_are_written_down() -> None:
    found = {
        f"{feature}.{name}"
        for feature, path in _command_files()
        for name in anonymous_commands(tree_of(path))
    }
    assert found == ANONYMOUS


def test_a_command_nobody_signs_for_is_caught() -> None:
    assert anonymous_commands(ast.parse("def send(*, actor=None, to): ...")) == ["send"]


def _calls(function: ast.FunctionDef) -> set[str]:
    """The names a function calls: `record`, or `feature.command` of another feature."""
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    plain = {call.id for call in calls if isinstance(call, ast.Name)}
    far = {
        f"{call.value.id}.{call.attr}"
        for call in calls
        if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name)
    }
    return plain | far


def silent_commands(tree: ast.Module) -> list[str]:
    """Public commands that record nothing, themselves or through what they call."""
    others = {
        each.asname or each.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for each in node.names
        if each.name == "commands"
    }
    known = {node.name: _calls(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
    loud = {"record", "record_each"}
    for _round in known:
        loud |= {
            name
            for name, calls in known.items()
            if calls & loud or any(call.split(".")[0] in others for call in calls)
        }
    return sorted(name for name in known if not name.startswith("_") and name not in loud)


def test_every_command_records_what_it_did() -> None:
    found = {
        f"{feature}.{name}"
        for feature, path in _command_files()
        for name in silent_commands(tree_of(path))
    }
    assert found == SILENT


def test_a_command_that_records_nothing_is_caught() -> None:
    tree = ast.parse("def keep(*, actor):\n    save()\ndef save():\n    pass")
    assert silent_commands(tree) == ["keep", "save"]
    tree = ast.parse("def keep(*, actor):\n    _save()\ndef _save():\n    record()")
    assert silent_commands(tree) == []


def test_nothing_is_left_to_do() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X ")
    texts = [*python_files("engage"), *(ROOT / "templates").rglob("*.html")]
    found = [
        str(path)
        for path in texts
        if any(mark in path.read_text(encoding="utf-8") for mark in marks)
    ]
    assert found == []
