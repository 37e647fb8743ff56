"""What governs a figure, on its page; and the barriers of a structure, on the structure's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tiebeam.engine.measures.from_releases import Offer
from tiebeam.web.insight.barriers import figures, lists, places, queries
from tiebeam.web.insight.queries import Shown
from tiebeam.web.organisation.inventory.panels import Panel

#: Structures that stand on the page of a figure; those that bear on it come first.
MOST: Final = 6


def governs(shown: Shown, offer: Offer, person: Any) -> dict[str, Any]:
    """The structures that somebody may read and that govern what a figure counts, each with the way
    to open a barrier; and the barriers that the figure shows already."""
    address, figure = figures.address_of(offer), shown.figure(offer)
    found = queries.governing(person, offer.measure, figures.places(figure))
    there = [each for each in found if places.bears_on(each, offer.measure)] or found
    can_open = figures.may_show(offer)
    return {
        "structures": [_structure(each, address if can_open else "") for each in there[:MOST]],
        "more": len(found) - len(there[:MOST]),
        "barriers": lists.posts(queries.of_figure(address, person)),
        "open": _open(figure=address) if can_open else "",
    }


def _structure(policy: Any, address: str) -> dict[str, str]:
    decides = _("Decides: %(who)s.") % {"who": policy.decides} if policy.decides else _(
        "Nobody has said who decides.")  # fmt: skip
    return {
        "title": policy.title, "href": policy.get_absolute_url(),
        "about": f"{policy.get_state_display()}. {decides}",
        "open": _open(figure=address, structure=policy.public_id) if address else "",
    }  # fmt: skip


def _open(**said: str) -> str:
    return f"{reverse('barrier-new')}?{urlencode(said)}"


def _of_policy(person: Any, policy: Any) -> Mapping[str, Any]:
    return {
        "posts": lists.posts(queries.of_policy(policy, person), of_one_structure=True),
        "href": _open(structure=policy.public_id),
    }


PANEL: Final = Panel(
    name="barriers", template="insight/barriers_of_policy.html", shown=_of_policy, place=40
)
