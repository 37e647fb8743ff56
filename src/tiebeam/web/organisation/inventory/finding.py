"""Structures as something to be found, by their words and those of their documents."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from tiebeam.web.delivery.topics import has_an_account
from tiebeam.web.organisation.inventory.queries import visible_to
from tiebeam.web.search.sources import Indexed, add_source

#: The name of the source.
STRUCTURES: Final = "structures"


def begin() -> None:
    """When the web starts."""
    add_source(
        Indexed(name=STRUCTURES, title=_("Structures"), for_whom=has_an_account,
                visible_to=visible_to)
    )  # fmt: skip
