"""Checks that counts of people can be true before anything is computed from them."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Headcount: TypeAlias = "int | NDArray[np.integer[Any]]"
"""One count of people, or an array of them."""


class EmptyGroup(ValueError):
    """Nobody is in the group, so it has no rate."""


class ImpossibleCount(ValueError):
    """A count of people is negative, or not a whole number."""


class MoreSelectedThanPool(ValueError):
    """More people were selected than could have been."""


def whole_number(value: object, *, name: str) -> int:
    """A count of people as a plain integer.

    value   an integer of Python or NumPy, 0 or more; True, 3.0 and "3" are refused
    name    what the count is called in the error message
    Raises  ImpossibleCount when it is negative or not a whole number
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer):
        raise ImpossibleCount(
            f"'{name}' must be a whole number of people. Count people, not shares or percentages."
        )
    if value < 0:
        raise ImpossibleCount(f"'{name}' is below zero. Check how it was counted.")
    return int(value)


def selected_of_pool(selected: object, pool: object, *, suffix: str = "") -> tuple[int, int]:
    """How many were selected out of how many, as plain integers that can be true.

    selected  people selected, 0 to pool
    pool      people who could have been selected, at least 1
    suffix    added to the names in error messages, such as "_a"
    Returns   (selected, pool)
    Raises    ImpossibleCount, EmptyGroup, MoreSelectedThanPool
    """
    chosen = whole_number(selected, name=f"selected{suffix}")
    of = whole_number(pool, name=f"pool{suffix}")
    if of == 0:
        raise EmptyGroup(f"'pool{suffix}' is 0. Leave this group out: nobody could be selected.")
    if chosen > of:
        raise MoreSelectedThanPool(
            f"'selected{suffix}' is larger than 'pool{suffix}'. "
            "Count every person who could have been selected, including those who were."
        )
    return chosen, of


def selected_of_pools(
    selected: object, pool: object, *, suffix: str = "", empty_allowed: bool = False
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The same check for many groups at once.

    selected, pool  integer arrays of one shape, or shapes that broadcast
    suffix          added to the names in error messages, such as "_a"
    empty_allowed   let pools of 0 pass, for callers that leave them out themselves
    Returns         two arrays of floats; whole numbers below 2**53 stay exact
    Raises          ImpossibleCount, EmptyGroup, MoreSelectedThanPool
    """
    chosen = whole_numbers(selected, name=f"selected{suffix}")
    of = whole_numbers(pool, name=f"pool{suffix}")
    if not empty_allowed and (of == 0).any():
        raise EmptyGroup(
            f"'pool{suffix}' holds a 0. Leave out groups where nobody could be selected."
        )
    if (chosen > of).any():
        raise MoreSelectedThanPool(
            f"'selected{suffix}' is larger than 'pool{suffix}' somewhere. "
            "Count every person who could have been selected, including those who were."
        )
    return chosen, of


def whole_numbers(values: object, *, name: str) -> NDArray[np.float64]:
    """Counts of people that can be true, as an array.

    values  an array of integers, 0 or more
    name    what the counts are called in the error message
    Raises  ImpossibleCount when one is negative or not a whole number
    """
    array = np.asarray(values)
    if array.dtype.kind not in "iu":
        raise ImpossibleCount(f"'{name}' must hold whole numbers. Count people, not shares.")
    if array.size and array.min() < 0:
        raise ImpossibleCount(f"'{name}' holds numbers below zero. Check how they were counted.")
    return array.astype(np.float64)
