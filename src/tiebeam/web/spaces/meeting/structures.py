"""What can be named as a structure that changed. Rooms above add what they have.

A structure is named by the kind of what it is and its public id, such as "structure:Ab3dEf5hJk7m".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise

from tiebeam.web.ui.shapes import Link


class NamedTwice(ValueError):
    """Two kinds have one name."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of what can change.

    name    short, of small letters
    called  above its list
    listed  what somebody may name: public id and title
    links   by public id, a way to each of these that somebody may read
    """

    name: str
    called: str | Promise
    listed: Callable[[Any], Sequence[tuple[str, str]]]
    links: Callable[[Any, Collection[str]], Mapping[str, Link]]


_KINDS: Final[dict[str, Kind]] = {}


def add_kind(kind: Kind) -> None:
    """When the web starts.

    Raises  NamedTwice
    """
    if kind.name in _KINDS:
        raise NamedTwice(kind.name)
    _KINDS[kind.name] = kind


def choices(person: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """All that somebody may name, kind by kind."""
    found = [
        (str(kind.called), [(f"{kind.name}:{one}", title) for one, title in kind.listed(person)])
        for kind in _KINDS.values()
    ]
    return [(called, rows) for called, rows in found if rows]


def links(person: Any, named: Iterable[str]) -> Mapping[str, Link]:
    """By what names it, a way to each that somebody may read."""
    wanted: dict[str, list[str]] = {}
    for each in sorted(set(named)):
        kind, _, one = each.partition(":")
        wanted.setdefault(kind, []).append(one)
    return {
        f"{kind}:{one}": link
        for kind, ones in wanted.items() if kind in _KINDS
        for one, link in _KINDS[kind].links(person, ones).items()
    }  # fmt: skip
