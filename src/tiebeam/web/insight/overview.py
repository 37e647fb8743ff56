"""What comes first: of each measure the figure that is looked for most, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from tiebeam import charts
from tiebeam.engine.measures.from_releases import Offer
from tiebeam.engine.words import tr
from tiebeam.web.insight.choosing import Choosing, address_of, whom_words
from tiebeam.web.insight.queries import Shown
from tiebeam.web.insight.words import CHAPTERS, title_of
from tiebeam.web.ui.days import window_words
from tiebeam.web.ui.shapes import Signpost

#: What shows the organisation best, in this order.
_IN_ONE_PICTURE: Final = ("organisation", "headcount_share", "top_share")


def headlines(shown: Shown) -> list[Offer]:
    """Of each measure, and of everything that people keep to themselves, the first figure.

    Of everybody together there is one only where nothing else is: it sets nobody beside anybody.
    """
    every = (each for measures in CHAPTERS.values() for each in measures)
    return [each for measure in every for each in _first_of(shown, measure)]


def _first_of(shown: Shown, measure: str) -> list[Offer]:
    found: dict[str, Offer] = {}
    for offer in Choosing.of(shown.ledger, measure).offers:
        found.setdefault(offer.attribute, offer)
    return [each for name, each in found.items() if name or len(found) == 1]


def in_one_picture(offers: Sequence[Offer]) -> Offer | None:
    """The organisation in one picture."""
    return next((each for name in _IN_ONE_PICTURE for each in offers if each.measure == name), None)


def about_each(shown: Shown, offers: Sequence[Offer]) -> list[tuple[str, list[Signpost]]]:
    """What there is to see, chapter by chapter, each with what it says."""
    found = []
    for chapter, measures in CHAPTERS.items():
        leads = [_lead(shown, each) for each in offers if each.measure in measures]
        if leads:
            found.append((str(chapter), leads))
    return found


def _lead(shown: Shown, offer: Offer) -> Signpost:
    figure = shown.figure(offer)
    clear = charts.stands_clear(figure)
    return Signpost(
        text=_called(offer),
        href=address_of(offer),
        about=charts.said_alone(figure),
        status=_("Clear of chance") if clear else "",
    )


def _called(offer: Offer) -> str:
    """A figure: "Who is promoted, by gender, 2025"."""
    parts = {"title": title_of(offer.measure), "window": window_words(offer.window)}
    if not offer.attribute:
        return tr("%(title)s, %(window)s", **parts)
    return tr("%(title)s, by %(by)s, %(window)s", by=whom_words(offer), **parts)
