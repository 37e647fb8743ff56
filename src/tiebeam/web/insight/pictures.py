"""Pictures of released figures, drawn once: for a page, and to stand alone."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from tiebeam import charts
from tiebeam.engine.measures.from_releases import Offer
from tiebeam.engine.words import language
from tiebeam.web.insight.queries import Shown

#: A picture on a page draws no more places than this, and no more lines; the table has all.
MOST_PLACES: Final = 6
MOST_LINES: Final = 26


def on_a_page(shown: Shown, offer: Offer, *, width: str) -> SafeString:
    """The picture in the colours of the page."""
    # Ours alone: charts writes it, and escapes what data brought.
    return mark_safe(_drawn(shown, offer, width, language()))  # noqa: S308


# What is drawn holds words, so each language has its own: that is all that `language` is for.
@lru_cache(maxsize=256)
def _drawn(shown: Shown, offer: Offer, width: str, language: str) -> str:
    figure = shown.figure(offer)
    groups = {tuple(row.group.items()) for row in figure.rows if row.group}
    places = max(1, min(MOST_PLACES, MOST_LINES // max(len(groups), 1)))
    return charts.slim(charts.svg(figure, width=width, theme="page", places=places))


def svg(shown: Shown, offer: Offer) -> str:
    """The picture that stands alone: real colours, its finding as its headline."""
    return _svg(shown, offer, language())


@lru_cache(maxsize=32)
def _svg(shown: Shown, offer: Offer, language: str) -> str:
    return charts.svg(shown.figure(offer), width="wide", theme="light")


def png(shown: Shown, offer: Offer) -> bytes:
    """The same for documents that hold no SVG."""
    return _png(shown, offer, language())


@lru_cache(maxsize=16)
def _png(shown: Shown, offer: Offer, language: str) -> bytes:
    return charts.png(shown.figure(offer), width="wide", theme="light")
