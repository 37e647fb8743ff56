"""The job that the worker does with weeks that are over."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop

from tiebeam.web.jobs.registry import Kind

FORGET: Final = Kind(
    name="forget-weeks", title=gettext_noop("Deleting who looked after which space in a week"),
    done=gettext_noop("Nothing is kept of weeks that are over."),
)  # fmt: skip
