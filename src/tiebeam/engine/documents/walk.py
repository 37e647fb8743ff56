"""Made-up people walk through the clauses: what they get, how long it takes, where they stick."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal

from tiebeam.engine.documents.quantities import plainly
from tiebeam.engine.documents.said import say
from tiebeam.engine.documents.shapes import Document, Finding
from tiebeam.engine.documents.wording import collections

What = Literal["weeks_paid", "days_to_decision", "gate", "dead_end", "help", "silence"]

#: What a discretionary gate is about, by the words around it.
_TOPICS: Final = {
    "parental": r"parental|maternity|paternity|ppl|adopt|new parent",
    "leave": r"leave|time[- ]off|holiday|vacation|sabbatical|pto",
    "accommodation": r"accommodat|adjustment|\bra\b|disabilit",
    "flexible": r"flexib|telework|remote|from home|part[- ]time|hours|schedule",
    "career": r"promot|raise|bonus|salary|training|learning|conference|award|career",
}

REASONS: Final = {
    "new": say("not here long enough"),
    "contract": say("not on this contract"),
    "silent": say("nothing is said"),
    "line": say("the way leads through the own manager"),
    "peers": say("those named decide about themselves"),
    "final": say("no step after the first answer"),
    "first": say("has to act first, or in time"),
    "gate": say("one person decides"),
    "returns": say("owes time or money afterwards"),
    "costs": say("costs another benefit"),
    "proof": say("has to prove it, or to be found fit for it, first"),
    "list": say("the own days are not on the list, and nothing can be swapped"),
    "says": say("the text says so"),
}


@dataclass(frozen=True)
class Archetype:
    """A made-up person: how long here, on which contract, and what they need."""

    id: str
    name: str
    tenure_months: int
    contract: str
    needs: tuple[str, ...]
    parent: str = ""
    top: bool = False


@dataclass(frozen=True)
class Step:
    """One thing that a person meets on the way, and the sentence that did it.

    what     weeks_paid, days_to_decision, gate, dead_end, help, or silence
    value    weeks or days; 1 for what is only there or not
    finding  the sentence; None where nothing is said
    """

    archetype: str
    what: What
    value: float
    about: str
    reason: str
    finding: Finding | None = None


@dataclass(frozen=True)
class Walked:
    """One person's way through one handbook."""

    archetype: Archetype
    collection: str
    weeks_paid: float | None
    days_to_decision: float | None
    steps: tuple[Step, ...]

    @property
    def gates(self) -> int:
        """How often one person decides."""
        return sum(each.what == "gate" for each in self.steps)

    @property
    def dead_ends(self) -> int:
        """Where the way ends."""
        return sum(each.what == "dead_end" for each in self.steps)


@cache
def archetypes() -> tuple[Archetype, ...]:
    """Everybody who walks, as archetypes.toml has them."""
    text = (resources.files(__package__) / "archetypes.toml").read_text(encoding="utf-8")
    return tuple(Archetype(**{**each, "needs": tuple(each["needs"])})
                 for each in tomllib.loads(text)["archetype"])  # fmt: skip


def walk(
    documents: Sequence[Document],
    findings: Sequence[Finding],
    people: Sequence[Archetype] | None = None,
) -> list[Walked]:
    """What each made-up person meets in each handbook.

    documents  the policies
    findings   what `audit` found in them
    people     who walks; left out, everybody in archetypes.toml
    """
    by_file = {each.file: each for each in documents}
    walked = []
    for name in collections(documents):
        here = [each for each in findings if by_file[each.file].collection == name]
        headings = {each.file: f"{each.title} {each.stem}" for each in documents}
        walked += [_walked(person, name, here, headings) for person in people or archetypes()]
    return walked


