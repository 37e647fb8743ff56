"""What stands around every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest

from tiebeam.web.ui import areas
from tiebeam.web.ui.shapes import Link


@dataclass(frozen=True)
class Shell:
    """The name of the organisation, the areas that somebody may open, and the pages of this one.

    Who asks is looked up when a page wants to know: one that does not leaves no trace of them.
    """

    request: HttpRequest

    @property
    def name(self) -> str:
        return settings.HERE.name

    @cached_property
    def sections(self) -> Sequence[Link]:
        """A link for each area."""
        return areas.areas_for(self._user, self.request.path) if self._user else ()

    @cached_property
    def neighbours(self) -> Sequence[Link]:
        """A link for each page of this area."""
        return areas.neighbours_for(self._user, self.request.path) if self._user else ()

    @property
    def _user(self) -> object:
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None


def around_every_page(request: HttpRequest) -> dict[str, Shell]:
    return {"shell": Shell(request)}
