"""The jobs that the worker does for this room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_noop

from tiebeam.web.jobs.registry import Kind


def _upload(result: Mapping[str, Any]) -> str:
    return reverse("upload", args=[result["run"]]) if "run" in result else reverse("data")


LOOK: Final = Kind(
    name="look-at-upload", title=gettext_noop("Looking at your files"),
    done=gettext_noop("Your files were looked at."), after=_upload,
)  # fmt: skip
CHECK: Final = Kind(
    name="check-upload", title=gettext_noop("Reading and checking your files"),
    done=gettext_noop("Your files were read and checked."), after=_upload,
)  # fmt: skip
KEEP: Final = Kind(
    name="keep-version", title=gettext_noop("Keeping your files as a version"),
    done=gettext_noop("The version is kept."), after=_upload,
)  # fmt: skip
CLEAR: Final = Kind(
    name="clear-upload", title=gettext_noop("Deleting an upload"),
    done=gettext_noop("The files of this upload are deleted."),
)  # fmt: skip
DELETE: Final = Kind(
    name="delete-version", title=gettext_noop("Deleting a version"),
    done=gettext_noop("The files of this version are deleted."),
)  # fmt: skip
EVERY: Final = (LOOK, CHECK, KEEP, CLEAR, DELETE)
