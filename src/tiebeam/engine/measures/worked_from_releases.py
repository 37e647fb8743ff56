"""What is worked out further from releases: the flow ledger of a level, and what lies ahead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tiebeam.engine.disclosure import Released
from tiebeam.engine.disclosure.answers import Asked
from tiebeam.engine.disclosure.cube import Refused
from tiebeam.engine.disclosure.shelf import Shelf
from tiebeam.engine.measures import ahead_from_releases as ahead
from tiebeam.engine.measures import ledger_from_releases as ledger
from tiebeam.engine.records.window import Window

MEASURES: Final = (ledger.MEASURE, ahead.MEASURE)


def there_is(shelf: Shelf) -> Iterator[tuple[str, Window, str]]:
    """Everything of which the releases hold enough: the measure, its days, and its level."""
    for account in ledger.accounts(shelf):
        yield ledger.MEASURE, account.window, account.level
    try:
        day, values, _ = ahead.values_ahead(shelf)
    except Refused:
        return
    if values:
        yield ahead.MEASURE, ahead.window_of(day), ""


def figure(shelf: Shelf, asked: Asked, level: str) -> Released:
    """One of them, for everybody the same.

    Raises  Refused, which names what the releases hold, or what they lack
    """
    if asked.fields:
        raise shelf.refusal(f"'{asked.measure}' by {', '.join(asked.fields)}")
    if asked.measure == ledger.MEASURE:
        return ledger.figure(shelf, asked, level)
    return ahead.figure(shelf, asked)


def why_not(shelf: Shelf, measure: str) -> str:
    """What the releases lack for one of them, in a sentence; "" where it is there."""
    if measure == ledger.MEASURE:
        every = list(ledger.accounts(shelf))
        return "" if every else ledger.why_not(shelf)
    try:
        return ahead.values_ahead(shelf)[2]
    except Refused as refusal:
        return str(refusal)
