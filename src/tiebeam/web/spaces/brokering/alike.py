"""Which texts speak of the same, by the words that they share: the rarer, the more it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import log
from typing import Final

from tiebeam.web.search.words import words_of

#: Letters by which words are told apart: "promoted" and "promotion" are one, as "rota" and "rotas".
STEM: Final = 5
#: Shorter words join sentences and say little.
SHORTEST: Final = 4
MOST: Final = 5


def alike(asked: str, texts: Mapping[str, str]) -> list[str]:
    """The keys of the texts that share words with what was asked, the nearest first.

    Each shared word counts as much as it is rare among all texts (Spärck Jones 1972, Journal of
    Documentation 28, 11-21). A text has to share more than one, where more than one was asked.
    """
    wanted = _stems(asked)
    held = {key: _stems(text) for key, text in texts.items()}
    often = Counter(stem for stems in held.values() for stem in stems)
    weighs = {stem: log(1 + len(held) / often[stem]) for stem in wanted if stem in often}
    fewest = min(2, len(wanted))
    near = {
        key: sum(weighs[stem] for stem in stems & wanted)
        for key, stems in held.items()
        if fewest and len(stems & wanted) >= fewest
    }
    return sorted(near, key=lambda key: -near[key])[:MOST]


def _stems(text: str) -> set[str]:
    return {word.rstrip("s")[:STEM] for word in words_of(text) if len(word) >= SHORTEST}
