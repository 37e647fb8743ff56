"""One figure at two dates, as an address names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from tiebeam import charts
from tiebeam.engine.measures.from_releases import Offer
from tiebeam.web.insight.choosing import Choosing
from tiebeam.web.insight.words import window_slug
from tiebeam.web.ui.days import window_words
from tiebeam.web.ui.shapes import Link, Part

#: How an address says the earlier date; the later one is that of the figure.
THEN: Final = "then"

Address = Callable[[Offer, str], str]


@dataclass(frozen=True)
class Pair:
    """A figure then and now, and every date at which there is one, the earliest first."""

    then: Offer
    now: Offer
    dates: tuple[Offer, ...]

    def parts(self, address: Address) -> list[Part]:
        """Every other earlier date, and every other later one."""
        earlier = [
            Link(text=window_words(each.window), href=two_address(each, self.now, address),
                 current=each == self.then)
            for each in self.dates if _day(each) < _day(self.now)
        ]  # fmt: skip
        later = [
            Link(text=window_words(each.window), href=two_address(self.then, each, address),
                 current=each == self.now)
            for each in self.dates if _day(each) > _day(self.then)
        ]  # fmt: skip
        found = Part(called=_("From"), links=earlier), Part(called=_("To"), links=later)
        return [each for each in found if len(each.links) > 1]


def pair_of(choosing: Choosing, now: Offer, query: Mapping[str, str]) -> Pair | None:
    """A figure and an earlier one: the one that an address asks for, or the first that there is.

    None where there is none before it, or nothing of it is set against chance
    """
    if now.measure in charts.WITHOUT_CHANCE:
        return None
    alike = (now.attribute, now.fields, now.level)
    dates = tuple(
        sorted((each for each in choosing.offers
                if (each.attribute, each.fields, each.level) == alike), key=_day)
    )  # fmt: skip
    before = [each for each in dates if _day(each) < _day(now)]
    if not before:
        return None
    asked = query.get(THEN)
    then = next((each for each in before if window_slug(each.window) == asked), before[0])
    return Pair(then, now, dates)


def two_address(then: Offer, now: Offer, address: Address) -> str:
    return f"{address(now, 'see-two')}&{urlencode({THEN: window_slug(then.window)})}"


def _day(offer: Offer) -> date:
    return offer.window.last
