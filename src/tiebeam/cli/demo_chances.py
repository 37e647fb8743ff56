"""The demo's chances: what its organisation posts for all, by the actions by which pages do it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib import resources
from typing import Any


def post_chances(by_role: Mapping[str, Any], *, at: datetime) -> None:
    """Post them, let a group pass one on, and say what became of the other; what is there already
    is left as it is.

    by_role  the people of the demo
    at       when the demo is made
    """
    for number, said in enumerate(_written()):
        _post(said, by_role, once=f"demo-chance-{number}", at=at)


def _post(said: Mapping[str, Any], by_role: Mapping[str, Any], *, once: str, at: datetime) -> None:
    from tiebeam.web.spaces.groups.chances import actions
    from tiebeam.web.spaces.queries import named

    by = by_role[said["by"]]
    told = {name: said[name] for name in actions.WORDS if name != "until"}
    told |= {"says": said["says"].strip(), "until": _ago(at, said["ends"]).date()}
    made = actions.post(told, once=once, by=by, at=_ago(at, said["days_ago"]))
    if "passed_on" in said:
        lead = by_role[said["passed_by"]]
        group = named(lead, said["passed_on"], at.date())[0].space
        actions.pass_on(made, group, passes=True, by=lead, at=at)
    if "became" in said:
        actions.say_what_became(made, said["became"], said["became_says"], number=0, by=by,
                                at=_ago(at, said["told"]))  # fmt: skip


def _ago(at: datetime, days: int) -> datetime:
    return at - timedelta(days=days)


def _written() -> list[dict[str, Any]]:
    file = resources.files("tiebeam.examples.harbourline") / "chances.toml"
    found: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["chance"]
    return found
