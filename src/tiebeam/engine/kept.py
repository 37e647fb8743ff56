"""Sentences that figures keep with them, each as a whole, with names for what goes into it.

A figure is kept in a release as it was made, in English. Whoever shows it later finds its sentences
here (`again`), and says them in the language of the reader.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Final

from tiebeam.engine.words import day, language, listed, noop, number, tr

# --- why a group is hidden ------------------------------------------------------------------------

FEWER_PEOPLE: Final = noop("fewer than %(n)s people")
FEWER_MOVED: Final = noop("fewer than %(n)s people moved")
TOO_BLURRED: Final = noop("fewer than %(n)s people, whom noise would blur too much")

# --- notes on a figure ----------------------------------------------------------------------------

ROUNDED: Final = noop("Medians are rounded to 1 % of themselves, and gaps to a whole point.")
NOISE: Final = noop(
    "Every count of a group has noise: give or take %(n)s people, in 95 of 100 cases. It hides who "
    "is in it, and is the same whoever asks."
)
HELD: Final = noop("What few people have come to or left since is shown as it was on %(days)s.")
TOLD_TOGETHER: Final = noop(
    "Told together, because few people are in one of them: %(field)s %(values)s."
)
OUT_OF: Final = noop(
    "It is out of the people who were there on %(days)s: of the days that releases speak of, the "
    "nearest to the middle of the window."
)
LAST_DATE: Final = noop("The last date in this data is %(day)s.")
VANISHED: Final = noop(
    "%(n)s people stop being shown without an exit (%(places)s). They may have left, or moved to a "
    "rank or unit that this export leaves out. They are not counted as leavers."
)
APPEARED: Final = noop(
    "%(n)s people are first shown without a hire (%(places)s). They are not counted as hires."
)
#: All of them. What has nothing that goes into it is found as it stands, wherever it is marked.
KEPT: Final = (
    TOO_BLURRED, FEWER_MOVED, FEWER_PEOPLE, NOISE, HELD, TOLD_TOGETHER, OUT_OF, LAST_DATE, VANISHED,
    APPEARED,
)  # fmt: skip
_LISTS: Final = ("days", "values")


def again(sentence: str) -> str:
    """A sentence that was kept in English, in the reader's language, if it is one of ours.

    What figures carry with them is kept as it was said: a sentence as such, or one that was made
    of one of KEPT.
    """
    if language().startswith("en"):
        return sentence
    translated = tr(sentence)
    if translated != sentence:
        return translated
    for message, pattern in _patterns():
        if found := pattern.fullmatch(sentence):
            return tr(
                message, **{name: _part(name, said) for name, said in found.groupdict().items()}
            )
    return sentence


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((message, re.compile(_as_pattern(message))) for message in KEPT)


def _as_pattern(message: str) -> str:
    pieces = re.split(r"%\((\w+)\)s", message)
    return "".join(
        f"(?P<{piece}>.+)" if place % 2 else re.escape(piece.replace("%%", "%"))
        for place, piece in enumerate(pieces)
    )


def _part(name: str, said: str) -> str:
    """What stands in a kept sentence: numbers, days and lists as the language writes them."""
    if name in _LISTS:
        return listed([_part("", each) for each in re.split(r", | and ", said)])
    # A year has four digits and no mark between them.
    if re.fullmatch(r"\d{1,3}(,\d{3})*", said):
        return number(int(said.replace(",", "")))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", said):
        return day(date.fromisoformat(said))
    return again(said)