def _walked(
    person: Archetype, collection: str, findings: Sequence[Finding], headings: Mapping[str, str]
) -> Walked:
    met = [step for need in person.needs for step in _met(person, need, findings, headings)]
    # A sentence that two checks know stops somebody once.
    steps = list({(s.what, s.reason, s.finding and (s.finding.file, s.finding.start)): s
                  for s in reversed(met)}.values())[::-1]  # fmt: skip
    weeks = [each.value for each in steps if each.what == "weeks_paid"]
    waits = [each.value for each in steps if each.what == "days_to_decision"]
    return Walked(
        archetype=person,
        collection=collection,
        weeks_paid=max(weeks) if weeks else None,
        days_to_decision=max(waits) if waits else None,
        steps=tuple(steps),
    )


def _met(
    person: Archetype, need: str, findings: Sequence[Finding], headings: Mapping[str, str]
) -> Iterator[Step]:
    check, _, topic = need.partition(":")
    found = [each for each in findings if each.check == check]
    if topic:
        pattern = re.compile(_TOPICS[topic], re.IGNORECASE)
        found = [each for each in found if pattern.search(_around(each, headings))]
    if check == "parental_leave":
        yield from _parental(person, found, findings, headings)
        return
    for each in found:
        yield from _step(person, check, each, headings)
    if not found and check in _EXPECTED:
        yield Step(person.id, "silence", 1, check, REASONS["silent"])


#: Where silence leaves somebody without a way.
_EXPECTED: Final = frozenset((
    "parental_leave", "reporting_channel", "anti_retaliation", "escalation_route", "accommodation",
    "flexible_work", "caring", "independence",
))  # fmt: skip


def _parental(
    person: Archetype,
    leaves: Sequence[Finding],
    findings: Sequence[Finding],
    headings: Mapping[str, str],
) -> Iterator[Step]:
    """The longest paid leave that is open to this parent, or why there is none."""
    if not leaves:
        yield Step(person.id, "silence", 1, "parental_leave", REASONS["silent"])
        return
    waits = [each for each in findings
             if each.check == "waiting_period" and _is_parental(each, headings)]  # fmt: skip
    wait = max(waits, key=lambda each: _months(each.parameters.get("tenure", "")), default=None)
    if wait is not None and _months(wait.parameters.get("tenure", "")) > person.tenure_months:
        yield Step(person.id, "weeks_paid", 0, "parental_leave", REASONS["new"], wait)
        yield Step(person.id, "dead_end", 1, "parental_leave", REASONS["new"], wait)
        return
    best = max(leaves, key=lambda each: _weeks_for(person, each))
    reason = _shut_out(person, best)
    weeks = 0.0 if reason else _weeks_for(person, best)
    yield Step(person.id, "weeks_paid", weeks, "parental_leave", reason or REASONS["says"], best)
    if reason:
        yield Step(person.id, "dead_end", 1, "parental_leave", reason, best)


def _is_parental(finding: Finding, headings: Mapping[str, str]) -> bool:
    # A page about parents may speak of another leave as well: what the sentence names counts.
    other = re.search(r"sabbatical|vacation|annual leave", finding.quote, re.IGNORECASE)
    said = re.search(_TOPICS["parental"], _around(finding, headings), re.IGNORECASE)
    return bool(said) and not other


def _around(finding: Finding, headings: Mapping[str, str]) -> str:
    """The sentence, the title of its page, and the benefit that it costs."""
    return f"{finding.quote} {headings[finding.file]} {finding.parameters.get('cross_ref', '')}"


def _shut_out(person: Archetype, leave: Finding) -> str:
    scope = leave.parameters.get("scope", "")
    if scope in ("full-time", "salaried", "exempt") and person.contract != "full-time":
        return REASONS["contract"]
    if scope == "permanent" and person.contract in ("temporary", "contractor"):
        return REASONS["contract"]
    months = _months(leave.parameters.get("tenure", ""))
    return REASONS["new"] if months > person.tenure_months else ""


_FOR_MOTHERS: Final = re.compile(
    r"mother|maternity|women|birth(?:ing)? parent|primary", re.IGNORECASE
)
_FOR_FATHERS: Final = re.compile(
    r"father|paternity|\bmen\b|secondary|non-?birth|partner", re.IGNORECASE
)


