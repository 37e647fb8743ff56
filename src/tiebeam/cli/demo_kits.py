"""What the demo's ally space did with its starter kit, and what a resource group said of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any


def begin(
    space: Any, said: Mapping[str, Any], by_role: Mapping[str, Any], *, lead: Any,
    groups: Sequence[Any], once: str, at: datetime,
) -> None:  # fmt: skip
    """Begin with the kit, hand it to the group, and post what spaces.toml names, each on its day.

    lead    whoever looks after the space
    groups  the spaces of the demo, of which one is that group
    """
    from tiebeam.web.spaces.starting import actions, queries

    if queries.kit_of(space) is not None:
        return
    actions.begin(space, said["rhythm"], by=lead, at=_ago(at, said["days_ago"]))
    first, *others = said["posted"]
    _post(space, first, by_role, lead=lead, once=once, at=at)
    read = said["read"]
    group = next(each for each in groups if each.name == read["group"])
    handed = actions.hand_to(space, group, by=lead, at=_ago(at, read["handed"]))
    _ratify(handed, read, by=by_role[read["by"]], at=at)
    for number, each in enumerate(others, start=1):
        _post(space, each, by_role, lead=lead, once=f"{once}-{number}", at=at)


def _ratify(handed: Any, said: Mapping[str, Any], *, by: Any, at: datetime) -> None:
    from tiebeam.web.spaces.starting.ratifying import actions

    at = _ago(at, said["ratified"])
    for each in said["word"]:
        words = {name: each[name].strip() for name in ("title", "text", "why")}
        actions.say(handed, each["code"], {"how": "changed", **words}, edition=0, by=by, at=at)
    handed.refresh_from_db()
    actions.ratify(handed, edition=handed.edition, by=by, at=at)


def _post(
    space: Any, said: Mapping[str, Any], by_role: Mapping[str, Any], *, lead: Any, once: str,
    at: datetime,
) -> None:  # fmt: skip
    """In the words that the form would hold, and what was answered."""
    from tiebeam.web.spaces import actions as spaces
    from tiebeam.web.spaces.starting import actions, queries

    given = queries.given(queries.kit_of(space), queries.read_of(space))[said["code"]]
    thread = actions.post(space, said["code"], None, title=given.title, text=given.text, once=once,
                          by=lead, at=_ago(at, said["days_ago"]))  # fmt: skip
    posts = [thread.posts.get()]
    for number, each in enumerate(said["answer"], start=1):
        answered = posts[each["answers"] - 1] if "answers" in each else None
        posts.append(
            spaces.write(thread, each["text"].strip(), once=f"{once}-answer-{number}",
                         answers=answered, by=by_role[each["by"]],
                         at=_ago(at, each["days_ago"]) + timedelta(minutes=25 * number))
        )  # fmt: skip


def _ago(at: datetime, days: int) -> datetime:
    return at - timedelta(days=days)
