"""Lines of releases made by hand: what everybody may read, without anybody behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tiebeam.engine.disclosure.published import Line
from tiebeam.engine.disclosure.shelf import Edition
from tiebeam.engine.records.window import Window

JUNE, DECEMBER, NEXT_JUNE = date(2025, 6, 30), date(2025, 12, 31), date(2026, 6, 30)
YEAR_2025 = Window(date(2025, 1, 1), date(2025, 12, 31))
#: As the standard noise has it: 1.96 · √6.
BAND = 4.8009

Cell = Mapping[str, str]


def stock(shown: float | None, n: int, cell: Cell | None = None, **more: Any) -> Line:
    return _line("stock", shown, n, cell, **more)


def flow(
    outcome: str, shown: float | None, n: int, cell: Cell | None = None, **more: Any
) -> Line:  # fmt: skip
    given = {"outcome": outcome, "window": YEAR_2025}
    return _line("flow", shown, n, cell, **(given | more))


def median(shown: float | None, n: int, value: str, cell: Cell | None = None, **more: Any) -> Line:
    return _line("median", shown, n, cell, **({"value": value, "band": 0.0} | more))


def _line(kind: Any, shown: float | None, n: int, cell: Cell | None, **more: Any) -> Line:
    given: dict[str, Any] = {
        "release": 1,
        "at": JUNE,
        "attribute": "gender",
        "value": "Women",
        "band": 0.0 if shown is None else BAND,
        "why": "threshold" if shown is None else None,
    }
    return Line(kind=kind, shown=shown, n=n, cell=dict(cell or {}), **(given | more))


def edition(*lines: Line, number: int = 1, at: date = JUNE, **more: Any) -> Edition:
    return Edition(number=number, at=at, lines=lines, **more)


def employer() -> list[Edition]:
    """1,000 people at three levels, 400 of them women, in one release of 30 June 2025."""
    people = {"1": (300, 600), "2": (80, 300), "3": (20, 100)}
    by_level = [stock(shown, n, {"level": level}) for level, (shown, n) in people.items()]
    promoted = [flow("promoted", 19, 80, {"level": "1"}), flow("promoted", 12, 40, {"level": "2"})]
    return [
        edition(
            stock(404, 1000),
            *by_level,
            *promoted,
            flow("left", 40, 120),
            flow("joined", 60, 130),
            flow("joined", 50, 100, {"level": "1"}),
            median(41_000, 1000, "Women"),
            median(45_000, 1000, "everybody else"),
        )
    ]


def funnel(women: Mapping[str, float] | None = None, **more: Any) -> list[Line]:
    """1,000 people who applied in 2025, about 400 of them women, and how far they came."""
    came = {"applied": 1000, "invited": 500, "offered": 150, "hired": 100}
    counted = {"applied": 400.0, "invited": 150.0, "offered": 60.0, "hired": 40.0}
    return [
        flow("applied", (women or counted)[stage], n, {"stage": stage}, **more)
        for stage, n in came.items()
    ]


def rows_of(figure: Any, at: Mapping[str, Any]) -> Sequence[Any]:
    return [row for row in figure.rows if row.at == at]
