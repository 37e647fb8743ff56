"""What the starter kit says; starter_kit.toml says what each part of it means."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

FIRST_POST: Final = "first-post"


@dataclass(frozen=True, kw_only=True)
class Source:
    """Research that is behind a prompt."""

    author: str
    year: int
    title: str
    link: str


@dataclass(frozen=True, kw_only=True)
class Point:
    """What a meeting talks about, and for how many minutes."""

    title: str
    minutes: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A first post, a prompt or an agenda; its words are message ids.

    text      in Markdown; of an agenda, what it is for
    on_paper  what is on paper when a meeting ends
    """

    code: str
    title: str
    text: str
    source: Source | None = None
    points: tuple[Point, ...] = ()
    on_paper: str = ""

    @property
    def is_agenda(self) -> bool:
        return bool(self.points)

    @property
    def is_prompt(self) -> bool:
        return not self.is_agenda and self.code != FIRST_POST


@cache
def kit() -> Mapping[str, Part]:
    """By code: the first post, then the prompts and the agendas, each in their order."""
    said = _said()
    parts = [
        _written(said["first_post"]),
        *(_written(each) for each in said["prompt"]),
        *(_agenda(each) for each in said["agenda"]),
    ]
    return {each.code: each for each in parts}


def prompts() -> Sequence[Part]:
    return [each for each in kit().values() if each.is_prompt]


def agendas() -> Sequence[Part]:
    return [each for each in kit().values() if each.is_agenda]


def version() -> int:
    """The one that a resource group reads."""
    return int(_said()["version"])


def every_message() -> Iterator[str]:
    """All that the kit says, for translators. What a work is called stays as it is."""
    for each in kit().values():
        yield from (said for said in (each.title, each.text, each.on_paper) if said)
        for point in each.points:
            yield from (said for said in (point.title, point.note) if said)


def _written(said: Mapping[str, Any]) -> Part:
    source = Source(**said["source"]) if "source" in said else None
    return Part(code=said["code"], title=said["title"], text=said["text"].strip(), source=source)


def _agenda(said: Mapping[str, Any]) -> Part:
    return Part(code=said["code"], title=said["title"], text=said["purpose"],
                on_paper=said["on_paper"],
                points=tuple(Point(**each) for each in said["point"]))  # fmt: skip


@cache
def _said() -> dict[str, Any]:
    file = resources.files(__package__) / "starter_kit.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
