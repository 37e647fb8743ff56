"""Which figure a page shows: as its address says, out of exactly what the releases hold."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tiebeam.engine.disclosure.shelf import AND
from tiebeam.engine.measures.from_releases import Ledger, Offer
from tiebeam.engine.words import tr
from tiebeam.web.insight.words import fields_words, plain, slug_of, window_slug
from tiebeam.web.ui.days import window_words
from tiebeam.web.ui.shapes import Link, Part

#: How addresses say what is chosen: whom figures are about, how finely, when, and at which level.
ABOUT, BY, WHEN, LEVEL = "about", "by", "when", "level"
ASKED: Final = (ABOUT, BY, WHEN, LEVEL)
#: These are told from one day to another, and not of what happened in a time.
BETWEEN_DAYS: Final = ("flow_ledger", "projection")


@dataclass(frozen=True)
class Choosing:
    """What there is of one measure, the best first.

    hidden  what was declared as well, and of which no number is shown
    """

    offers: tuple[Offer, ...]
    hidden: tuple[Offer, ...] = ()

    @classmethod
    def of(cls, ledger: Ledger, measure: str) -> Choosing:
        """Of what is all hidden, nothing is offered."""
        every = [each for each in ledger.offers if each.measure == measure]
        every.sort(key=lambda each: _place(ledger, each))
        shown = tuple(each for each in every if each.shown)
        return cls(shown, tuple(each for each in every if not each.shown))

    def asked(self, query: Mapping[str, str]) -> Offer | None:
        """The best figure that is as an address says; None where there is none."""
        return self._first(self.offers, query)

    def asked_and_hidden(self, query: Mapping[str, str]) -> Offer | None:
        """The figure of which an address asks, where all of it is hidden."""
        return self._first(self.hidden, query)

    @staticmethod
    def _first(offers: Sequence[Offer], query: Mapping[str, str]) -> Offer | None:
        wanted = {name: query[name] for name in ASKED if name in query}
        return next((each for each in offers if wanted.items() <= said_of(each).items()), None)

    def parts(self, offer: Offer, address: Callable[[Offer], str]) -> list[Part]:
        """What else could be chosen, part by part; each link leads to a figure that there is."""
        whom = self._links(self.offers, offer, address, _attribute, lambda each: whom_words(each))
        alike = [each for each in self.offers if each.attribute == offer.attribute]
        how = self._links(alike, offer, address, _fields, lambda each: fields_words(each.fields))
        alike = [each for each in alike if each.fields == offer.fields]
        levels = self._links(alike, offer, address, _level, level_words)
        alike = [each for each in alike if each.level == offer.level]
        when = self._links(
            sorted(alike, key=lambda each: (each.window.last, each.window.first)),
            offer, address, _window, lambda each: window_words(each.window),
        )  # fmt: skip
        every = ((_("Whom"), whom), (_("How finely"), how), (_("Level"), levels), (_("When"), when))
        return [Part(called=called, links=links) for called, links in every if len(links) > 1]

    @staticmethod
    def _links(
        offers: Iterable[Offer],
        now: Offer,
        address: Callable[[Offer], str],
        of: Callable[[Offer], Hashable],
        words: Callable[[Offer], str],
    ) -> list[Link]:
        """A link for each value, to the figure that has it and is most like the one shown."""
        by_value: dict[Hashable, Offer] = {}
        for each in offers:
            before = by_value.setdefault(of(each), each)
            if _likeness(each, now) > _likeness(before, now):
                by_value[of(each)] = each
        return [
            Link(text=words(each), href=address(each), current=value == of(now))
            for value, each in by_value.items()
        ]


def said_of(offer: Offer) -> dict[str, str]:
    """A figure as an address says it."""
    return {
        ABOUT: offer.attribute,
        BY: ",".join(offer.fields),
        WHEN: window_slug(offer.window),
        LEVEL: offer.level,
    }


def query_of(offer: Offer) -> dict[str, str]:
    """The same without what need not be said."""
    return {name: value for name, value in said_of(offer).items() if value or name in (ABOUT, BY)}


def address_of(offer: Offer, page: str = "see-measure") -> str:
    return f"{reverse(page, args=[slug_of(offer.measure)])}?{urlencode(query_of(offer))}"


def whom_words(offer: Offer) -> str:
    return plain(offer.attribute) if offer.attribute else _("everybody")


def level_words(offer: Offer) -> str:
    """The level of a figure about one: "2", "6 and 7" where levels are told together."""
    first, *others = offer.level.split(AND)
    return reduce(lambda said, each: tr("%(first)s and %(last)s", first=said, last=each),
                  others, first)  # fmt: skip


def how_words(offer: Offer) -> str:
    """Which groups a figure tells apart, or at which level it looks."""
    if offer.level:
        return _("level %(level)s") % {"level": level_words(offer)}
    # What lies ahead is told of every level at once.
    return fields_words((LEVEL,) if offer.measure == "projection" else offer.fields)


def when_words(offer: Offer) -> str:
    """As a sentence goes on: "on 31 December 2025", "during 2025"."""
    words = window_words(offer.window)
    on_a_day = offer.window.first == offer.window.last
    if not on_a_day and offer.measure in BETWEEN_DAYS:
        return _("from %(days)s") % {"days": words}
    return (_("on %(day)s") % {"day": words}) if on_a_day else _("during %(years)s") % {
        "years": words
    }  # fmt: skip


def _place(ledger: Ledger, offer: Offer) -> Any:
    """In the order of the cube, everybody together first, then the newest."""
    order: Sequence[str] = ledger.attributes
    place = order.index(offer.attribute) if offer.attribute in order else len(order)
    newest = -offer.window.last.toordinal(), offer.window.first.toordinal()
    return place, len(offer.fields), newest, offer.fields, offer.level


def _likeness(offer: Offer, now: Offer) -> tuple[bool, bool, bool, bool]:
    return (
        offer.attribute == now.attribute,
        offer.fields == now.fields,
        offer.window == now.window,
        offer.level == now.level,
    )


def _attribute(offer: Offer) -> str:
    return offer.attribute


def _fields(offer: Offer) -> tuple[str, ...]:
    return offer.fields


def _level(offer: Offer) -> str:
    return offer.level


def _window(offer: Offer) -> Any:
    return offer.window
