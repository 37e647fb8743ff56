"""What stands around every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiebeam.web.ui import areas
from tiebeam.web.ui.shapes import Link

#: Pages that have others below them and are in no area, by the name of their address.
OWN: Final[Mapping[str, str | Promise]] = {"me": _("Me"), "mfa_index": _("A second step")}


@dataclass(frozen=True)
class Shell:
    """The name of the organisation, the areas that somebody may open, and the pages of this one.

    Who asks is looked up when a page wants to know: one that does not leaves no trace of them.
    """

    request: HttpRequest
    #: Around the words that there is no such page: they are the same wherever somebody looked.
    is_nowhere: bool = False

    @property
    def name(self) -> str:
        return settings.HERE.name

    @cached_property
    def sections(self) -> Sequence[Link]:
        """A link for each area."""
        return areas.areas_of(self._pages, self._path)

    @cached_property
    def neighbours(self) -> Sequence[Link]:
        """A link for each page of this area."""
        return areas.neighbours_of(self._pages, self._path)

    @cached_property
    def is_own(self) -> bool:
        """Whether the page is one of those to which somebody's name leads."""
        return areas.is_own(self._pages, self._path)

    @cached_property
    def _pages(self) -> Sequence[areas.Page]:
        """Those that whoever asks may open; each asks its view, so they are asked once."""
        return areas.pages_for(self._user) if self._user else ()

    @property
    def trail(self) -> Sequence[Link]:
        """The pages above one of somebody's own, also where its view is not ours."""
        above = [(reverse(name), text) for name, text in OWN.items()]
        path = self._path
        return [
            Link(text=str(text), href=there)
            for there, text in above
            if path.startswith(there) and path != there
        ]

    @property
    def _path(self) -> str:
        return "" if self.is_nowhere else self.request.path

    @property
    def _user(self) -> object:
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None


def around_every_page(request: HttpRequest) -> dict[str, Shell]:
    return {"shell": Shell(request)}
