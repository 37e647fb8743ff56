"""What the demo's resource group stands on: charter, offices, a sponsor, a budget and asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any


def stand(
    space: Any, said: Mapping[str, Any], by_role: Mapping[str, Any], *, lead: Any, once: str,
    at: datetime,
) -> None:  # fmt: skip
    """Do in the group what spaces.toml says of it, each on its day.

    lead  whoever looks after it
    once  begins the key of each thing that is there once
    """
    from tiebeam.web.spaces.groups.charters.actions import write

    parts = {name: said["charter"][name] for name in ("purpose", "does", "does_not", "decides")}
    write(space, parts, number=0, by=lead, at=_ago(at, said["charter"]["days_ago"]))
    for number, each in enumerate(said["office"]):
        _open_office(space, each, by_role, lead=lead, once=f"{once}-office-{number}", at=at)
    _stand_up(space, said["sponsor"], by_role, lead=lead, at=at)
    for number, each in enumerate(said["money"]):
        _write_down(space, each, lead=lead, once=f"{once}-money-{number}", at=at)
    for number, each in enumerate(said["ask"]):
        _ask(space, each, by_role["leader"], lead=lead, once=f"{once}-ask-{number}", at=at)
    _review(space, said["review"], lead=lead, at=at)


def belong(
    chapter: Any, said: Mapping[str, Any], by_role: Mapping[str, Any], *, lead: Any, at: datetime
) -> None:
    """Say at which site a chapter is, and of which group; the group says so too."""
    from tiebeam.web.spaces.groups.chapters import actions
    from tiebeam.web.spaces.queries import named

    group = named(lead, said["chapter_of"], at.date())[0].space
    then = _ago(at, said["days_ago"])
    actions.say_where(chapter, said["site"], edition=0, by=lead, at=then)
    actions.say_of(chapter, group, by=lead, at=then)
    tie = chapter.groups.get(group=group)
    actions.confirm(tie, by=by_role[said["confirmed_by"]], at=then + timedelta(days=3))


def _review(space: Any, said: Mapping[str, Any], *, lead: Any, at: datetime) -> None:
    from tiebeam.web.spaces.groups.reviews import actions

    on = _ago(at, said["days_ago"])
    made = actions.begin(space, on.year, by=lead, at=on)
    words = {name: said[name] for name in ("changed", "did_not", "needs", "readers")}
    actions.write(made, words, edition=1, by=lead, at=on)
    actions.put_out(made, edition=2, by=lead, at=on)
    actions.correct(made, said["correction"], number=0, by=lead, at=at)


def _open_office(
    space: Any, said: Mapping[str, Any], by_role: Mapping[str, Any], *, lead: Any, once: str,
    at: datetime,
) -> None:  # fmt: skip
    from tiebeam.web.spaces.groups.offices import actions

    made = actions.open_office(space, said["title"], said["does"], once=once, by=lead, at=at)
    if "by" in said:
        until = (at + timedelta(days=said["until"])).date()
        actions.take(made, term_until=until, by=by_role[said["by"]], at=_ago(at, said["days_ago"]))


def _stand_up(
    space: Any, said: Mapping[str, Any], by_role: Mapping[str, Any], *, lead: Any, at: datetime
) -> None:
    from tiebeam.web.spaces.groups.sponsors import actions

    leader = by_role[said["by"]]
    office = actions.open_office(space, by=lead, at=_ago(at, said["opened"]))
    actions.take(office, by=leader, at=_ago(at, said["taken"]))
    for each in said["said"]:
        duty = office.duties.get(code=each["duty"])
        told = {"kind": each["kind"], "moved_to": None, "says": each["says"]}
        actions.say(duty, told, number=0, by=lead, at=_ago(at, each["days_ago"]))
        if "own" in each:
            actions.add_line(duty.said.get(), each["own"], by=leader, at=at)


def _write_down(
    space: Any, said: Mapping[str, Any], *, lead: Any, once: str, at: datetime
) -> None:  # fmt: skip
    from tiebeam.web.spaces.groups.budgets import actions

    on = _ago(at, said["days_ago"])
    told = {"on": on.date(), "year": at.year, "amount": Decimal(said["amount"]),
            "currency": said["currency"], "words": said["words"],
            "receipt": said.get("receipt", "")}  # fmt: skip
    made = actions.write_down(space, said["kind"], told, once=once, by=lead, at=on)
    if "file" in said:
        actions.add_receipt(made, _receipt(said["file"]), once=once, by=lead, at=on)


def _receipt(text: str) -> Any:
    """A picture of what a receipt says, with nothing that it says of itself."""
    import io

    from PIL import Image, ImageDraw

    from tiebeam.web.spaces.attaching.clean import Clean

    picture, made = Image.new("RGB", (360, 220), "white"), io.BytesIO()
    ImageDraw.Draw(picture).multiline_text((24, 24), text, fill="black", font_size=20)
    picture.save(made, "PNG")
    return Clean(kind="picture", content_type="image/png", content=made.getvalue(), width=360,
                 height=220)  # fmt: skip


def _ask(
    space: Any, said: Mapping[str, Any], leader: Any, *, lead: Any, once: str, at: datetime
) -> None:  # fmt: skip
    from tiebeam.web.spaces.groups.asks import actions

    asked = {"title": said["title"], "says": said["says"].strip(), "structure": "",
             "due_on": _ago(at, said["due"]).date()}  # fmt: skip
    made = actions.ask(space, asked, leader=leader, once=once, by=lead,
                       at=_ago(at, said["days_ago"]))  # fmt: skip
    if "answer" in said:
        told, when = said["answer"], _ago(at, said["answer"]["days_ago"])
        by = (when + timedelta(days=told["within"])).date()
        answer = {"kind": told["kind"], "says": told["says"], "follows": told["follows"],
                  "follows_by": by}  # fmt: skip
        actions.answer(made, answer, edition=1, number=0, by=leader, at=when)


def _ago(at: datetime, days: int) -> datetime:
    return at - timedelta(days=days)
