"""The demo's spaces: what its people wrote to each other, by the actions by which pages do it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from importlib import resources
from typing import Any

from tiebeam.cli import demo_groups, demo_kits


def open_spaces(by_role: Mapping[str, Any], *, at: datetime) -> None:
    """Open the spaces, and let people come in and write; what is there already is left as it is.

    by_role  the people of the demo
    at       when the demo is made; what was written lies before it
    """
    opened = [
        (_open(said, by_role, once=f"demo-space-{number}", at=at), said)
        for number, said in enumerate(_written())
    ]
    # Once all are there: what a space begins with, it hands to a group.
    for number, (space, said) in enumerate(opened):
        if "kit" in said:
            demo_kits.begin(
                space, said["kit"], by_role, lead=by_role[said["by"]], once=f"demo-kit-{number}",
                groups=[each for each, _ in opened], at=at,
            )  # fmt: skip


def _open(said: Mapping[str, Any], by_role: Mapping[str, Any], *, once: str, at: datetime) -> Any:
    from tiebeam.web.spaces import actions
    from tiebeam.web.spaces.kinds import first_guidelines, kinds

    rules, opener = kinds()[said["kind"]], by_role[said["by"]]
    first = {name: said[name] for name in ("kind", "name", "about")}
    first |= {"visibility": rules.visibility, "joining": rules.joining, "roster": rules.roster}
    begun = at - timedelta(days=said["days_ago"])
    space = actions.open_space(first, first_guidelines(), once=once, by=opener, at=begun)
    if space.threads.exists():
        return space
    for role in said["members"]:
        # Whoever asks to come in is let in; the link of a hidden space was passed on.
        actions.join(space, agreed=1, by=by_role[role], at=begun, has_link=True)
    for role in said.get("looks_after", ()):
        _look_after(space, by_role[role], lead=opener, at=begun)
    for number, thread in enumerate(said["thread"]):
        _write(space, thread, by_role, once=f"{once}-{number}", at=at)
    for number, meeting in enumerate(said.get("meeting", ())):
        _meet(space, meeting, by_role, once=f"{once}-meeting-{number}", at=at)
    _take_weeks(space, said.get("weeks", ()), by_role, at=at)
    if "chapter_of" in said:
        demo_groups.belong(space, said, by_role, lead=opener, at=at)
    if "group" in said:
        demo_groups.stand(space, said["group"], by_role, lead=opener, once=once, at=at)
    return space


def _look_after(space: Any, person: Any, *, lead: Any, at: datetime) -> None:
    """Somebody offers to look after it as well, and does."""
    from tiebeam.web.spaces import actions
    from tiebeam.web.spaces.queries import offering

    actions.offer(space, offers=True, by=person)
    for offered, _ in offering(space):
        actions.hand_over(space, offered.public_id, by=lead, at=at)


def _take_weeks(
    space: Any, roles: Sequence[str], by_role: Mapping[str, Any], *, at: datetime
) -> None:
    """From this week on."""
    from tiebeam.web.spaces.actions import day_of
    from tiebeam.web.spaces.caring.actions import take_week
    from tiebeam.web.spaces.caring.rota import weeks_from

    for monday, role in zip(weeks_from(day_of(at)), roles, strict=False):
        if role:
            take_week(space, monday, by=by_role[role], at=at)


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


def _meet(
    space: Any, said: Mapping[str, Any], by_role: Mapping[str, Any], *, once: str, at: datetime
) -> None:
    """A meeting, planned a week before it was, or before the demo is made."""
    from tiebeam.web.spaces.meeting import actions
    from tiebeam.web.spaces.meeting.forms import agenda_in

    starts_at = _starts_at(said, at)
    planned = min(starts_at, at) - timedelta(days=7)
    about = {
        "title": said["title"], "place": said["place"], "link": said.get("link", ""),
        "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=said["minutes"]),
    }  # fmt: skip
    meeting = actions.make_meeting(space, about, agenda_in(said["agenda"].strip()), once=once,
                                   by=by_role[said["by"]], at=planned)  # fmt: skip
    for role in ("host", "notes"):
        if role in said:
            actions.take_role(meeting, role, by=by_role[said[role]], at=planned)
    for role in said.get("offers", ()):
        actions.offer_turns(space, offers=True, by=by_role[role], at=planned)
    if "decisions" in said:
        actions.write_decisions(meeting, said["decisions"], edition=meeting.edition,
                                by=by_role[said["notes"]], at=meeting.ends_at)  # fmt: skip
    for number, each in enumerate(said.get("undertaking", ())):
        _take_on(meeting, each, by_role, once=f"{once}-{number}", host=by_role[said["host"]])


def _starts_at(said: Mapping[str, Any], at: datetime) -> datetime:
    from tiebeam.web.spaces.actions import day_of
    from tiebeam.web.spaces.meeting.forms import moment

    found = moment(day_of(at) + timedelta(days=said["days"]), time.fromisoformat(said["begins"]))
    if found is None:
        raise ValueError(f"No clock shows {said['begins']} on the day of a meeting of the demo.")
    return found


def _take_on(
    meeting: Any, said: Mapping[str, Any], by_role: Mapping[str, Any], *, once: str, host: Any
) -> None:
    """Something to do, by whoever took it, and what became of it; or as the host said it, where
    nobody did."""
    from tiebeam.web.organisation.inventory.queries import placed_documents
    from tiebeam.web.spaces.actions import day_of
    from tiebeam.web.spaces.meeting import actions

    at, by = meeting.ends_at, by_role[said["by"]] if "by" in said else host
    due_on = day_of(at) + timedelta(days=said["due_days"]) if "by" in said else None
    made = actions.add_undertaking(meeting, said["text"], takes_it="by" in said, due_on=due_on,
                                   once=once, by=by, at=at)  # fmt: skip
    if "became" not in said:
        return
    document = next((each for each in placed_documents() if each.name == said["document"]), None)
    if document is None:
        # Spaces can be made without the handbook; then nobody has changed it.
        return
    policy: Any = document.policy
    actions.close(made, said["became"], structure=f"structure:{policy.public_id}",
                  changed=said["changed"], by=by, at=at + timedelta(days=9))  # fmt: skip


def _when(said: Mapping[str, Any], number: int, at: datetime) -> datetime:
    """On its day, a while after the one before."""
    return at - timedelta(days=said["days_ago"]) + timedelta(minutes=25 * number)


def _written() -> list[dict[str, Any]]:
    file = resources.files("tiebeam.examples.harbourline") / "spaces.toml"
    found: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["space"]
    return found
