"""Two texts as one, in words that were kept, taken away and added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from tiebeam.web.ui.shapes import Piece

#: A word with the blanks behind it, or a mark with those.
_PART: Final = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")


def between(old: str, new: str) -> list[Piece]:
    """What lies between two texts: kept and gone make the old one, kept and new the new one."""
    before, after = _PART.findall(old), _PART.findall(new)
    found: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece("".join(before[a:b])))
            continue
        gone, came = "".join(before[a:b]), "".join(after[c:d])
        changed = (Piece(gone, change="gone"), Piece(came, change="new"))
        found += [each for each in changed if each.words]
    return found


def old_of(runs: Sequence[Piece]) -> str:
    return "".join(each.words for each in runs if each.change != "new")


def new_of(runs: Sequence[Piece]) -> str:
    return "".join(each.words for each in runs if each.change != "gone")
