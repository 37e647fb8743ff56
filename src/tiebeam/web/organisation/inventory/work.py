"""The jobs that the worker does for the inventory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_noop

from tiebeam.web.jobs.registry import Kind


def _brought(result: Mapping[str, Any]) -> str:
    known = "bringing" in result
    return reverse("policy-brought", args=[result["bringing"]]) if known else reverse("policies")


READ: Final = Kind(
    name="read-documents", title=gettext_noop("Reading your documents"),
    done=gettext_noop("Your documents were read."), after=_brought,
)  # fmt: skip
REVIEWS: Final = Kind(
    name="reviews-due", title=gettext_noop("Telling whose structures are due for review"),
    done=gettext_noop("Whoever looks after them was told."),
)  # fmt: skip
EVERY: Final = (READ, REVIEWS)
