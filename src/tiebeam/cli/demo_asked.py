"""What the demo's people asked, answered and raised, by the actions by which pages do it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from importlib import resources
from typing import Any


def ask_and_raise(by_role: Mapping[str, Any], *, at: datetime) -> None:
    """Let questions go to the broker, briefs come back, and findings go on; what is there already
    is left as it is.

    by_role  the people of the demo
    at       when the demo is made; all of it lies before that
    """
    from django.utils.text import slugify

    from tiebeam.web.spaces.queries import named

    said = _written()
    group, allies = (
        named(by_role["group lead"], slugify(said[each]), at.date())[0].space
        for each in ("group", "allies")
    )
    _broker(said, group, allies, by_role, at)
    _raise(said["raised"], allies, by_role, at)
    _write_down(said, allies, by_role, at)


def _broker(
    said: Mapping[str, Any], group: Any, allies: Any, by_role: Mapping[str, Any], at: datetime
) -> None:
    from tiebeam.web.spaces.brokering import actions

    broker = by_role["broker"]
    actions.take_questions(group, takes=True, by=by_role["group lead"])
    briefs = [
        actions.write_brief(
            group, title=each["title"], text=each["text"].strip(), once=f"demo-brief-{number}",
            attribution=each["attribution"], by=by_role[each["by"]], at=_ago(each, at),
        )
        for number, each in enumerate(said["brief"])
    ]  # fmt: skip
    for number, each in enumerate(said["question"]):
        asked = actions.ask(each["text"], once=f"demo-question-{number}", by=by_role[each["by"]],
                            at=_ago(each, at), space=allies)  # fmt: skip
        if asked.brief_id or asked.handed_to_id or asked.set_aside:
            continue
        if "answered" in each:
            actions.answer_with(asked, briefs[each["answered"] - 1], by=broker, at=at)
        elif "handed" in each:
            actions.hand_to(asked, group, by=broker, at=at)
        elif "aside" in each:
            actions.set_aside(asked, aside=True, by=broker, at=at)


def _raise(
    raised: list[Mapping[str, Any]], allies: Any, by_role: Mapping[str, Any], at: datetime
) -> None:
    from tiebeam.web.organisation.inventory.queries import policies_for
    from tiebeam.web.spaces.raising import actions

    if allies.raised.exists():
        return
    for each in raised:
        by = by_role[each["by"]]
        structure = next((one.public_id for one in policies_for(by)
                          if one.title == each.get("structure")), "")  # fmt: skip
        actions.raise_finding(allies, structure=structure, place=each["place"], what=each["what"],
                              by=by, at=_ago(each, at))  # fmt: skip
    actions.let_out(at=at)


def _write_down(
    said: Mapping[str, Any], allies: Any, by_role: Mapping[str, Any], at: datetime
) -> None:
    from tiebeam.web.spaces.brokering.actions import say_office_hours
    from tiebeam.web.spaces.hours.actions import write_down
    from tiebeam.web.spaces.signing.actions import sign

    for number, each in enumerate(said["hours"]):
        month = (at.date().replace(day=1) - timedelta(days=1)).replace(day=1)
        write_down(month, Decimal(each["hours"]), paid=each["paid"], once=f"demo-hours-{number}",
                   by=by_role[each["by"]])  # fmt: skip
    signed = said["signed"]
    sign(allies, signed["says"], by=by_role[signed["by"]], at=_ago(signed, at))
    office = said["office"]
    say_office_hours(allies, office["says"], until=at.date() + timedelta(days=90),
                     by=by_role[office["by"]])  # fmt: skip


def _ago(said: Mapping[str, Any], at: datetime) -> datetime:
    return at - timedelta(days=said["days_ago"])


def _written() -> Mapping[str, Any]:
    file = resources.files("tiebeam.examples.harbourline") / "asked.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
