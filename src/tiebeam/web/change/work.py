"""The jobs that the worker does for redesigns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_noop

from tiebeam.web.jobs.registry import Kind


def _one(result: Mapping[str, Any]) -> str:
    known = "redesign" in result
    return reverse("redesign", args=[result["redesign"]]) if known else reverse("redesigns")


LOOK: Final = Kind(
    name="look-for-new-text", title=gettext_noop("Looking for a new text in its document"),
    done=gettext_noop("It was looked for."), after=_one,
)  # fmt: skip
DATES: Final = Kind(
    name="dates-of-redesigns", title=gettext_noop("Looking at the dates of redesigns"),
    done=gettext_noop("The dates were looked at."),
)  # fmt: skip
EVERY: Final = (LOOK, DATES)
