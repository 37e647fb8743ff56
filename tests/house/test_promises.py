"""The promises to people: each names a test that would go red, and that test is there."""

from __future__ import annotations

import ast
import re

import pytest
from house.project import ROOT, syntax

from tiebeam.web.insight.promises import PROMISES as ON_PAGES

PAGE = ROOT / "docs" / "guide" / "privacy.md"
HEAD = "| promise | what would go red |"


def promises(page: str) -> list[tuple[str, str]]:
    """Each promise of the table on the page, and the file and name of its test."""
    if HEAD not in page:
        return []
    _, _, below = page.partition(HEAD + "\n")
    table, _, _ = below.partition("\n\n")
    rows = [row.strip("| ").split(" | ") for row in table.splitlines()[1:]]
    return [(promise, test.strip("`")) for promise, test in rows]


def is_there(test: str) -> bool:
    """Whether a test that is named as `tests/file.py::name` exists."""
    name, _, wanted = test.partition("::")
    path = ROOT / name
    if not name.startswith("tests/") or not wanted.startswith("test_") or not path.is_file():
        return False
    return any(isinstance(each, ast.FunctionDef) and each.name == wanted
               for each in syntax(path).body)  # fmt: skip


PROMISES = promises(PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("promise", "test"), PROMISES, ids=[test for _, test in PROMISES])
def test_every_promise_names_a_test_that_exists(promise: str, test: str):
    assert is_there(test), f"'{promise}' has no test any more"


def test_pages_promise_what_the_guide_promises_with_the_same_tests():
    on_pages = {(str(each.says), each.test) for each in ON_PAGES}

    assert on_pages - set(PROMISES) == set()
    assert len(on_pages) >= 10


def test_there_are_promises_and_no_two_are_the_same():
    said = [promise for promise, _ in PROMISES]

    assert len(said) > 10
    assert len(set(said)) == len(said)


def test_every_file_of_tests_that_the_page_names_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)", PAGE.read_text(encoding="utf-8"))

    assert [name for name in named if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize(
    "test",
    [
        "tests/house/test_promises.py::test_that_nobody_wrote",
        "tests/house/test_gone.py::test_every_promise_names_a_test_that_exists",
        "tests/house/test_promises.py",
        "tests/house/test_promises.py::promises",
        "nothing yet",
    ],
)
def test_a_promise_without_a_test_is_found(test: str):
    page = f"Words.\n\n{HEAD}\n| --- | --- |\n| All is well. | `{test}` |\n\nMore words."

    assert promises(page) == [("All is well.", test)]
    assert not is_there(test)
