"""A small Harbourline and a small export of our own, written once, and a way to ask of them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tiebeam.cli import main
from tiebeam.examples.harbourline import generate
from tiebeam.workbench import Bench, open_data

YEAR = ("--window", "2024-01-01:2024-12-31")
Ask = Callable[..., Result]


def run(*words: object) -> Result:
    """One command, in this process."""
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Harbourline with 150 people; nobody writes into it."""
    written = tmp_path_factory.mktemp("harbourline")
    generate(people=150, years=3, seed=7, out=written)
    return written


@pytest.fixture(scope="session")
def bench(folder: Path) -> Iterator[Bench]:
    """Harbourline, read once: reading is not what most of these tests are about."""
    with open_data(folder) as opened:
        yield opened


@pytest.fixture
def ask(folder: Path, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """`tiebeam measure` on Harbourline's last full year, without reading it each time."""
    module = importlib.import_module("tiebeam.cli.measure")
    monkeypatch.setattr(module, "open_with_progress", lambda *_: nullcontext(bench))
    return lambda name, *words: run("measure", name, folder, *YEAR, *words)


@pytest.fixture
def staff(tmp_path: Path) -> Path:
    """Twelve people, one of whom left before joining."""
    rows = ["id,joined,left,gender"]
    rows += [f"{n},2020-01-{n + 1:02},,{'FM'[n % 2]}" for n in range(1, 12)]
    rows += ["12,2021-05-01,2019-01-31,F"]
    path = tmp_path / "staff.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


MAPPING = """\
schema = "tiebeam.mapping/1"

[workforce]
shape = "people"

[workforce.fields]
person = "id"
hired = "joined"
left = "left"

[workforce.attributes.gender]
column = "gender"
source = "recorded"
values = { F = "Women", M = "Men" }
"""
