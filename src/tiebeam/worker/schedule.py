"""What recurs: which jobs are due by the clock, or by what has come up, without anybody asking.

A job is named by its key, which holds the day, week or hour it is for. So a round that is repeated,
or made by two workers at once, asks for nothing twice; and one that was missed, because no worker
ran, is made up for as soon as one does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from typing import Any, Final

from django.conf import settings
from django.db import Error, transaction

from tiebeam.web.jobs import actions
from tiebeam.worker.running import where

logger = logging.getLogger(__name__)


class NamedTwice(ValueError):
    """Two things that recur have one name."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """A job to be asked for.

    key    makes it one job, however often it is found due
    given  ids and counts alone
    once   what to note in the transaction that asks for it
    """

    kind: str
    key: str
    given: Mapping[str, Any] = field(default_factory=dict)
    once: Callable[[], None] | None = None


#: What is due at a time.
Rule = Callable[[datetime], Iterable[Due]]

_RULES: Final[dict[str, Rule]] = {}


def recurs(name: str, rule: Rule) -> None:
    """Make known what recurs; when the worker starts.

    Raises  NamedTwice
    """
    if name in _RULES:
        raise NamedTwice(f"Something recurs as '{name}' already.")
    _RULES[name] = rule


class Planner:
    """Asks for what is due. It remembers what it asked for last, to spare the database."""

    def __init__(self) -> None:
        self._asked: dict[str, set[str]] = {}

    def plan(self, *, at: datetime) -> None:
        """A rule that fails keeps no other from being heard."""
        for name, rule in _RULES.items():
            try:
                self._ask(name, list(rule(at)), at=at)
            except Error:
                # The worker looks after its connection.
                raise
            except Exception as raised:
                logger.error("what recurs as %s: %s", name, where(raised))

    def _ask(self, name: str, due: list[Due], *, at: datetime) -> None:
        known = self._asked.get(name, set())
        for each in due:
            if each.key not in known:
                _ask_for(each, at=at)
        self._asked[name] = {each.key for each in due}


@transaction.atomic
def _ask_for(due: Due, *, at: datetime) -> None:
    actions.enqueue(due.kind, due.given, by=None, key=due.key, at=at)
    if due.once:
        due.once()


# --- by the clock ---------------------------------------------------------------------------------


def daily(kind: str, *, hour: int) -> Rule:
    """Each day at an hour of the organisation's clock; its key and its day are that date."""

    def rule(at: datetime) -> list[Due]:
        day = day_of(at, hour=hour)
        return [Due(kind=kind, key=f"{kind}:{day}", given={"day": day})]

    return rule


def day_of(at: datetime, *, hour: int, zone: tzinfo | None = None) -> str:
    """The last day that had this hour: before six in the morning, at six, it is yesterday."""
    local = at.astimezone(zone or settings.HERE.time_zone)
    has_come = local.time() >= time(hour)
    return str(local.date() if has_come else local.date() - timedelta(days=1))


def week_of(at: datetime, *, hour: int, zone: tzinfo | None = None) -> str:
    """The last week whose Monday had this hour, as 2026-W48."""
    day = datetime.fromisoformat(day_of(at, hour=hour, zone=zone)).date()
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
