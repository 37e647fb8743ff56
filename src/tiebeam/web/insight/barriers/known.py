"""What is already known, without asking anyone: before a barrier is opened, and beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from tiebeam import charts
from tiebeam.engine.measures.from_releases import Offer
from tiebeam.web.insight import choosing
from tiebeam.web.insight import queries as releases
from tiebeam.web.insight.barriers import figures, findings, places, queries
from tiebeam.web.insight.barriers.shows import Shows
from tiebeam.web.insight.queries import Shown
from tiebeam.web.insight.words import title_of
from tiebeam.web.ui.shapes import Signpost

#: Figures that are told beside the one from which somebody comes.
MOST_FIGURES: Final = 4
#: More of them are not even looked at.
MOST_LOOKED_AT: Final = 24


class NotThere(LookupError):
    """What an address names is not there, or not for this reader."""


@dataclass(frozen=True, kw_only=True)
class Start:
    """From what somebody opens a barrier.

    offer, shown_by  the figure, and all that is kept as evidence
    policy           the structure, where it is known
    """

    shown_by: Sequence[Shows] = ()
    offer: Offer | None = None
    policy: Any = None
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return next((each.title for each in self.shown_by if each.title), "")[:300]

    @property
    def whom(self) -> str:
        return next((each.whom for each in self.shown_by if each.whom), "")

    @property
    def finding(self) -> Shows | None:
        """What a text says, from which somebody opens it."""
        return next((each for each in self.shown_by if each.clause), None)

    @property
    def draft(self) -> Any | None:
        """The structure of that text, where not everybody may read it."""
        policy = self.finding.policy if self.finding else None
        return policy if policy is not None and policy.is_draft else None

    @property
    def addresses(self) -> list[str]:
        return [each.address for each in self.shown_by]


def start(query: Mapping[str, str], policies: Iterable[Any], person: Any) -> Start:
    """From an address: `figure`, `finding`, `structure`.

    policies  that somebody may read
    Raises    NotThere
    """
    by_id = {each.public_id: each for each in policies}
    offer, shown_by = shown_by_query(query, person)
    named = query.get("structure", "")
    if named and named not in by_id:
        raise NotThere
    policy = by_id.get(named) or next((each.policy for each in shown_by if each.policy), None)
    where = _where(shown_by, policy)
    return Start(shown_by=shown_by, offer=offer, policy=policy, where=where)


def shown_by_query(query: Mapping[str, str], person: Any) -> tuple[Offer | None, list[Shows]]:
    """The figure and the finding that an address names, as evidence.

    Raises  NotThere
    """
    offer, found = None, []
    if any("\0" in each for each in query.values()):
        # PostgreSQL would refuse even to look for it.
        raise NotThere
    if address := query.get("figure"):
        shown = releases.shown()
        offer = figures.offer_at(shown, address) if shown else None
        if shown is None or offer is None or not figures.may_show(offer):
            raise NotThere
        found.append(figures.shows(shown, offer))
    if public_id := query.get("finding"):
        finding = findings.finding(public_id, person)
        if finding is None:
            raise NotThere
        found.append(findings.shows(finding))
    return offer, found


def _where(shown_by: Iterable[Shows], policy: Any) -> dict[str, Sequence[str]]:
    """As figures say it; where they name no place, as far as the structure governs."""
    named = next((each.places for each in shown_by if each.places), None)
    if named:
        return dict(named)
    return dict(places.slice_of(policy)) if policy else {}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A released figure, in its own sentences."""

    called: str
    href: str
    address: str
    said: str
    sure: str
    between: str
    gap: str
    is_clear: bool


def figure(shown: Shown, offer: Offer) -> Figure:
    found = shown.figure(offer)
    return Figure(
        called=title_of(offer.measure), href=choosing.address_of(offer),
        address=figures.address_of(offer), said=charts.said_alone(found),
        sure=charts.how_sure(found), between=charts.between(found),
        gap=charts.smallest_gap(found), is_clear=charts.stands_clear(found),
    )  # fmt: skip


def figures_about(
    *, offer: Offer | None, policy: Any, where: Mapping[str, Sequence[str]],
    without: Iterable[str] = (),
) -> list[Figure]:  # fmt: skip
    """What releases say about a place, or what a structure is about: clear ones first.

    offer    the one from which somebody comes, which stands before all others
    without  addresses that are left out
    """
    shown = releases.shown()
    if shown is None:
        return []
    left_out = set(without)
    others = [figure(shown, each) for each in _candidates(shown, offer, policy, where)
              if figures.address_of(each) not in left_out]  # fmt: skip
    others.sort(key=lambda each: not each.is_clear)
    first = [figure(shown, offer)] if offer else []
    return [*first, *others[:MOST_FIGURES]]


def _candidates(
    shown: Shown, offer: Offer | None, policy: Any, where: Mapping[str, Sequence[str]]
) -> list[Offer]:
    every = [each for each in figures.every(shown) if each.attribute and not _is_alike(each, offer)]
    every.sort(key=lambda each: (not _is_about(each, offer, policy), len(each.fields)))
    looked_at = islice(every, MOST_LOOKED_AT)
    return [each for each in looked_at
            if _is_about(each, offer, policy) and _is_there(shown.figure(each), where)]  # fmt: skip


def _is_alike(each: Offer, offer: Offer | None) -> bool:
    """Whether it is the same figure at another date."""
    return offer is not None and each.key[:3] == offer.key[:3] and each.level == offer.level


def _is_about(each: Offer, offer: Offer | None, policy: Any) -> bool:
    if policy is not None and places.bears_on(policy, each.measure):
        return True
    if offer is not None:
        return each.attribute == offer.attribute
    return policy is None or not any(places.bears_on(policy, name) for name in places.TOPICS)


def _is_there(found: Any, where: Mapping[str, Sequence[str]]) -> bool:
    """Whether a figure speaks of that place, or of all together; it says something, too."""
    if not found.rows or not charts.how_sure(found):
        return False
    return places.overlap(figures.places(found), where)


def posts(found: Iterable[Figure], *, choose: bool = False) -> list[Signpost]:
    """Figures in one line each, with how sure and what could go unseen.

    choose  to take one as evidence, and not to read it
    """
    return [
        Signpost(
            text=each.said, href=f"?{urlencode({'figure': each.address})}" if choose else each.href,
            about=f"{each.called}. {each.gap}",
            status=_("Clear of chance") if each.is_clear else "",
        )
        for each in found
    ]  # fmt: skip


def barriers_like(start: Start, person: Any) -> list[queries.Standing]:
    """Barriers that may be the same."""
    return queries.alike(person, addresses=start.addresses, policy=start.policy, where=start.where)
