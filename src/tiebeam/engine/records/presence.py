"""In which snapshots each person is there: one bit for each, so that no row has to be sorted.

A word holds 60 snapshots, and at either end one more that it shares with the word beside it; the
snapshots next to any one can then be read from a single word.
"""

from __future__ import annotations

from functools import reduce
from typing import Any, Final

import ibis
import ibis.expr.datatypes as dt

_ROWS: Final = "their rows"

#: Snapshots of a word's own. Bit 0 is the last one of the word before.
_OWN: Final = 60


def _bit_count(word: dt.int64) -> dt.int8:
    """How many bits of a word are set, as databases count them."""
    raise NotImplementedError


_bits: Any = ibis.udf.scalar.builtin(_bit_count, name="bit_count")


def presence(rows: ibis.Table, number: Any, *, snapshots: int) -> dict[str, Any]:
    """What to ask of a person's rows: in which snapshots they are, and how many rows say so.

    number     of the snapshot that a row belongs to, from 0
    snapshots  how many there are
    Returns    statistics per person: the rows, and words `there 0`, `there 1` …
    """
    asked: dict[str, Any] = {_ROWS: rows.count()}
    for word in range(_words(snapshots)):
        bit = number - (word * _OWN - 1)
        inside = bit.between(0, _OWN + 1)
        place = ibis.ifelse(inside, bit, 0).cast("int64")
        asked[f"there {word}"] = _bit(place).bit_or(where=inside).fill_null(0)
    return asked


def names_of_presence(there: ibis.Table) -> list[str]:
    """The columns that `presence` asks for, as far as a table has them."""
    return [name for name in there.columns if name == _ROWS or name.startswith("there ")]


def has_duplicates(there: ibis.Table) -> Any:
    """Whether anybody has more rows than snapshots (an expression)."""
    own = reduce(lambda total, word: total + _own_bits(there[word]), _names(there), _zero())
    return (there[_ROWS] > own).any()


def with_neighbours(rows: ibis.Table, there: ibis.Table, number: Any) -> ibis.Table:
    """Each row with what the snapshots beside its own say of the person.

    rows     one per person and snapshot, with person
    there    what `presence` found
    Returns  rows, with
             just_before  whether they are in the snapshot before
             just_after   whether they are in the next one
             earlier      in how many before this one they are
    """
    rows = rows.mutate(_number=number)
    names = _names(there)
    joined = rows.join(there.select("person", *names), "person")
    word = (joined["_number"] // _OWN).cast("int64")
    mine, bits_before, before = joined[names[0]], _zero(), _zero()
    for place, name in enumerate(names[1:], start=1):
        before = before + _own_bits(joined[names[place - 1]])
        mine = ibis.ifelse(word == place, joined[name], mine)
        bits_before = ibis.ifelse(word == place, before, bits_before)
    bit = (joined["_number"] - (word * _OWN - 1)).cast("int64")
    lower = _bit(bit) - 1
    return joined.mutate(
        just_before=((mine >> (bit - 1)) & 1) == 1,
        just_after=((mine >> (bit + 1)) & 1) == 1,
        earlier=bits_before + _bits((mine & lower) >> 1),
    ).drop("_number", *names)


def _words(snapshots: int) -> int:
    return max(1, -(-snapshots // _OWN))


def _names(there: ibis.Table) -> list[str]:
    return [name for name in there.columns if name.startswith("there ")]


def _own_bits(word: Any) -> Any:
    """How many snapshots of its own a word has, without the two that it shares."""
    return _bits((word >> 1) & ((1 << _OWN) - 1)).cast("int64")


def _bit(place: Any) -> Any:
    """A word with one bit set, moved down to its place: a 1 moved up would be one of 32 bits."""
    highest = _OWN + 1
    return ibis.literal(1 << highest, type="int64") >> (highest - place)


def _zero() -> Any:
    return ibis.literal(0, type="int64")
