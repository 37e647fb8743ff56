"""Sentences that figures keep with them, each as a whole, with names for what goes into it.

A figure is kept in a release as it was made, in English. Whoever shows it later finds its sentences
here (`again`), and says them in the language of the reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
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
NOISE_IN_EACH: Final = noop(
    "Every count of a group has noise: give or take %(n)s people, in 95 of 100 cases. Its part in "
    "each number here is told with it."
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
# --- notes on a funnel ----------------------------------------------------------------------------

DECIDED_BY: Final = noop(
    "People are counted, each once, with the furthest stage of what they applied for in the "
    "window. What was decided by %(day)s counts; what was open then counts as not selected."
)
LEFT_BLANK: Final = noop(
    "Whoever left the question blank when applying is among everybody else at every stage, also if "
    "they were hired and answered later."
)
STAGES_NOT_SHOWN: Final = noop(
    "Not shown, because too few people came to it or went no further: %(stages)s. The step after "
    "it is from the stage before it."
)

# --- notes on the ledger of a level ---------------------------------------------------------------

WAYS_SHOWN: Final = noop("Releases show, of this level: %(ways)s.")
WHO_WAS_HIRED: Final = noop("who was hired %(when)s")
WHO_ROSE_TO_IT: Final = noop("who was promoted from the level below %(when)s")
WHO_ROSE_OUT: Final = noop("who was promoted out of it %(when)s")
WHO_LEFT: Final = noop("who left %(when)s")
OTHER_WAYS: Final = noop(
    "All other ways are moves that releases do not show, and whatever happened in the time that no "
    "year here covers."
)
OTHER_WAYS_AND_HIRES: Final = noop(
    "All other ways are being hired, moves that releases do not show, and whatever happened in the "
    "time that no year here covers."
)
WHAT_IS_LEFT: Final = noop(
    "%(ways)s What is left of the change is theirs, with the noise of all counts."
)
FROM_BELOW: Final = noop(
    "Releases do not say to which level people rose. Those promoted from the level below are taken "
    "to have come to this one; who rose further is taken away again by the last row."
)
EITHER_SIDE: Final = noop(
    "A year counts whoever left or rose by the end of its last day. So the two days lie on either "
    "side of it, and may lie further apart."
)
LEDGER_TAKES: Final = noop(
    "How a share at a level changed takes people of the level on two days, and who rose or left in "
    "a year between the two. Of '%(name)s', releases show: %(ledgers)s."
)
NO_LEDGER: Final = noop(
    "How a share at a level changed takes people of the level on two days, and who rose or left in "
    "a year between the two. Of '%(name)s', releases show: none."
)
LEDGER_OF: Final = noop("level %(level)s from %(first)s to %(last)s")

# --- what lies ahead ------------------------------------------------------------------------------

FEW_FOR_RATES: Final = noop(
    "fewer than %(n)s people of a group are there, whose rates noise would blur too much"
)
RATES_OF: Final = noop(
    "Rates are those of %(years)s: who left and who rose, out of the people there on the day shown "
    "that is nearest to its middle."
)
AS_MIXED: Final = noop(
    "Releases do not show at which level a group was hired: it is taken that those hired are as "
    "mixed at every level as all of them together."
)
NEXT_LEVEL: Final = noop(
    "Whoever rises is taken to come to the next level. Releases show no other moves: they are "
    "taken to be so rare that nobody was seen making one."
)
ANY_SPLIT: Final = noop(
    "Where fewer than ten people left or rose at a level, every split between the groups was drawn "
    "that such few can have."
)
REST_OF_PLACES: Final = noop("Everybody else holds the rest of each level's places.")
HIDDEN_AHEAD: Final = noop("What lies ahead is hidden everywhere: %(why)s.")
NO_NUMBER: Final = noop("no number of '%(name)s' by level is shown")
AHEAD_FROM: Final = noop("What lies ahead is told from %(day)s on, the newest day that is shown.")
NOT_BY_LEVEL: Final = noop(
    "No release shows people by level of '%(name)s', so nothing can be said of what lies ahead. It "
    "can be declared in the next cube."
)
LACKS: Final = noop(
    "What lies ahead can't be told of '%(name)s', because the releases do not hold %(what)s."
)
A_YEAR: Final = noop("a year of which both who rose and who left is shown by level")
PEOPLE_AT: Final = noop("people of %(value)s at level %(level)s: %(why)s")
PEOPLE_NEAR: Final = noop("people of %(value)s at level %(level)s near %(when)s")
ROSE_TOGETHER: Final = noop("who rose from levels %(levels)s, which are told together")
SAME_LEVELS: Final = noop("the same levels %(when)s as on the newest day")
HOW_MANY_ROSE: Final = noop("how many of %(value)s were promoted at level %(level)s %(when)s")
HOW_MANY_LEFT: Final = noop("how many of %(value)s left at level %(level)s %(when)s")
HOW_MANY_HIRED: Final = noop("how many of %(value)s were hired %(when)s")

# --- what is in no release ------------------------------------------------------------------------

IN_NO_RELEASE: Final = noop(
    "'%(name)s' is in no release. There are figures about: %(names)s. What else is wanted can be "
    "declared in the next cube."
)
NO_RELEASE: Final = noop(
    "'%(name)s' is in no release. There are figures about: nothing yet. What else is wanted can be "
    "declared in the next cube."
)

#: All that something goes into. What is without is found as it stands, wherever it is marked. The
#: first that fits is taken, so what fits most stands last.
KEPT: Final = (
    TOO_BLURRED, FEW_FOR_RATES, FEWER_MOVED, FEWER_PEOPLE, NOISE, NOISE_IN_EACH, HELD,
    TOLD_TOGETHER, OUT_OF, LAST_DATE, VANISHED, APPEARED, DECIDED_BY, STAGES_NOT_SHOWN, WAYS_SHOWN,
    WHO_WAS_HIRED, WHO_ROSE_TO_IT, WHO_ROSE_OUT, WHO_LEFT, NO_LEDGER, LEDGER_TAKES, LEDGER_OF,
    RATES_OF, HIDDEN_AHEAD, NO_NUMBER, AHEAD_FROM, NOT_BY_LEVEL, LACKS, PEOPLE_AT, PEOPLE_NEAR,
    ROSE_TOGETHER, SAME_LEVELS, HOW_MANY_ROSE, HOW_MANY_LEFT, HOW_MANY_HIRED, NO_RELEASE,
    IN_NO_RELEASE, WHAT_IS_LEFT,
)  # fmt: skip
_LISTS: Final = ("days", "values")
#: How what goes into them looks, where the words beside it do not tell.
_LOOKS: Final = {"when": "(?:in|from) .+"}
#: Values that an organisation anywhere may have; all others stay as data says them.
WELL_KNOWN: Final = (noop("Women"), noop("Men"), noop("Non-binary people"))


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
        f"(?P<{piece}>{_LOOKS.get(piece, '.+?')})"
        if place % 2
        else re.escape(piece.replace("%%", "%"))
        for place, piece in enumerate(pieces)
    )


def _part(name: str, said: str) -> str:
    """What stands in a kept sentence: numbers, days and lists as the language writes them."""
    if name in _LISTS:
        return listed([_part("", each) for each in re.split(r", | and ", said)])
    if name in _SAID:
        return _SAID[name](said)
    if (written := said_number(said)) != said:
        return written
    if re.fullmatch(r"\d{4}-\d\d-\d\d", said):
        return day(date.fromisoformat(said))
    return again(said)


def said_number(said: str) -> str:
    """A number as the language writes it; a year has four digits and no mark between them."""
    found = re.fullmatch(r"(\d{1,3}(?:,\d{3})*)(?:\.(\d+))?", said)
    return number(float(said.replace(",", "")), len(found[2] or "")) if found else said


def when(said: str) -> str:
    """Windows as the engine says them, in the reader's language: "in 2023 and 2024"."""
    if language().startswith("en"):
        return said
    years = tr("in %(years)s", years=_years(said.removeprefix("in ")))
    return years if said.startswith("in ") else _years(said)


