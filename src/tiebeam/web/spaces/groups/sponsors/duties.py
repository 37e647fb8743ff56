"""The duties that a sponsor begins with, and when each is due next."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Final

from django.utils.translation import gettext as _

from tiebeam.web.spaces.models import Duty

MONTHS: Final[Mapping[str, int]] = {Duty.Rhythm.MONTH: 1, Duty.Rhythm.QUARTER: 3,
                                    Duty.Rhythm.YEAR: 12}  # fmt: skip


@cache
def first_duties() -> Mapping[str, tuple[str, str]]:
    """By code, a sentence as a message id, and the rhythm."""
    text = (resources.files(__package__) / "sponsor_duties.toml").read_text(encoding="utf-8")
    return {code: (said["says"], said["rhythm"]) for code, said in tomllib.loads(text).items()}


def words(duty: Duty) -> str:
    """What it is: as both sides said it, or in our words."""
    return duty.says or _(first_duties()[duty.code][0])


def next_due(rhythm: str, after: date) -> date | None:
    """The day of the next time; None for what is due once."""
    return months_later(after, MONTHS[rhythm]) if rhythm in MONTHS else None


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
