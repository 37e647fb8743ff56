"""Which barriers a page lists, as its address says: by state, by structure, by unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tiebeam.web.insight.barriers.queries import Standing
from tiebeam.web.insight.models import Barrier
from tiebeam.web.ui.shapes import Link, Part

State = Barrier.State
STATE, STRUCTURE, UNIT = "state", "structure", "unit"
#: What waits for an answer, where an address names no state.
WAITING: Final = (State.OPEN, State.QUESTION)
#: Links of one kind at most: what is rarer is found by searching.
MOST_LINKS: Final = 40


@dataclass(frozen=True, kw_only=True)
class Choosing:
    """The barriers that an address asks for, and what else it could ask for."""

    found: Sequence[Standing]
    state: str
    structure: str
    unit: str
    parts: Sequence[Part]

    @classmethod
    def asked(cls, query: Mapping[str, str], every: Sequence[Standing]) -> Choosing:
        """What an address names and there is not is not heeded."""
        structures = {each.barrier.policy.public_id: each.barrier.policy.title
                      for each in every if each.barrier.policy}  # fmt: skip
        units = sorted({unit for each in every for unit in each.barrier.units})
        state = _known(query, STATE, [*State.values, "all"])
        structure, unit = _known(query, STRUCTURE, structures), _known(query, UNIT, units)
        found = [
            each
            for each in every
            if _has_state(each, state) and _is_of(each, structure) and _is_in(each, unit)
        ]
        now = {STATE: state, STRUCTURE: structure, UNIT: unit}
        parts = [
            _part(_("How they stand"), STATE, _states(), now),
            _part(_("Structure"), STRUCTURE, {"": _("every structure")} | structures, now),
            _part(_("Unit"), UNIT, {"": _("every unit")} | {each: each for each in units}, now),
        ]
        return cls(found=found, state=_states()[state],
                   structure=structures.get(structure, _("every structure")),
                   unit=unit or _("every unit"),
                   parts=[each for each in parts if len(each.links) > 1])  # fmt: skip


def _known(query: Mapping[str, str], name: str, there: Iterable[str]) -> str:
    asked = query.get(name, "")
    return asked if asked in there else ""


def _has_state(each: Standing, asked: str) -> bool:
    if asked == "all":
        return True
    return each.state == asked if asked else each.state in WAITING


def _is_of(each: Standing, structure: str) -> bool:
    policy = each.barrier.policy
    return not structure or (policy is not None and policy.public_id == structure)


def _is_in(each: Standing, unit: str) -> bool:
    """One that is nowhere in particular is in every unit."""
    return not unit or not each.barrier.units or unit in each.barrier.units


def _states() -> dict[str, str]:
    return {
        "": _("what waits for an answer"), State.OPEN: _("open barriers"),
        State.QUESTION: _("questions"), State.ANSWERED: _("answered barriers"),
        State.CLOSED: _("closed barriers"), "all": _("all barriers"),
    }  # fmt: skip


def _part(called: str, name: str, words: Mapping[str, str], now: Mapping[str, str]) -> Part:
    links = [
        Link(text=text, href=_address({**now, name: value}), current=now[name] == value)
        for value, text in list(words.items())[:MOST_LINKS]
    ]
    return Part(called=called, links=links)


def _address(asked: Mapping[str, str]) -> str:
    said = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('barriers')}?{said}" if said else reverse("barriers")
