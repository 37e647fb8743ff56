"""How code is written here: docstrings, open ends, and folders with something in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from house.project import PACKAGE, ROOT, modules, name_of, syntax, text_of, tracked_files

#: In two halves, so that the rule does not find itself.
OPEN_END = re.compile("TO" + r"DO(?!\W{0,2}#\d)|FIX" + "ME|XX" + "X")
CODE = {".py", ".css", ".html", ".js", ".toml", ".sh", ".sql"}
KNOWS_DJANGO = ("web", "worker", "keeping", "cli")


def test_every_module_opens_with_a_sentence_that_says_what_it_holds():
    ours = [*modules(), ROOT / "dev.py", *(ROOT / "docs").glob("*.py")]
    # Django writes migrations, and their names say what they do.
    ours = [path for path in ours if "migrations" not in path.parts]

    assert [name_of(path) for path in ours if not opens_with_a_sentence(syntax(path))] == []


@pytest.mark.parametrize("code", ["", '"""helpers"""', '"""What it holds"""', "x = 1"])
def test_a_module_without_such_a_sentence_is_found(code: str):
    assert not opens_with_a_sentence(ast.parse(code))


def opens_with_a_sentence(module: ast.Module) -> bool:
    first = (ast.get_docstring(module) or "").split("\n\n")[0].split("\n")[0].strip()
    return bool(re.fullmatch(r"[A-Z\"'`<].* .*[.?:]", first))


def test_every_public_function_of_the_engine_says_what_you_get():
    bare = [
        f"{name_of(path)}: {name}"
        for path in modules()
        if path.is_relative_to(PACKAGE / "engine")
        for name in functions_without_docstring(syntax(path))
    ]

    assert bare == []


def test_a_public_function_without_a_docstring_is_found():
    module = ast.parse(
        "def rate(): ...\ndef _rate(): ...\nasync def gap(): ...\n@overload\ndef share(): ..."
    )

    assert functions_without_docstring(module) == ["rate", "gap"]


def functions_without_docstring(module: ast.Module) -> list[str]:
    return [
        each.name
        for each in module.body
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        and not each.name.startswith("_")
        and not ast.get_docstring(each)
        and not any(ast.unparse(mark) == "overload" for mark in each.decorator_list)
    ]


def test_what_is_left_to_do_names_its_issue():
    code = [path for path in tracked_files() if path.suffix in CODE]

    assert [f"{name_of(p)}: {line}" for p in code for line in open_ends(text_of(p) or "")] == []


def test_an_open_end_without_an_issue_is_found():
    word = "TO" + "DO"

    assert open_ends(f"x = 1  # {word} (#12): later\ny = 2  # {word} later") == [
        f"y = 2  # {word} later"
    ]


def open_ends(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if OPEN_END.search(line)]


def test_nothing_outside_web_worker_keeping_and_cli_imports_django():
    lower = [p for p in modules() if p.relative_to(PACKAGE).parts[0] not in KNOWS_DJANGO]

    assert [name_of(path) for path in lower if "django" in imported(syntax(path))] == []


def test_an_import_of_django_is_found_wherever_it_stands():
    assert "django" in imported(ast.parse("def view():\n    from django.http import HttpResponse"))
    assert "django" in imported(ast.parse("import django.db"))
    assert "django" not in imported(ast.parse("from tiebeam.web import django"))


def imported(module: ast.Module) -> set[str]:
    """Top-level names of all packages that a module imports."""
    names = set()
    for each in ast.walk(module):
        if isinstance(each, ast.Import):
            names |= {alias.name.split(".")[0] for alias in each.names}
        elif isinstance(each, ast.ImportFrom) and each.module and not each.level:
            names.add(each.module.split(".")[0])
    return names


def test_no_folder_of_the_package_is_empty():
    assert [name_of(folder) for folder in empty_folders(PACKAGE)] == []


def test_a_folder_that_holds_only_a_docstring_is_found(tmp_path: Path):
    for name in ("rooms", "rooms/bare", "rooms/nothing", "rooms/full"):
        (tmp_path / name).mkdir()
    (tmp_path / "rooms" / "__init__.py").write_text('"""Holds folders that hold something."""')
    (tmp_path / "rooms" / "bare" / "__init__.py").write_text('"""Later."""\n')
    (tmp_path / "rooms" / "full" / "__init__.py").write_text('"""What is here."""\nx = 1\n')

    found = empty_folders(tmp_path / "rooms")

    assert [folder.name for folder in found] == ["bare", "nothing"]


def empty_folders(folder: Path) -> list[Path]:
    """Folders without code of their own and without a module, a file or a full folder inside."""
    inside = [p for p in sorted(folder.iterdir()) if p.is_dir() and p.name != "__pycache__"]
    below = [empty for each in inside for empty in empty_folders(each)]
    full = [each for each in inside if each not in below]
    return below if full or _has_content(folder) else [folder, *below]


def _has_content(folder: Path) -> bool:
    files = [path for path in folder.iterdir() if path.is_file()]
    others = [path for path in files if path.name != "__init__.py"]
    return bool(others) or any(_says_something(path) for path in files)


def _says_something(init: Path) -> bool:
    body: Iterable[ast.stmt] = ast.parse(init.read_text(encoding="utf-8")).body
    return any(not isinstance(each, ast.Expr) for each in body)
