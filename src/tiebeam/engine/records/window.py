"""A window of time, from one day to another; both ends are included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


class BackwardsWindow(ValueError):
    """The window ends before it begins."""


@dataclass(frozen=True)
class Window:
    """From the first to the last day, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BackwardsWindow(
                f"The window ends on {self.last}, before it begins on {self.first}."
            )

    @property
    def after(self) -> date:
        """The day after the last."""
        return self.last + timedelta(days=1)

    @property
    def is_one_year(self) -> bool:
        """Whether the day after the window is the first day's anniversary."""
        first, after = self.first, self.after
        if (first.month, first.day) == (2, 29):
            return (after.year, after.month, after.day) == (first.year + 1, 3, 1)
        return (after.year, after.month, after.day) == (first.year + 1, first.month, first.day)
