"""Ids that are numbers in disguise, such as H0000123: kept as numbers, where there are many.

A number takes a quarter of the room of an id, and is found again in half the time. It stands for
one id only, so nothing is lost: `Numbering.written` gives the id back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

#: What is asked of a column of ids.
ASKED_OF_IDS: Final = ("first", "last", "shortest", "longest", "plain")

_DIGITS: Final = "0123456789"

#: More digits than a number of 64 bits holds for certain.
_MOST_DIGITS: Final = 18


@dataclass(frozen=True, kw_only=True)
class WrittenIds:
    """How the ids of one column are written.

    first, last        in the order of their letters
    shortest, longest  how many letters they have
    plain              whether each, as it stands, is anything but digits (or nothing), and then
                       digits alone
    """

    first: str
    last: str
    shortest: int
    longest: int
    plain: bool


@dataclass(frozen=True, kw_only=True)
class Numbering:
    """How ids become numbers and back.

    prefix  what every id begins with
    digits  how many follow in each; 0 where no number begins with a nought, so each is its own
            number, however long
    widest  how many digits the longest has
    """

    prefix: str
    digits: int
    widest: int

    def number(self, text: Any) -> Any:
        """The number of each id, as an Ibis column of integers."""
        kind = "int32" if self.widest < len(str(2**31)) else "int64"
        return (text.substr(len(self.prefix)) if self.prefix else text).cast(kind)

    def written(self, number: int) -> str:
        """The id that a number stands for."""
        return f"{self.prefix}{number:0{self.digits or 1}d}"


def first_look_at_ids(text: Any) -> dict[str, Any]:
    """Statistics of a column of ids, for `written_ids` to read."""
    length = text.length()
    plain = text.re_search(r"^[^0-9]*[0-9]+$")
    asked = text.min(), text.max(), length.min(), length.max(), plain.all()
    return dict(zip(ASKED_OF_IDS, asked, strict=True))


def written_ids(found: Mapping[str, Any], *, dirty: bool = False) -> WrittenIds | None:
    """What `first_look_at_ids` found; None where the column holds no id at all.

    dirty  whether some ids have to be cleaned first
    """
    if found["first"] is None:
        return None
    return WrittenIds(**{**found, "plain": found["plain"] and not dirty})


def numbering(columns: Iterable[WrittenIds]) -> Numbering | None:
    """How the ids of all these columns can be numbers; None where they had better stay text.

    All begin with the same letters, because the first and the last do, and whatever lies between
    two words lies between what they begin with. By the same order, if the number of any id begins
    with a nought, that of the first does.
    """
    written = list(columns)
    if not written or not all(each.plain for each in written):
        return None
    first, last = min(each.first for each in written), max(each.last for each in written)
    shortest = min(each.shortest for each in written)
    longest = max(each.longest for each in written)
    prefix = first.rstrip(_DIGITS)
    widest = longest - len(prefix)
    if prefix != last.rstrip(_DIGITS) or widest > _MOST_DIGITS:
        return None
    if shortest == longest:
        return Numbering(prefix=prefix, digits=widest, widest=widest)
    if first[len(prefix)] == "0":
        return None
    return Numbering(prefix=prefix, digits=0, widest=widest)
