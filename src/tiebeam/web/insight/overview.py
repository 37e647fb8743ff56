"""What comes first: of each measure the figure that is looked for most, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from tiebeam import charts
from tiebeam.engine.measures.definitions import definition
from tiebeam.engine.measures.from_releases import Offer
from tiebeam.web.insight.choosing import Choosing, address_of, whom_words
from tiebeam.web.insight.queries import Shown
from tiebeam.web.insight.words import CHAPTERS, window_words
from tiebeam.web.ui.shapes import Signpost

#: What shows the organisation best, in this order.
_IN_ONE_PICTURE: Final = ("organisation", "headcount_share", "top_share")


def headlines(shown: Shown) -> list[Offer]:
    """Of each measure, and of everything that people keep to themselves, the first figure."""
    found = []
    for measures in CHAPTERS.values():
        for measure in measures:
            seen: set[str] = set()
            for offer in Choosing.of(shown.ledger, measure).offers:
                if offer.attribute not in seen:
                    seen.add(offer.attribute)
                    found.append(offer)
    return found


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
    by = f", {_('by')} {whom_words(offer)}" if offer.attribute else ""
    clear = charts.stands_clear(figure)
    return Signpost(
        text=f"{definition(offer.measure).title}{by}, {window_words(offer.window)}",
        href=address_of(offer),
        about=charts.said_alone(figure),
        status=_("Clear of chance") if clear else "",
    )
