"""Ledgers of releases made from lines by hand, with a vault whose keys they say they are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from engine.disclosure import shown

from tiebeam.engine.disclosure.published import Line
from tiebeam.vault import keys
from tiebeam.workbench import releases
from tiebeam.workbench.for_others import OpenLedger, open_ledger
from tiebeam.workbench.noise_keys import fingerprint


def shelved(folder: Path, *editions: shown.Edition) -> tuple[Path, Path]:
    """The folders of a ledger that holds these releases, and of its vault."""
    ledger, vault = folder / "ledger", folder / "vault"
    made = keys.make(vault)
    for edition in editions or shown.employer():
        names = dict.fromkeys(str(line.attribute) for line in edition.lines if line.attribute)
        everybody = shown.Line(
            release=edition.number, at=edition.at, kind="directory", n=1000, shown=1000
        )
        content = {
            "release": edition.number,
            "at": edition.at.isoformat(),
            "cube": {
                "first": f"{edition.at.year}-01-01",
                "attributes": [
                    {"name": name, "several": name in edition.several} for name in names
                ],
            },
            "keys": {name: fingerprint(made, name) for name in names},
            "data": {"sha256": "1" * 64, "mapping_sha256": "2" * 64},
            "attacks": [],
        }
        releases.append(ledger, content, [everybody, *edition.lines])
    return ledger, vault


def opened(folder: Path, *editions: shown.Edition) -> OpenLedger:
    """The same, opened."""
    return open_ledger(*shelved(folder, *editions))


def of_harbourline(at: date = shown.JUNE) -> list[shown.Edition]:
    """Lines as a release of a small Harbourline might show them, made up."""
    lines: Sequence[Line] = shown.employer()[0].lines
    more: dict[str, Any] = {"window": shown.Window(date(2024, 1, 1), date(2024, 12, 31))}
    told = [replace(each, **more) if each.kind == "flow" else each for each in lines]
    return [shown.edition(*(replace(each, at=at) for each in told), at=at)]
