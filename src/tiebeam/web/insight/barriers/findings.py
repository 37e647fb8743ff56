"""Findings in texts that show a barrier. The room that reads documents keeps them.

As long as an installation has no such room, nothing of it is asked, and there are none.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Final

from django.utils.translation import gettext as _

from tiebeam.engine.records.window import Window
from tiebeam.web.insight.barriers.shows import Shows
from tiebeam.web.insight.models import Evidence
from tiebeam.web.organisation.inventory.queries import text_of, versions_of

Strength = Evidence.Strength
#: How a finding stands, in the words of the room that reads documents.
STANDS: Final = {
    "open": Strength.WAITING, "confirmed": Strength.ONE, "dismissed": Strength.DISMISSED,
    "disputed": Strength.DISPUTED, "sent to the owner": Strength.WAITING,
}  # fmt: skip
_ROOM: Final = "tiebeam.web.insight.reading"


def _reading() -> ModuleType | None:
    return import_module(f"{_ROOM}.queries") if find_spec(_ROOM) else None


def finding(public_id: str, person: Any) -> Any | None:
    """A finding, for whoever may read its text."""
    reading = _reading()
    return reading.finding(public_id, person) if reading else None


def shows(found: Any) -> Shows:
    """A finding as evidence."""
    document = found.version.document
    return Shows(
        kind=Evidence.Kind.FINDING, address=found.public_id, said=said_of(found),
        strength=strength(found), mark=f"{found.rule}, {found.rule_version}"[:80],
        policy=document.policy, since=_since(found), whom=found.who[:300],
        title=_title(found), clause=found.quote, version=found.version.public_id,
    )  # fmt: skip


def said_of(found: Any) -> str:
    """What a text says, and what a finding asks of it."""
    return f"“{found.quote}” {found.question}".strip()


def _title(found: Any) -> str:
    policy = found.version.document.policy
    called = policy.title if policy else found.version.document.called
    words = _("%(structure)s says: “%(quote)s”") % {"structure": called, "quote": found.quote}
    return words if len(words) <= 300 else f"{words[:297].rsplit(' ', 1)[0]}…”"


def strength(found: Any) -> Evidence.Strength:
    """How a finding stands now; confirmed by two, where two different people did."""
    reading = _reading()
    stands = STANDS.get(str(reading.standing(found)), Strength.WAITING) if reading else None
    if stands is None:
        return Strength.WAITING
    return Strength.TWO if stands == Strength.ONE and _confirmed_by(found) > 1 else stands


def _confirmed_by(found: Any) -> int:
    """How many confirm it, each with the last that they said."""
    last = {each.by_id or f"gone {each.pk}": each.says
            for each in found.verdicts.order_by("pk")}  # fmt: skip
    return sum(says == "confirmed" for says in last.values())


def _since(found: Any) -> Window | None:
    """From the earliest version on in which the sentence stands."""
    for version in reversed(versions_of(found.version.document)):
        if found.quote in (text_of(version.public_id) or ""):
            day = version.in_force_on or version.at.date()
            return Window(day, day)
    return None


def confirmed_in(policy: Any, person: Any) -> list[Any]:
    """Findings in the newest texts of a structure that people confirmed."""
    reading = _reading()
    if reading is None or policy is None:
        return []
    return [each for version in _newest(policy) for each in reading.findings_of(version)
            if strength(each) in (Strength.ONE, Strength.TWO)]  # fmt: skip


def _newest(policy: Any) -> Iterable[Any]:
    every = (versions_of(document) for document in policy.documents.all())
    return [versions[0] for versions in every if versions]


def strengths_now(evidence: Iterable[Evidence], person: Any) -> dict[str, Evidence.Strength]:
    """By public id, how findings stand now; those that the reader may not read are not there."""
    ids = [each.address for each in evidence if each.kind == Evidence.Kind.FINDING]
    found = {each: finding(each, person) for each in dict.fromkeys(ids)} if _reading() else {}
    return {public_id: strength(each) for public_id, each in found.items() if each is not None}
