"""What clauses say together: contradictions, and benefits that cost one another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from tiebeam.engine.documents.opposites import opposites, two_deciders
from tiebeam.engine.documents.quantities import durations
from tiebeam.engine.documents.said import say
from tiebeam.engine.documents.shapes import Document, Finding

_ALIKE: Final = re.compile(
    r"\b(?:regardless\s+of|irrespective\s+of|without\s+regard\s+to|whatever\s+(?:your|their|the))\s+(?:\w+\s+){0,2}?(?:gender|sex)\b|"
    r"\bgender[- ]neutral\b|\b(?:all|both|each)\s+(?:new\s+)?parents?\s+(?:equally|alike|the\s+same)|\bequal\s+(?:leave|parental)|"
    r"\b(?:do|does|should)\s+not\s+(?:distinguish|differentiate|discriminate)\s+between\s+(?:parents|mothers|genders|men)",
    re.IGNORECASE,
)
ALIKE_QUESTION: Final = say(
    "The text says that gender does not matter, and then goes by gender. Which of the two holds?"
)
ALIKE_WHO: Final = say("fathers and parents who did not give birth; couples of the same sex")
DIFFER_QUESTION: Final = say(
    "Two places say different things. Which of them holds, and who was told which?"
)
DIFFER_WHO: Final = say("whoever read the other place")
#: Checks whose parameter has one value in a handbook, as long as the other parameters are alike.
_ONE_VALUE: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "parental_leave": ("weeks", ("gendered", "scope")),
    "homophily_hiring": ("amount", ()),
    "family_definition": ("days", ("unit",)),
}


def contradictions(documents: Sequence[Document], findings: Sequence[Finding]) -> Iterator[Finding]:
    """Places that can't both be true, as far as findings show it; two_numbers needs none.

    documents  the policies
    findings   the clauses found in them
    Returns    findings with the other place as other_file and other_line
    """
    by_file = {each.file: each for each in documents}
    told: set[tuple[str, int]] = set()
    for finding in findings:
        if finding.parameters.get("gendered") not in ("yes", "role"):
            continue
        for each in _said_alike(by_file[finding.file], finding):
            # Several sentences may contradict the same words: once is enough.
            if (each.file, each.end) not in told:
                told.add((each.file, each.end))
                yield each
    yield from _differing(by_file, findings)
    yield from opposites(by_file, findings)
    yield from two_deciders(by_file, findings)


def _said_alike(document: Document, finding: Finding) -> Iterator[Finding]:
    """Weeks by gender, in a document that says gender does not matter."""
    plain = document.text.plain
    inside = _ALIKE.search(plain, finding.start, finding.end)
    found = inside or _ALIKE.search(plain)
    if found is None:
        return
    start, end = found.span()
    sentence = next((s for s in document.text.sentences if s.start <= start < s.end), None)
    if sentence is not None:
        # In the same sentence, the words themselves are where it begins to contradict itself.
        start, end = (start if inside else sentence.start), sentence.end
    others = {} if inside else {"other_file": finding.file, "other_line": str(finding.line)}
    yield replace(
        finding, line=document.text.line_of(start), start=start, end=end,
        quote=document.text.quote(start, end), check="contradiction",
        parameters={"between": "alike|by gender", "weeks": finding.parameters.get("weeks", ""),
                    **others},
        effect="hinders", who=ALIKE_WHO, question=ALIKE_QUESTION, rule="across.alike-but-gendered",
        version=1, severity="high",
    )  # fmt: skip


def _differing(by_file: Mapping[str, Document], findings: Sequence[Finding]) -> Iterator[Finding]:
    """The same thing with two values in one handbook."""
    groups: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for each in findings:
        if each.check not in _ONE_VALUE or _is_example(each):
            continue
        name, alike = _ONE_VALUE[each.check]
        value = each.parameters.get(name, "")
        if not value or "|" in value:
            continue
        key = (by_file[each.file].collection, each.check,
               *(each.parameters.get(k, "") for k in alike))  # fmt: skip
        groups[key].append(each)
    for key, group in groups.items():
        name = _ONE_VALUE[key[1]][0]
        first = group[0]
        other = next((each for each in group if each.parameters[name] != first.parameters[name]
                      and each.file != first.file), None)  # fmt: skip
        if other is not None:
            yield _two_values(other, first, name)


def _is_example(finding: Finding) -> bool:
    return bool(re.search(r"\b(?:for (?:example|instance)|e\.g\.|up to|such as|template)\b",
                          finding.quote, re.IGNORECASE))  # fmt: skip


def _two_values(finding: Finding, other: Finding, name: str) -> Finding:
    return replace(
        finding, check="contradiction",
        parameters={"between": f"{finding.parameters[name]}|{other.parameters[name]}",
                    "of": f"{finding.check}.{name}", "other_file": other.file,
                    "other_line": str(other.line)},
        effect="cannot tell", who=DIFFER_WHO, question=DIFFER_QUESTION, rule="across.two-values",
        version=1, severity="medium",
    )  # fmt: skip


def with_interactions(documents: Sequence[Document], findings: Sequence[Finding]) -> list[Finding]:
    """Findings in which a limit of time away names the leave that goes beyond it.

    A benefit for those who were away less than twelve weeks shuts out whoever took a leave of
    twelve: then cross_ref names that leave's page, and weeks its length.
    """
    by_file = {each.file: each for each in documents}
    leaves = [each for each in findings if each.check == "parental_leave"]
    return [_interacting(each, by_file, leaves) for each in findings]


def _interacting(
    finding: Finding, by_file: Mapping[str, Document], leaves: Sequence[Finding]
) -> Finding:
    if finding.rule != "leave.threshold":
        return finding
    limits = [each.weeks for each in durations(finding.quote) if each.weeks]
    here = by_file[finding.file].collection
    beyond = [
        each
        for each in leaves
        if limits and by_file[each.file].collection == here and _longest(each) >= min(limits)
    ]
    if not beyond:
        return finding
    # The page that is about the leave says more than the list of benefits that names it too.
    other = max(beyond, key=lambda each: ("leave" in by_file[each.file].title.lower(), -each.line))
    return replace(
        finding, severity="high",
        parameters={**finding.parameters, "cross_ref": by_file[other.file].title,
                    "weeks": other.parameters["weeks"], "other_file": other.file,
                    "other_line": str(other.line)},
    )  # fmt: skip


def _longest(finding: Finding) -> float:
    weeks = [float(each) for each in finding.parameters.get("weeks", "").split("|") if each]
    return max(weeks, default=0.0)
