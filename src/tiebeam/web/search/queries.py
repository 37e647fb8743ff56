"""What somebody finds, source by source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from tiebeam.web.search.sources import Found, sources_for
from tiebeam.web.search.words import asked

#: Of one source at most.
MOST: Final = 20


@dataclass(frozen=True, kw_only=True)
class Group:
    """What was found in one source.

    is_cut  whether there is more than is shown
    """

    title: str
    found: list[Found]
    is_cut: bool


def found_by(person: Any, text: str) -> list[Group]:
    """What somebody may find by the words of a text; sources with nothing are left out."""
    wanted = asked(text)
    if not wanted:
        return []
    groups = []
    for source in sources_for(person):
        found = source.find(person, wanted, most=MOST + 1)
        if found:
            groups.append(
                Group(title=str(source.title), found=found[:MOST], is_cut=len(found) > MOST)
            )
    return groups
