"""What was worked out of a figure, kept for as long as the figure is: figures never change."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from weakref import ref

from tiebeam.engine import words as spoken
from tiebeam.engine.disclosure import Figure

P = ParamSpec("P")
T = TypeVar("T")


def once_per_figure(work: Callable[P, T]) -> Callable[P, T]:
    """Remembers an answer about its first argument, a figure, and the further arguments.

    A page asks for the same sentence and the same places many times: for the list of what stands
    clear, the picture, its description and the table. Figures are told apart by being the same
    object, because comparing two of them would take as long as asking anew. Each language has an
    answer of its own.
    """
    known: dict[tuple[int, Hashable], tuple[ref[Figure], T]] = {}

    @wraps(work)
    def remembered(*words: P.args, **options: P.kwargs) -> T:
        figure: Any = words[0]
        key = (id(figure), (words[1:], tuple(sorted(options.items())), spoken.language()))
        found = known.get(key)
        if found is not None and found[0]() is figure:
            return found[1]
        answer = work(*words, **options)
        known[key] = ref(figure, lambda _: known.pop(key, None)), answer
        return answer

    return remembered
