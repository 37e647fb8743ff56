"""Structures of the inventory, as what a meeting changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from tiebeam.web.organisation.inventory.queries import visible_to
from tiebeam.web.spaces.meeting.structures import Kind
from tiebeam.web.ui.shapes import Link


def _listed(person: Any) -> list[tuple[str, str]]:
    return list(visible_to(person).order_by("title", "pk").values_list("public_id", "title"))


def _links(person: Any, ones: Collection[str]) -> Mapping[str, Link]:
    found = visible_to(person).filter(public_id__in=ones)
    return {each.public_id: Link(text=each.title, href=each.get_absolute_url()) for each in found}


STRUCTURES: Final = Kind(name="structure", called=_("Structures"), listed=_listed, links=_links)
