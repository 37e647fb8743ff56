"""Whether what a rule reads is what a label says, however both write it.

Labels were written by people who had not seen the rules, so that they say "3 months" where a rule
says "3m", and "manager" of whoever stands above somebody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tiebeam.engine.documents import Finding

#: One name for what people call differently, by parameter.
ALIKE = {
    "approver": {
        "manager": "manager|team lead|lead|supervisor|foreman|head of department|department head|head|"
                   "skipper|superintendent|planner|coordinator|director pick|steward|chef|matron",
        "headteacher": "headteacher|headmaster|principal",
        "ceo": "ceo|managing director|chief executive",
        "company": "company|management|employer|firm|leadership",
        "committee": "committee|panel|board",
        "authority": "authority|competent authority",
        "founder": "founder|owner",
    },
    "investigator": {
        "external": "external|outside|other faculty|not involved",
        "management": "management|manager|line|leadership",
        "peers of accused": "peers of accused|peers|peer of accused|other founder|accused|head of accused",
    },
    "channels": {
        "line": "line|manager|supervisor",
        "external": "external|outside line|hotline|ombudsperson|form",
    },
    "route": {
        "application": "application|self|self-nomination",
        "nomination": "nomination|manager nomination|tap on the shoulder|director pick|head support|manager decides",
    },
    "method": {"rubric": "rubric|levels|steps|equal|seniority|grade", "discretion": "discretion|merit"},
    "place": {"office": "office|campus|school|5 days a week|4 days a week|3 days a week"},
    "above": {"board": "board|chair of trustees|trustees", "ceo": "ceo|managing director"},
    "criteria": {"stated": "stated|published|written|written goals|goals", "attitude": "attitude|fit|smile|loyalty"},
    "companion": {"yes": "yes|union|colleague|anyone|works council"},
    "follow_up": {"yes": "yes"},
    "excluded": {"agency": "agency|agency workers", "contractors": "contractors|contractor"},
    "family": {"spouse": "spouse|wife|husband", "child": "child|children", "parent": "parent|parents",
               "partner": "partner|same-sex partner", "sibling": "sibling|siblings"},
    "published": {"no": "no|partly"},
}  # fmt: skip
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(h|d|w|m|y|hours?|days?|weeks?|months?|years?)")
_DAYS = {"h": 1 / 24, "d": 1.0, "w": 7.0, "m": 365.25 / 12, "y": 365.25}


#: A label of an outdated word is met by whatever finding of wording names the word: "he" for anybody
#: is a generic pronoun to us, and an outdated term to many.
WORDING = frozenset({"outdated_term", "generic_pronoun", "excluding_term", "binary_pair"})


def is_of(finding: Finding, check: str) -> bool:
    """Whether a finding is of the check that a label names."""
    if check in WORDING:
        return finding.check in WORDING
    return finding.check == check


def means_the_same(label: Mapping[str, str], read: Mapping[str, str]) -> bool:
    """Whether everything that a label says was read; a rule may have read more than that."""
    return all(_is_said(name, value, read) for name, value in label.items())


def _is_said(name: str, value: str, read: Mapping[str, str]) -> bool:
    if name not in read:
        return False
    wanted, found = _parts(name, value), _parts(name, read[name])
    return bool(wanted) and wanted <= found


def _parts(name: str, value: str) -> set[str]:
    return {_plain(name, part.strip().lower()) for part in re.split(r"[|,]", value) if part.strip()}


def _plain(name: str, part: str) -> str:
    for one, others in ALIKE.get(name, {}).items():
        if part in others.split("|"):
            return one
    length = _LENGTH.fullmatch(part)
    if length:
        return f"{round(float(length[1]) * _DAYS[length[2][0]])} days"
    return re.sub(r"(?<=\d)(?:%|[A-Z]{3})$", "", part, flags=re.IGNORECASE)
