"""What rooms above add to the page of a structure: findings, barriers, redesigns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final


class NamedTwice(ValueError):
    """Two panels have one name."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of the page of a structure.

    name      unlike that of any other
    place     on the page: low numbers first
    template  what shows it; it is given what `shown` returns, under that name
    shown     for a reader and a structure; None where there is nothing for them to see
    """

    name: str
    template: str
    shown: Callable[[Any, Any], Mapping[str, Any] | None]
    place: int = 50


_panels: Final[dict[str, Panel]] = {}


def add_panel(panel: Panel) -> None:
    """Show it on every structure; from the `ready` of its room.

    Raises  NamedTwice
    """
    if panel.name in _panels:
        raise NamedTwice(f"There is a panel '{panel.name}' already.")
    _panels[panel.name] = panel


def panels_for(reader: Any, policy: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """The template of each, with what it shows."""
    every = sorted(_panels.values(), key=lambda each: (each.place, each.name))
    found = ((each.template, each.shown(reader, policy)) for each in every)
    return [(template, shown) for template, shown in found if shown is not None]
