"""Ledgers of releases: of a small Harbourline, made as anybody makes one, and made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from engine.disclosure import shown
from web.people import LONG_AGO
from workbench.shelved import shelved

from tiebeam.engine.disclosure.shelf import Edition
from tiebeam.examples.harbourline import generate
from tiebeam.web.insight.actions import rebuild
from tiebeam.workbench.bench import open_data
from tiebeam.workbench.proposing_cube import propose_cube, read_cube, write_cube
from tiebeam.workbench.releasing import release_data

MIDDLE, END = date(2025, 6, 30), date(2025, 12, 31)


def small_harbourline(folder: Path) -> Path:
    """The folder of a ledger with two releases about gender."""
    generate(people=700, years=2, seed=7, out=folder / "data")
    ledger, vault = folder / "ledger", folder / "vault"
    with open_data(folder / "data") as bench:
        cube = propose_cube(bench, first=MIDDLE, attributes=["gender"])
        write_cube(cube, folder / "cube.toml")
        declared = read_cube(folder / "cube.toml")
        for day in (MIDDLE, END):
            release_data(bench.dataset, declared, ledger=ledger, vault=vault, at=day)
    return ledger


def shown_from(ledger: Path) -> None:
    """Show the releases of a ledger on pages."""
    rebuild(ledger, at=LONG_AGO)


def made_by_hand(folder: Path, *editions: Edition) -> Path:
    """The folder of a ledger with these releases, which are shown on pages."""
    ledger, _ = shelved(folder, *editions)
    shown_from(ledger)
    return ledger


def two_dates(*, women_then: float = 300, women_now: float = 305) -> list[Edition]:
    """600 people on two days, some of them women, and what happened to them in between."""
    return [
        shown.edition(
            shown.stock(404, 1000), shown.stock(women_then, 600, {"level": "1"}),
            shown.stock(104, 400, {"level": "2"}), shown.stock(None, 9, {"unit": "Quay"}),
            shown.stock(120, 400, {"unit": '=HYPERLINK("x")'}),
        ),
        shown.edition(
            *(replace(each, release=2, at=shown.DECEMBER) for each in (
                shown.stock(409, 1000), shown.stock(women_now, 600, {"level": "1"}),
                shown.stock(104, 400, {"level": "2"}), shown.flow("left", 30, 100),
            )),
            number=2, at=shown.DECEMBER,
        ),
    ]  # fmt: skip
