"""The job that the worker does with meetings that are over."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop

from tiebeam.web.jobs.registry import Kind

FORGET: Final = Kind(
    name="forget-who-came", title=gettext_noop("Deleting who came to meetings, and what they "
                                               "needed"),
    done=gettext_noop("Nothing is kept of who came to meetings that are over."),
)  # fmt: skip
