"""A clause in its document: where it stands, whether a text holds it, and what it says.

All of it is read from the text, so it needs nothing that is kept about people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tiebeam.engine.documents import Document
from tiebeam.engine.documents.clauses import findings_in
from tiebeam.engine.documents.parameters import Seen, parameters
from tiebeam.engine.documents.rules import packs
from tiebeam.engine.texts import Text, read

#: What is read of a sentence that no rule knows.
READ: Final = (
    "deadline_days", "days", "weeks", "tenure", "notice", "percent", "approver", "criteria",
    "appeal", "route",
)  # fmt: skip
#: The check of which such a parameter is.
SENTENCE: Final = "sentence"
_WORD: Final = re.compile(r"\w+")
_ENDS: Final = re.compile(r"[.!?…:;,)\]\"'»”]*")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something stands in a text, in code points, and exactly what stands there."""

    start: int
    text: str


def places_of(said: str, content: str, kind: str) -> list[Place]:
    """Where a text holds these words, whatever stands between them: blanks, breaks or marks."""
    words = _WORD.findall(said)
    if not words:
        return []
    pattern = re.compile(r"(?<!\w)" + r"\W+".join(map(re.escape, words)) + r"(?!\w)", re.IGNORECASE)
    plain = read("", content, kind).plain
    return [_place(said.strip(), content, plain, each) for each in pattern.finditer(plain)]


def _place(said: str, content: str, plain: str, found: re.Match[str]) -> Place:
    first = _WORD.search(said)
    start, end = found.start() - (first.start() if first else 0), found.end()
    # Copied with its marks, it is taken with them.
    if start >= 0 and content.startswith(said, start):
        return Place(start=start, text=said)
    # The mark that ends a sentence is part of it.
    after = _ENDS.match(plain, end)
    end = after.end() if after else end
    return Place(start=found.start(), text=content[found.start() : end])


def holds(said: str, content: str, kind: str) -> bool:
    """Whether a text holds these words, one after the other."""
    return f" {_words(said, kind)} " in f" {_words(content, kind)} "


def as_words(said: str) -> str:
    """The words of a text, with the marks between them and no breaks: two that are so alike say
    the same."""
    return " ".join(said.split())


def _words(content: str, kind: str) -> str:
    return " ".join(_WORD.findall(read("", content, kind).plain.casefold()))


def reads(name: str, content: str, kind: str, place: Place) -> dict[str, str]:
    """What a clause says, by check and parameter: {"discretion.approver": "manager"}.

    The words are read by themselves as well, as `sentence.deadline_days`: a rule may know the old
    clause and not the new one, and both are to be set beside each other.
    """
    if not place.text.strip():
        return {}
    text = read(name, content, kind)
    end = place.start + len(place.text)
    by_rule = {
        f"{each.check}.{parameter}": value
        for each in findings_in(Document(text), packs())
        if each.start < end and place.start < each.end
        for parameter, value in each.parameters.items()
    }
    of_words = _of_words(text, place.start, end)
    return by_rule | {f"{SENTENCE}.{parameter}": value for parameter, value in of_words}


def _of_words(text: Text, start: int, end: int) -> Iterator[tuple[str, str]]:
    said = " ".join(text.plain[start:end].split())
    found = parameters(Seen(said=said, hit=(0, len(said)), block=said), READ)
    # Days that somebody gets are no days to an answer; a sentence by itself may be read as both.
    if found.get("deadline_days") == found.get("days"):
        found.pop("deadline_days", None)
    yield from found.items()


def as_changed(content: str, place: Place, new: str) -> tuple[str, Place]:
    """A text with another clause in its place, and where that stands."""
    end = place.start + len(place.text)
    return content[: place.start] + new + content[end:], Place(start=place.start, text=new)


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Parameters that a new clause says otherwise than the old one, numbers first; each once.

    What the same rule reads of both comes before what only one of them has.
    """
    keys = [each for each in {**before, **after} if before.get(each) != after.get(each)]
    keys.sort(key=lambda each: (each not in before or each not in after, each))
    same = {_parameter(each) for each in {*before} & {*after}}
    found: dict[str, str] = {}
    for each in keys:
        is_in_both = each in before and each in after
        if is_in_both or _parameter(each) not in same:
            found.setdefault(_parameter(each), each)
    return sorted(found.values(), key=lambda each: not _is_number(before, after, each))


def _parameter(key: str) -> str:
    return key.rpartition(".")[2]


def _is_number(before: Mapping[str, str], after: Mapping[str, str], key: str) -> bool:
    return amount(before.get(key)) is not None and amount(after.get(key)) is not None


_AMOUNT: Final = re.compile(r"(\d+(?:\.\d+)?)([ymwdh%])?")
_DAYS: Final = {"y": 365, "m": 30, "w": 7, "d": 1}


def amount(value: str | None) -> float | None:
    """A value as one number: lengths of time in days; None where it is none, or several."""
    found = _AMOUNT.fullmatch(value or "")
    return float(found[1]) * _DAYS.get(found[2] or "", 1) if found else None
