"""How large the tests are: as large as ten minutes allow, or with `--all` as large as they go."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import settings

T = TypeVar("T")

#: The profile of Hypothesis that `--all` chooses.
ALL = "all"


def sized(usual: T, full: T) -> T:
    """Of two sizes, the one to test with: the full one where all is asked for."""
    return full if settings.get_current_profile_name() == ALL else usual


def at_most(examples: int) -> int:
    """So many examples where each takes its time, or fewer where fewer are tried of everything."""
    return min(examples, settings().max_examples)
