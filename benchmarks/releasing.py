"""A release through the whole gate, with its attack: a small employer's, and a large one's tenth.

There is no peer: nothing else that we know of attacks what it releases. So times are promised.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from peers import Result, alone

# The made-up employer is that of the tests.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

#: Categories of a large employer's fields, and its tables: 2,300 cells of ten people and more.
LARGE = {"unit": 900, "job": 300, "site": 40, "level": 12, "contract": 5}
TABLES = (
    (), ("level",), ("site",), ("contract",), ("job",), ("unit",), ("level", "site"),
    ("contract", "job"),
)  # fmt: skip


def run(_: Path) -> list[Result]:
    return [
        Result(
            name="a release and its attack, 500 people, the cube as proposed",
            ours=alone(one_release, 0, prepare=small),
            most_seconds=5,
        ),
        Result(
            name="the eighth half-yearly release of 500 people",
            ours=alone(one_release, 7, prepare=small),
            most_seconds=5,
        ),
        *(
            Result(
                name=f"the {name} release of 50,000 people and 2,300 cells, and its attack",
                ours=alone(one_release, before, prepare=large),
                most_seconds=60,
                most_megabytes=2048,
            )
            for name, before in (("first", 0), ("tenth", 9))
        ),
    ]


def small(before: int) -> Iterator[Any]:
    from engine.disclosure.employer import employer
    from engine.disclosure.lives import Life, Told

    company = employer(500, days=8, seed=1, moving=0.04, months=6)
    return _after(Life(company, [Told("reports", {"yes": 0.12})]), before)


def large(before: int) -> Iterator[Any]:
    from engine.disclosure.employer import employer
    from engine.disclosure.lives import Life, Told

    company = employer(50_000, days=10, seed=1, moving=0.04, months=6, attributes=LARGE)
    return _after(Life(company, [Told("reports", {"yes": 0.12})], tables=TABLES), before)


def _after(life: Any, before: int) -> Iterator[Any]:
    """The releases that follow the first ones, which are made."""
    releases = life.releases(secret_seed=3)
    assert len(list(islice(releases, before))) == before
    # What does not depend on the release is prepared once.
    assert life.coded
    return iter(releases)


def one_release(releases: Iterator[Any]) -> None:
    assert next(releases).found.lines