def _years(said: str) -> str:
    """Years and spans of days: "2023 and 2024", "2023 to 2025"."""
    return listed([_span(each) for each in said.split(" and ")])


def _span(said: str) -> str:
    days = said.removeprefix("from ")
    first, to, last = days.partition(" to ")
    words = _part("", first)
    if to:
        words = tr("%(first)s to %(last)s", first=words, last=_part("", last))
    return words if days == said else tr("from %(days)s", days=words)


def _together(said: str) -> str:
    """What data names, of which the last may stand behind an "and"."""
    first, both, last = said.rpartition(" and ")
    return tr("%(first)s and %(last)s", first=first, last=last) if both else said


def _names(said: str) -> str:
    """Columns in quotes, one after the other."""
    return ", ".join(
        tr("'%(name)s'", name=_name(each.strip("'"))) for each in said.split(", ")
    )  # fmt: skip


def _name(said: str) -> str:
    """A column, or several that are crossed."""
    return " × ".join(tr(each) for each in said.split(" × "))


_SAID: Final[Mapping[str, Callable[[str], str]]] = {
    "when": when,
    "years": _years,
    "level": str,
    "levels": _together,
    "stages": _together,
    "name": _name,
    "names": _names,
    "value": lambda said: tr(said) if said in WELL_KNOWN else said,
    "ways": lambda said: "; ".join(again(each) for each in said.split("; ")),
    "ledgers": lambda said: "; ".join(again(each) for each in re.split("; (?=level )", said)),
}
