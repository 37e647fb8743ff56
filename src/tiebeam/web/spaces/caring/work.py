"""The job that the worker does with what is over in spaces."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop

from tiebeam.web.jobs.registry import Kind

FORGET: Final = Kind(
    name="forget-weeks", title=gettext_noop("Deleting what is over in spaces"),
    done=gettext_noop("Nothing is kept of what is over."),
)  # fmt: skip
