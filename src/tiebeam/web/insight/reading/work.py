"""The job that the worker does for findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_noop

from tiebeam.web.jobs.registry import Kind


def _read(result: Mapping[str, Any]) -> str:
    return reverse("findings")


READ: Final = Kind(
    name="find-in-documents", title=gettext_noop("Reading documents clause by clause"),
    done=gettext_noop("The documents were read."), after=_read,
)  # fmt: skip
