"""What the worker does for people's own words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop

from tiebeam.web.jobs.registry import Kind

SHOW: Final = Kind(
    name="show what was told",
    title=gettext_noop("Showing you what you said"),
    done=gettext_noop("It was sealed for one page."),
)
#: As the list of withdrawals calls any change to what somebody told.
TOLD: Final = "accounts.told"
