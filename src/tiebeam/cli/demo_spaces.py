"""The demo's spaces: what its people wrote to each other, by the actions by which pages do it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from tiebeam.cli import demo_groups


def open_spaces(by_role: Mapping[str, Any], *, at: datetime) -> None:
    """Open the spaces, and let people come in and write; what is there already is left as it is.

    by_role  the people of the demo
    at       when the demo is made; what was written lies before it
    """
    for number, said in enumerate(_written()):
        _open(said, by_role, once=f"demo-space-{number}", at=at)


def _open(said: Mapping[str, Any], by_role: Mapping[str, Any], *, once: str, at: datetime) -> None:
    from tiebeam.web.spaces import actions
    from tiebeam.web.spaces.kinds import first_guidelines, kinds

    rules, opener = kinds()[said["kind"]], by_role[said["by"]]
    first = {name: said[name] for name in ("kind", "name", "about")}
    first |= {"visibility": rules.visibility, "joining": rules.joining, "roster": rules.roster}
    begun = at - timedelta(days=said["days_ago"])
    space = actions.open_space(first, first_guidelines(), once=once, by=opener, at=begun)
    if space.threads.exists():
        return
    for role in said["members"]:
        # Whoever asks to come in is let in; the link of a hidden space was passed on.
        actions.join(space, agreed=1, by=by_role[role], at=begun, has_link=True)
    for number, thread in enumerate(said["thread"]):
        _write(space, thread, by_role, once=f"{once}-{number}", at=at)
    if "group" in said:
        demo_groups.stand(space, said["group"], by_role, lead=opener, once=once, at=at)


def _write(
    space: Any, said: Mapping[str, Any], by_role: Mapping[str, Any], *, once: str, at: datetime
) -> None:
    from tiebeam.web.spaces import actions

    first, *others = said["post"]
    thread = actions.begin_thread(
        space, title=said["title"], text=first["text"].strip(), once=once,
        by=by_role[first["by"]], at=_when(first, 0, at),
    )  # fmt: skip
    posts = [thread.posts.get()]
    for number, post in enumerate(others, start=1):
        answered = posts[post["answers"] - 1] if "answers" in post else None
        posts.append(
            actions.write(thread, post["text"].strip(), once=f"{once}-{number}", answers=answered,
                          by=by_role[post["by"]], at=_when(post, number, at))
        )  # fmt: skip


def _when(said: Mapping[str, Any], number: int, at: datetime) -> datetime:
    """On its day, a while after the one before."""
    return at - timedelta(days=said["days_ago"]) + timedelta(minutes=25 * number)


def _written() -> list[dict[str, Any]]:
    file = resources.files("tiebeam.examples.harbourline") / "spaces.toml"
    found: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["space"]
    return found