def _weeks_for(person: Archetype, leave: Finding) -> float:
    """Weeks times the share of pay: 12 weeks at half pay are worth 6."""
    weeks = [float(each) for each in leave.parameters.get("weeks", "").split("|") if each]
    if weeks and leave.parameters.get("gendered") in ("yes", "role"):
        weeks = _by_part(person, leave.quote, weeks)
    return max(weeks, default=0.0) * _share(leave.parameters.get("pay", ""))


def _by_part(person: Archetype, quote: str, weeks: list[float]) -> list[float]:
    mothers, fathers = bool(_FOR_MOTHERS.search(quote)), bool(_FOR_FATHERS.search(quote))
    if mothers and not fathers:
        return weeks if person.parent == "birth" else []
    if fathers and not mothers:
        # An adoptive parent of the same sex is no father by the words alone: nobody can tell.
        return weeks if person.parent == "second" else []
    return [max(weeks)] if person.parent == "birth" else [min(weeks)]


def _share(pay: str) -> float:
    first = pay.split("|")[0]
    if first.endswith("%"):
        return float(first[:-1]) / 100
    # Without a word about pay, a leave is not said to be paid.
    return 0.0


def _months(tenure: str) -> float:
    """The longest of lengths such as 12m, 26w or 1y, in months."""
    per = {"y": 12.0, "m": 1.0, "w": 12 / 52, "d": 12 / 365, "h": 0.0}
    found = re.findall(r"([\d.]+)([ymwdh])", tenure)
    return max((float(n) * per[unit] for n, unit in found), default=0.0)


def _step(
    person: Archetype, check: str, finding: Finding, headings: Mapping[str, str]
) -> Iterator[Step]:
    if check in ("escalation_route", "accommodation", "flexible_work"):
        days = [float(d) for d in finding.parameters.get("days", "").split("|") if d]
        if days:
            yield Step(person.id, "days_to_decision", max(days), check, REASONS["says"], finding)
            return
    what, reason = _meaning(person, check, finding)
    if what is not None:
        yield Step(person.id, what, 1, check, reason, finding)


def _meaning(person: Archetype, check: str, finding: Finding) -> tuple[What | None, str]:
    """What a clause is to somebody on the way."""
    if check in ("discretion", "promotion_gate", "pay_setting", "performance_review"):
        return ("help", REASONS["says"]) if finding.effect == "helps" else ("gate", REASONS["gate"])
    if finding.effect == "helps":
        return "help", REASONS["says"]
    if check == "scope":
        return ("dead_end", REASONS["contract"]) if _is_left_out(person, finding) else (None, "")
    ends = {"reporting_channel": "line", "escalation_route": "final", "burden_on_target": "first",
            "clawback": "returns", "interaction_penalty": "costs", "accommodation": "proof",
            "holiday_calendar": "list"}  # fmt: skip
    if check == "independence":
        stuck = person.top or finding.rule == "complaint.handled-by-line"
        return ("dead_end", REASONS["peers"]) if stuck else (None, "")
    if check in ends and finding.effect == "hinders":
        return "dead_end", REASONS[ends[check]]
    return None, ""


def _is_left_out(person: Archetype, finding: Finding) -> bool:
    left_out = finding.parameters.get("excluded", "").replace("contractors", "contractor")
    only = finding.parameters.get("scope", "")
    if person.contract in left_out.split("|"):
        return True
    return only in ("full-time", "permanent") and person.contract not in ("full-time", only)


def in_short(walked: Walked) -> str:
    """One line: weeks paid, days, gates and dead ends, as far as anything is known."""
    weeks = "" if walked.weeks_paid is None else f"{plainly(walked.weeks_paid)} weeks paid"
    days = "" if walked.days_to_decision is None else f"{plainly(walked.days_to_decision)} days"
    rest = [f"{walked.gates} gates", f"{walked.dead_ends} dead ends"]
    return ", ".join(each for each in (weeks, days, *rest) if each)
