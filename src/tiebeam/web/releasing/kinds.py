"""What this room asks the worker for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_noop

from tiebeam.web.jobs.registry import Kind


def _cube(result: Mapping[str, Any]) -> str:
    return reverse("cube", args=[result["cube"]])


def _request(result: Mapping[str, Any]) -> str:
    return reverse("request", args=[result["request"]])


PROPOSE: Final = Kind(
    name="propose a cube",
    title=gettext_noop("Working out what may be shown"),
    done=gettext_noop("A proposal is there for you to look over."),
    after=_cube,
)
TRY: Final = Kind(
    name="try a release",
    title=gettext_noop("Trying a release"),
    done=gettext_noop("It is known what this release would show and hide, and how an attack went."),
    after=_request,
)
PUBLISH: Final = Kind(
    name="publish a release",
    title=gettext_noop("Publishing a release"),
    done=gettext_noop("The release is published."),
    after=_request,
)
EVERY: Final = (PROPOSE, TRY, PUBLISH)
