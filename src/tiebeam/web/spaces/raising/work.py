"""The job that the worker does with what was raised."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop

from tiebeam.web.jobs.registry import Kind

LET_OUT: Final = Kind(
    name="let-out-what-was-raised", title=gettext_noop("Letting out what spaces raised"),
    done=gettext_noop("What was raised last week stands with the barriers."),
)  # fmt: skip
