"""Trying again what can't be said now: later each time, by a little chance, and not for ever."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar

from tiebeam.bridges.said import Later

T = TypeVar("T")

#: Whoever waits longer than this waits elsewhere: a job is put off, not kept.
LONGEST_SECONDS: Final = 60.0
FIRST_SECONDS: Final = 1.0
#: No tool is believed that asks for longer.
LONGEST_ASKED: Final = 24 * 3600.0


def with_back_off(
    send: Callable[[], T],
    *,
    tries: int,
    sleep: Callable[[float], None],
    chance: Callable[[], float],
) -> T:
    """What `send` gives; where it says later, it waits and tries again.

    tries   at least 1
    sleep   waits so many seconds
    chance  a number from 0 to 1, another each time: many that were put off do not all come at once
    Raises  Refused at once; Later after the last try, or when the tool asks for a long wait
    """
    for before in range(tries - 1):
        try:
            return send()
        except Later as later:
            if later.wait_seconds > LONGEST_SECONDS:
                raise
            sleep(_pause(before, asked=later.wait_seconds, chance=chance()))
    return send()


def _pause(before: int, *, asked: float, chance: float) -> float:
    """Never less than what was asked for, and between half and all of a step that doubles."""
    step: float = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(before, 10))
    return asked + step * (1 + chance) / 2


def asked_wait(headers: Mapping[str, str]) -> float:
    """The seconds that `Retry-After` asks for, 0 where it does not.

    It may name a moment. How far off that is, the answer tells by its own date: no clock is needed.
    Source  RFC 9110, section 10.2.3
    """
    # Their names come in any case, and not each of those who hand them on looks past that.
    said = {name.lower(): value for name, value in headers.items()}
    asked = said.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", asked):
        return min(float(asked), LONGEST_ASKED)
    try:
        until, now = (
            parsedate_to_datetime(each).replace(tzinfo=UTC)
            for each in (asked, said.get("date", ""))
        )
        seconds = (until - now).total_seconds()
    except (ValueError, TypeError, IndexError):
        return 0.0
    return min(max(seconds, 0.0), LONGEST_ASKED)
