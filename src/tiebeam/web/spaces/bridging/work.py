"""The job that speaks over bridges."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop

from tiebeam.web.jobs.registry import Kind

SAY: Final = Kind(
    name="say-over-a-bridge", title=gettext_noop("Saying something over a bridge"),
    done=gettext_noop("It was said, or whoever looks after the space is told why not."),
)  # fmt: skip
