"""Released figures that show a barrier: what they say of it then and now, and of how many."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from tiebeam import charts
from tiebeam.engine.disclosure import Released
from tiebeam.engine.disclosure.shelf import AND
from tiebeam.engine.measures.from_releases import Offer
from tiebeam.engine.records.window import Window
from tiebeam.web.insight.barriers.shows import Shows
from tiebeam.web.insight.choosing import Choosing, query_of
from tiebeam.web.insight.models import Evidence
from tiebeam.web.insight.queries import Shown
from tiebeam.web.insight.words import measure_of, slug_of

Strength = Evidence.Strength
#: Fields of figures that name a part of the organisation, and what barriers call it.
KIND_OF: Final[Mapping[str, str]] = {"unit": "units", "site": "sites", "grade": "grades"}
#: These speak of no gap, so no barrier is seen in them.
_NO_BARRIER: Final = frozenset({"projection", "organisation"})

#: Lists ask of each barrier for the same few figures; releases never change.
_REMEMBERED: Final = 1024


# --- which figure ---------------------------------------------------------------------------------


def address_of(offer: Offer) -> str:
    """A figure as barriers know it: "promotion-rate?about=gender&by=&when=2025"."""
    return f"{slug_of(offer.measure)}?{urlencode(query_of(offer))}"


@lru_cache(maxsize=_REMEMBERED)
def offer_at(shown: Shown, address: str) -> Offer | None:
    """The figure of an address, exactly; None where no release shows it."""
    slug, _, query = address.partition("?")
    measure, asked = measure_of(slug), dict(parse_qsl(query, keep_blank_values=True))
    if measure is None:
        return None
    offers = Choosing.of(shown.ledger, measure).offers
    return next((each for each in offers if query_of(each) == asked), None)


def may_show(offer: Offer) -> bool:
    """Whether a barrier can be seen in such a figure at all."""
    return offer.shown and offer.measure not in _NO_BARRIER


# --- what it says ---------------------------------------------------------------------------------


def shows(shown: Shown, offer: Offer) -> Shows:
    """A figure as evidence."""
    figure, last = shown.figure(offer), shown.ledger.last
    worse = charts.worse_off(figure)
    return Shows(
        kind=Evidence.Kind.FIGURE, address=address_of(offer), said=charts.said_alone(figure),
        strength=strength(figure), mark=last.hash, release=last.number, speaks_of=last.at,
        numbers=numbers_of(figure), since=since(shown, offer), whom=worse.people if worse else "",
        places=places(figure), title=charts.said_alone(figure),
    )  # fmt: skip


def strength(figure: Released) -> Evidence.Strength:
    if charts.stands_clear(figure):
        return Strength.CLEAR
    return Strength.CHANCE if charts.how_sure(figure) else Strength.UNSAID


def numbers_of(figure: Released) -> str:
    """The same for the same numbers, in whichever language they are said."""
    rows = [(sorted(row.group.items()), sorted(row.at.items()), row.n, row.count, row.value)
            for row in figure.rows]  # fmt: skip
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def places(figure: Released) -> dict[str, list[str]]:
    """The units, sites and grades that the finding speaks of."""
    worse = charts.worse_off(figure)
    told = [worse.at] if worse else list(charts.places_told(figure))
    found: dict[str, list[str]] = {}
    for name, kind in KIND_OF.items():
        # Small ones are told together.
        names = [one for each in told if name in each for one in str(each[name]).split(AND)]
        if names:
            found[kind] = list(dict.fromkeys(names))
    return found


def is_broader(figure: Released, where: Mapping[str, Iterable[str]]) -> bool:
    """Whether a figure counts people beyond such a place as well: its number is not that of it."""
    told = places(figure)
    return any(not told.get(part) or set(told[part]) - set(names) for part, names in where.items())


@dataclass(frozen=True, kw_only=True)
class People:
    """How many people a released figure speaks of: the size of the group as it is shown, and how
    far noise may have moved it."""

    number: float
    band: float
    whom: str


def people(figure: Released) -> People | None:
    """The group that stands worse, as large as the figure shows it; None where it does not say, or
    where chance may be all that sets it apart."""
    worse = charts.worse_off(figure)
    if worse is None or worse.row.n is None or not charts.stands_clear(figure):
        return None
    return People(number=worse.row.n, band=worse.row.band_n, whom=worse.people)


def people_now(now: Now) -> People | None:
    """The same of the newest figure, or else of the one that was kept."""
    return people(now.figure) or people(now.then)


# --- then and now ---------------------------------------------------------------------------------


def alike(shown: Shown, offer: Offer) -> list[Offer]:
    """The same figure at every date, the earliest first."""
    same = (offer.attribute, offer.fields, offer.level)
    offers = Choosing.of(shown.ledger, offer.measure).offers
    found = [each for each in offers if (each.attribute, each.fields, each.level) == same]
    return sorted(found, key=lambda each: (each.window.last, each.window.first))


@lru_cache(maxsize=_REMEMBERED)
def newest(shown: Shown, offer: Offer) -> Offer:
    return alike(shown, offer)[-1]


def since(shown: Shown, offer: Offer) -> Window:
    """The earliest window or day that shows it: the same group is worse off, and clear of chance.

    That of the figure itself, where none before it does
    """
    whom = _whom(shown.figure(offer))
    for each in alike(shown, offer):
        figure = shown.figure(each)
        if each == offer or (charts.stands_clear(figure) and _whom(figure) == whom):
            return each.window
    return offer.window


def _whom(figure: Released) -> tuple[str, Any]:
    worse = charts.worse_off(figure)
    if worse is None:
        return "", charts.claim(figure)
    return worse.people, sorted((name, str(value)) for name, value in worse.at.items())


@dataclass(frozen=True, kw_only=True)
class Now:
    """What the releases say today of a figure that shows a barrier.

    then      the figure that was kept, as the releases have it today
    is_same   whether its numbers are those that were kept
    is_other  whether the newest differs from what was kept: another date, or other numbers
    """

    then: Released
    offer: Offer
    figure: Released
    day: date
    is_same: bool
    is_other: bool


def now(shown: Shown | None, evidence: Evidence) -> Now | None:
    """None where no release shows it any more."""
    offer = offer_at(shown, evidence.address) if shown else None
    if shown is None or offer is None:
        return None
    last = newest(shown, offer)
    figure = shown.figure(last)
    then = shown.figure(offer)
    is_same = numbers_of(then) == evidence.numbers
    return Now(
        then=then, offer=last, figure=figure, day=shown.ledger.last.at, is_same=is_same,
        is_other=last != offer or not is_same,
    )  # fmt: skip


def every(shown: Shown) -> Iterator[Offer]:
    """The newest figure of each kind that may show a barrier."""
    there = set()
    for each in shown.ledger.offers:
        key = each.measure, each.attribute, each.fields, each.level
        if key not in there and may_show(each):
            there.add(key)
            yield each
