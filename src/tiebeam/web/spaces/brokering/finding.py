"""Briefs as something to be found, by those who may read them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from tiebeam.web.delivery.topics import has_an_account
from tiebeam.web.search.sources import Indexed, add_source

#: The name of the source.
BRIEFS: Final = "briefs"


def begin() -> None:
    """When the web starts."""
    from tiebeam.web.spaces.brokering.queries import briefs_for

    add_source(
        Indexed(name=BRIEFS, title=_("Briefs"), for_whom=has_an_account, visible_to=briefs_for)
    )
