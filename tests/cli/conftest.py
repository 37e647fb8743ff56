"""A small Harbourline and a small export of our own, written once, and a way to ask of them."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tiebeam.cli import main
from tiebeam.engine.measures.definitions import CATALOGUE
from tiebeam.examples.harbourline import generate
from tiebeam.workbench.bench import Bench, open_data

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


@pytest.fixture(scope="session")
def declared(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same Harbourline, whose mapping declares with a reason that HR may know the gender."""
    copied = tmp_path_factory.mktemp("declared")
    shutil.copytree(folder, copied, dirs_exist_ok=True)
    path = next(copied.glob("*.map.toml"))
    secret = '[workforce.attributes.gender]\ncolumn = "gender"\nclass = "secret"\n'
    told = secret.replace('"secret"', '"hr"\nreason = "Everybody here wears it on a badge."')
    text = path.read_text(encoding="utf-8")
    assert secret in text
    path.write_text(text.replace(secret, told), encoding="utf-8")
    return copied


@pytest.fixture(scope="session")
def declared_bench(declared: Path) -> Iterator[Bench]:
    """It, read once."""
    with open_data(declared) as opened:
        yield opened


@pytest.fixture(scope="session")
def market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A labour market of three groups, whatever the occupation."""
    path = tmp_path_factory.mktemp("market") / "market.csv"
    path.write_text("occupation,Women,Men,Non-binary people\nall,0.46,0.53,0.01\n", "utf-8")
    return path


@pytest.fixture
def ask(folder: Path, bench: Bench, market: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """`tiebeam measure` on Harbourline's last full year, without reading it each time."""
    module = importlib.import_module("tiebeam.cli.measure")
    monkeypatch.setattr(module, "open_with_progress", lambda *_: nullcontext(bench))

    def asked(name: str, *words: object) -> Result:
        more = more_words(name, market)
        return run("measure", name, folder, *YEAR, *more, *words)

    return asked


def more_words(name: str, market: Path) -> tuple[object, ...]:
    """What a measure has to be asked with beside its name."""
    if name in CATALOGUE and CATALOGUE[name].beside_market:
        return ("--market", market)
    # The year after the ratings has to be there.
    return ("--window", "2023-01-01:2023-12-31") if name == "promotion_by_rating" else ()


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
