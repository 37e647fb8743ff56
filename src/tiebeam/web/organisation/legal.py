"""What has to be answered before the first file comes."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Topic(StrEnum):
    """The questions, in their order."""

    PURPOSE = "purpose"
    IMPACT = "impact-assessment"
    REPRESENTATIVES = "representatives"
    PRIVILEGE = "privilege"
    RETENTION = "retention"
    COUNTRIES = "countries"


CALLED: Final[dict[Topic, Promise]] = {
    Topic.PURPOSE: _("What it is for, and what allows it"),
    Topic.IMPACT: _("What it could do to people"),
    Topic.REPRESENTATIVES: _("Works council or other representatives"),
    Topic.PRIVILEGE: _("Advice of your lawyers"),
    Topic.RETENTION: _("How long data is kept"),
    Topic.COUNTRIES: _("Countries"),
}

LEADS: Final[dict[Topic, Promise]] = {
    Topic.PURPOSE: _("Everybody who works here can read this. Say it as you would to a colleague."),
    Topic.IMPACT: _("Many laws ask for a written assessment before data of this kind is used."),
    Topic.REPRESENTATIVES: _("Where people have somebody who speaks for them, ask them first."),
    Topic.PRIVILEGE: _("In some countries, what lawyers ask for may be kept from a court. Ask "
                       "yours before you begin."),
    Topic.RETENTION: _("Files are deleted when a version is withdrawn. Say when you will do that."),
    Topic.COUNTRIES: _("Which law holds, and what people may be asked, depends on where they "
                       "work."),
}  # fmt: skip
