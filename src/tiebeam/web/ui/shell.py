"""What stands around every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from tiebeam.web.ui.shapes import Link


@dataclass(frozen=True, kw_only=True)
class Shell:
    """The name of the organisation, and the sections that somebody may open."""

    name: str
    sections: Sequence[Link] = ()


def around_every_page(request: HttpRequest) -> dict[str, Shell]:
    return {"shell": Shell(name=settings.HERE.name)}
