"""Redesigns as what a meeting of a space changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tiebeam.web.change.queries import visible_to
from tiebeam.web.spaces.meeting.structures import Kind
from tiebeam.web.ui.shapes import Link


def _listed(person: Any) -> list[tuple[str, str]]:
    """Those that were proposed: what is being written has changed nothing."""
    found = visible_to(person).exclude(proposed_on=None)
    return list(found.order_by("-pk").values_list("public_id", "title"))


def _links(person: Any, ones: Collection[str]) -> Mapping[str, Link]:
    found = visible_to(person).filter(public_id__in=ones)
    return {
        each.public_id: Link(text=each.title, href=reverse("redesign", args=[each.public_id]))
        for each in found
    }


REDESIGNS: Final = Kind(name="redesign", called=_("Redesigns"), listed=_listed, links=_links)
