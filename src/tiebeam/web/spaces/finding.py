"""Spaces and what is written there as something to be found, by those for whom it exists."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from tiebeam.web.delivery.topics import has_an_account
from tiebeam.web.search.sources import Indexed, add_source

#: The names of the sources.
SPACES: Final = "spaces"
POSTS: Final = "posts"


def begin() -> None:
    """When the web starts."""
    from tiebeam.web.spaces.queries import can_be_found_by, findable_by

    add_source(
        Indexed(name=SPACES, title=_("Spaces"), for_whom=has_an_account, visible_to=can_be_found_by)
    )
    add_source(
        Indexed(name=POSTS, title=_("Written in spaces"), for_whom=has_an_account,
                visible_to=findable_by, newest_first=True)
    )  # fmt: skip
