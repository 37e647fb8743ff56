"""What all tests share: where the real data is, and how much of everything is tried."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import migrated
import pytest
from django.conf import settings as of_django
from hypothesis import HealthCheck, settings
from sizes import ALL, sized

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

# Scientific imports make the first example slow; that says nothing about the code under test.
# Continuous integration tries the same examples each time.
settings.register_profile(
    ALL,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("usual", settings.get_profile(ALL), max_examples=30)
# For mutants: a thousand times the same tests, and a wrong one fails early or not at all.
settings.register_profile("few", settings.get_profile(ALL), derandomize=True, max_examples=10)
settings.load_profile("usual")

# Ibis makes a hundred thousand small objects per question; looking among them for what nobody needs
# any more as often as Python does takes a tenth of the time.
gc.set_threshold(100_000, 50, 100)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="every test at its full size")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--all"):
        settings.load_profile(ALL)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lines are traced where examples are worked out by hand: the engine is held to those.

    What needs no database of Django's comes first. There, files take long to make what all of their
    tests share, and a process that has nothing left takes over the last tests of another: of one
    such file it would make all of that anew. Tests with a database are short, and share nothing.
    """
    for each in items:
        if getattr(getattr(each, "obj", None), "is_hypothesis_test", False):
            each.add_marker("no_cover")
    items.sort(key=needs_database)


def needs_database(item: pytest.Item) -> bool:
    asked = {"db", "transactional_db", "live_server"} & {*getattr(item, "fixturenames", ())}
    return bool(asked) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Where a real file is, by its path in the shared data; skips where it is absent."""

    def find(name: str) -> Path:
        path = SHARED_DATA / name
        if not path.exists():
            pytest.skip(f"{name} is not on this machine; the test needs the real data")
        return path

    return find


@pytest.fixture(scope="module", autouse=True)
def sql_is_written_once() -> Iterator[None]:
    """Within a module, Ibis writes the SQL of a question once, whatever rows it is asked of.

    In tests of reading, three of four questions were asked before, and writing them is most of the
    work. With `--all` each is written anew.
    """
    import ibis.expr.operations as ops
    from ibis.backends.sql import SQLBackend

    write = SQLBackend.compile
    known: dict[Any, str] = {}

    def once(backend: Any, asked: Any, /, **how: Any) -> str:
        question = asked.op()
        # A table that Ibis made and named is gone when nobody knows of it any more.
        passing = any(each.name.startswith("ibis_") for each in question.find(ops.PhysicalTable))
        if passing or any(how.values()):
            return write(backend, asked, **how)
        if question not in known:
            known[question] = write(backend, asked, **how)
        return known[question]

    with pytest.MonkeyPatch.context() as patch:
        if sized(True, False):
            patch.setattr(SQLBackend, "compile", once)
        yield


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Whether a database is there already: on SQLite, a copy of one that has every migration."""
    if "POSTGRESQL_FOLDER" in os.environ:
        return False
    migrated.copy_to(Path(of_django.DATABASES["default"]["TEST"]["NAME"]))
    return True
