"""Barriers for tests, and figures that show them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from engine.disclosure import shown
from web.ledgers import made_by_hand

from tiebeam.engine.records.window import Window
from tiebeam.web.insight import queries as releases
from tiebeam.web.insight.barriers import actions, figures
from tiebeam.web.insight.barriers.shows import Shows
from tiebeam.web.insight.models import Barrier

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
#: About 6 in 100 women at level 1 were promoted in 2025, and about 20 in 100 others.
PROMOTED = "promotion-rate?about=gender&by=&when=2025"
#: Chance or noise may explain it.
LEFT = "exit-rate?about=gender&by=&when=2025"
YEAR_2026 = Window(date(2026, 1, 1), date(2026, 12, 31))


def employer(folder: Path) -> None:
    made_by_hand(folder, *shown.employer())


def employer_a_year_later(folder: Path, *, promoted: int = 19) -> None:
    """The same employer with a second release, that tells of 2026 as well."""
    later = shown.edition(
        *(replace(each, release=2, at=shown.DECEMBER) for each in (
            shown.stock(300, 600, {"level": "1"}), shown.stock(80, 300, {"level": "2"}),
            shown.flow("promoted", promoted, 80, {"level": "1"}, window=YEAR_2026),
        )),
        number=2, at=shown.DECEMBER,
    )  # fmt: skip
    made_by_hand(folder, *shown.employer(), later)


def figure(address: str = PROMOTED) -> Shows:
    found = releases.shown()
    assert found is not None
    offer = figures.offer_at(found, address)
    assert offer is not None
    return figures.shows(found, offer)


def a_barrier(title: str = "Few women rise from level 1", *shows: Shows, by: Any,
              once: str = "", **said: Any) -> Barrier:  # fmt: skip
    return actions.open_barrier(
        {"title": title, **said}, shows, once=once or title[:60], by=by, at=AT
    )


def new(**query: str) -> str:
    return f"/barriers/new/?{urlencode(query)}"
