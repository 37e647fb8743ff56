"""Redesigns as something to be found, by their words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from tiebeam.web.delivery.topics import has_an_account
from tiebeam.web.search.sources import Indexed, add_source

#: The name of the source.
REDESIGNS: Final = "redesigns"


def begin() -> None:
    """When the web starts."""
    from tiebeam.web.change.queries import can_be_found_by

    add_source(
        Indexed(name=REDESIGNS, title=_("Redesigns"), for_whom=has_an_account,
                visible_to=can_be_found_by)
    )  # fmt: skip
