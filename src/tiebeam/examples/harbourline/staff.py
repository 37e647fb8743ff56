"""Everyone employed at one moment, as columns: one position per person in each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tiebeam.examples.harbourline.draws import Flag, Real, Whole

_C = TypeVar("_C", bound="Columns")


@dataclass(kw_only=True)
class Columns:
    """Arrays of one length that are cut and joined together."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def only(self: _C, which: Flag | Whole | slice) -> _C:
        """The same columns for some of the people, or for all in another order."""
        return self._each(lambda name: getattr(self, name)[which])

    def followed_by(self: _C, others: _C) -> _C:
        """These people, then those."""
        return self._each(lambda name: np.concatenate([getattr(self, name), getattr(others, name)]))

    def _each(self: _C, column: Callable[[str], NDArray[np.generic]]) -> _C:
        return type(self)(**{field.name: column(field.name) for field in fields(self)})


@dataclass(kw_only=True)
class Described(Columns):
    """Who people are. `gender` and `ethnicity` are as they are; the `said_` columns as answered.

    All are positions in the lists of `people`; -1 is a question left blank.
    """

    gender: Whole
    ethnicity: Whole
    said_gender: Whole
    said_ethnicity: Whole
    said_disability: Whole
    said_caring: Whole
    gender_on_file: Whole


@dataclass(kw_only=True)
class Staff(Described):
    """What is known of each employee in the current year.

    person      employee number; rows stay in its order
    grade       1 to 7, 8 for the chief executive
    since       first year in the grade
    hired       day of joining
    left        last day, or STILL_HERE
    reason      position in careers.REASONS, -1 for none
    ability     around 0; drives ratings, the same for every group
    rating      1 to 5, 0 for none
    on_leave    took parental leave this year
    manager     employee number, 0 for the chief executive
    hours, shift  positions in work.HOURS and work.SHIFT_PATTERNS
    pay         euro a year at full time
    """

    person: Whole
    unit: Whole
    grade: Whole
    since: Whole
    hired: Whole
    hired_year: Whole
    born: Whole
    fixed_term: Flag
    hours: Whole
    shift: Whole
    pay: Real
    ability: Real
    rating: Whole
    on_leave: Flag
    manager: Whole
    left: Whole
    reason: Whole
