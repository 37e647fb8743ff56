"""The page of the proof: its tables in Markdown, and what was run for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from engine.disclosure.proof import Outcome, Score, Value
from engine.disclosure.weak import RATE, RELEASES
from usefulness import SEED, YEARS, Seen, Useful, root_mean_square

from tiebeam.engine.disclosure.attack.precision import bound

WHO = ("joined", "left", "stayed")
ATTACKERS = ("linear Bayes", "L1 reconstruction")
NOTHING = "–"


@dataclass(frozen=True, kw_only=True)
class Weak:
    """Who is certain in one weak release, of those who have the secret and of those who moved."""

    name: str
    size: int
    found: tuple[tuple[float, float], ...]


def as_page(
    *,
    employers: int,
    secrets: Mapping[int, int],
    weak: Sequence[Weak],
    ours: Mapping[float, Sequence[Outcome]],
    crossed: Sequence[Outcome],
    useful: Sequence[Useful],
) -> str:
    """The whole page."""
    drawn = ", ".join(f"{n} at {size:,}" for size, n in secrets.items())
    every = [each for found in ours.values() for each in found]
    parts = [
        _opening(employers),
        WEAK.format(rate=f"{100 * RATE:.0f} %"),
        _weak_table(weak),
        OURS.format(employers=employers, drawn=drawn),
        _kept(every),
        _ours_table(ours),
        GUESSED,
        _guessed_table(ours),
        _crossed_words(crossed),
        _crossed_table(crossed),
        CROSSED_GUESSED,
        _crossed_guessed_table(crossed),
        USEFUL.format(years=YEARS, seed=SEED),
        _useful_table(useful),
        PLANTS,
        _plants_table(useful),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _opening(employers: int) -> str:
    return f"""
# The proof, to run again

[How figures are protected](protection.md) says what the gate does. This page measures what it
comes to. All tables were made by

```console
$ python3 dev.py prove --employers {employers}
```

which writes this page. Everything is drawn from fixed seeds, but for the keys and the noise of
Harbourline, so other numbers mean other code or other libraries. `--employers` sets how many
made-up employers are tried, and `--quick` tries one in some seconds and writes nothing.

What attackers get is what these attackers get: a better one may get more.
"""


WEAK = """
## Exact counts of ten or more

What is often thought to be enough: true counts, and none of groups of fewer than ten people. A
made-up employer has six directory attributes and one secret yes/no attribute, which {rate}
have. The attacker knows who is in which cell, and solves all that was shown. The shares are of
those who have the secret; "movers" are those of them who joined or left. Means over the
employers.
"""

OURS = """
## The gate: what is certain, and what is shown

{employers} made-up employers of each size, and secrets of each: {drawn}. In each half-year 4 %
leave and as many join. The cube is the one that is proposed for each year, and all goes through
the real gate.

- *certain*: things that follow about anybody, as the gate found and as found anew from all
  numbers ever shown. They are added up over all runs.
- *over the bound*: of the gate's own attack at the last release, the mean and 1.64 standard
  errors, less the bound of min(2.5p, p + 0.2(1 − p)), in points of a hundred: the worst of all
  people, attackers and rates, of the worst run. Negative is within. *runs beyond* counts the
  others.
- *numbers shown* were ever shown; *cells with a number* are of the cube's at the last release.
  The number may be of an earlier day. Means over the runs.
- *error*: shown less true counts of the day they speak of, root mean square, in people.
"""

GUESSED = """
## The gate: how well anybody is guessed

The same runs, and not the gate's own attack: all numbers ever shown are solved at once, by an
attacker who is told the share that have the secret. As many are named as probably have it. What
is given is how many of a hundred named really had it: the mean over the runs, and its standard
error. The bound is for the gate's attack, which is over many made-up secrets; here few are
drawn, so a mean can be over it by chance, and under it too.
"""

CROSSED_GUESSED = """
How many of a hundred named really had the value, found anew as above:
"""

USEFUL = """
## What is left to see: Harbourline

The demo company with {years} years of data (seed {seed}), released for each of six half-years
with gender and ethnicity. Cells are those about secrets in the last
release: counts and medians. *late* are those whose number is of an earlier day. The error is
that of counts, each against the true count of the day or window that it speaks of. Each size is
one company and one key.
"""

PLANTS = """
The barriers planted in Harbourline are about narrower groups than any cube has. Asked is what
comes nearest, for each year and place that the releases answer. A gap is *seen* if its band, of
noise and chance, does not hold 0. *Exact* are the same gaps as the bench has them, without
noise. *In no release* is what no cube declared, *not shown* what the gate held back. The last
three questions are of nothing planted there.
"""


# --- exact counts ---------------------------------------------------------------------------------


def _weak_table(weak: Sequence[Weak]) -> str:
    sizes = sorted({each.size for each in weak})
    rows = []
    for name in RELEASES:
        mine = {each.size: np.array(each.found) for each in weak if each.name == name}
        certain = [f"{_percent(mine[size][:, 0])}" for size in sizes]
        moved = [f"{_percent(mine[size][:, 1])}" for size in sizes]
        rows.append([name, *certain, *moved])
    return _table(
        ["exact release", *(f"{size:,}: certain" for size in sizes),
         *(f"{size:,}: movers" for size in sizes)],
        rows,
    )  # fmt: skip


def _percent(shares: np.ndarray) -> str:
    known = shares[~np.isnan(shares)]
    return f"{100 * known.mean():.0f} %" if len(known) else ""


# --- ours -----------------------------------------------------------------------------------------


def _kept(every: Sequence[Outcome]) -> str:
    attacked = [each for each in every if each.beyond]
    beyond = [max(each.beyond.values()) for each in attacked]
    over = sum(each > 0 for each in beyond)
    certain, broken = sum(each.certain for each in every), sum(each.broken for each in every)
    return (
        f"In all {len(every):,} outcomes together, {certain} things were certain. In {broken} "
        "releases on the way a number of a value was shown anew though the attack on it was over "
        f"the bound. At the end, the attack is within the bound in {len(beyond) - over:,} of the "
        f"{len(beyond):,} outcomes in which there was something to guess from"
        + (
            f"; at worst it is over by {100 * max(beyond):.1f} points, by old numbers alone, which "
            "stay where nothing new is shown any more."
            if over
            else "."
        )
    )


def _ours_table(ours: Mapping[float, Sequence[Outcome]]) -> str:
    rows = []
    for (size, half_years), share, mine in _runs(ours):
        rows.append(
            [f"{size:,}", str(half_years), f"{share:.0%}".replace("%", " %"), *_facts(mine)]
        )
    return _table(["people", "half-years", "have it", *FACTS], rows)


FACTS = ("runs", "certain", "over the bound", "runs beyond", "numbers shown",
         "cells with a number", "error")  # fmt: skip


def _facts(mine: Sequence[Outcome]) -> list[str]:
    over = [max(each.beyond.values()) for each in mine if each.beyond]
    cells = sum(each.cells for each in mine)
    return [
        str(len(mine)),
        str(sum(each.certain for each in mine)),
        f"{100 * max(over):+.1f}".replace("-", "−") if over else NOTHING,
        str(sum(each > 0 for each in over)),
        f"{np.mean([each.numbers for each in mine]):.0f}",
        f"{100 * sum(each.with_number for each in mine) / cells:.0f} %" if cells else NOTHING,
        f"{root_mean_square([error for each in mine for error in each.errors]):.1f}",
    ]


def _guessed_table(ours: Mapping[float, Sequence[Outcome]]) -> str:
    rows = []
    for (size, half_years), share, mine in _runs(ours):
        scores = [score for each in mine for score in each.scores]
        rows.append([f"{size:,}", str(half_years), *_bases(share), *_precisions(scores)])
    return _table(["people", "half-years", *PRECISIONS], rows)


PRECISIONS = ("not looking", "bound",
              *(f"{who}: {name}" for who in WHO for name in ("Bayes", "L1")))  # fmt: skip


def _bases(share: float) -> list[str]:
    return [_points(share), _points(bound(share))]


def _points(share: float) -> str:
    return f"{100 * share:.1f}".removesuffix(".0")


def _precisions(scores: Sequence[Score]) -> list[str]:
    return [
        _mean([each.right for each in scores if (each.who, each.attacker) == (who, attacker)])
        for who in WHO
        for attacker in ATTACKERS
    ]


def _mean(rights: Sequence[float]) -> str:
    if not rights:
        return ""
    error = np.std(rights, ddof=1) / np.sqrt(len(rights)) if len(rights) > 1 else np.nan
    return f"{100 * np.mean(rights):.0f}" + ("" if np.isnan(error) else f" ± {100 * error:.0f}")


def _runs(
    ours: Mapping[float, Sequence[Outcome]],
) -> Iterator[tuple[tuple[int, int], float, list[Outcome]]]:
    every = [((each.size, each.half_years), share, each) for share, found in ours.items()
             for each in found]  # fmt: skip
    every.sort(key=lambda one: one[:2])
    for (setting, share), mine in groupby(every, key=lambda one: one[:2]):
        yield setting, share, [each for _, _, each in mine]


# --- crossed --------------------------------------------------------------------------------------


def _crossed_words(crossed: Sequence[Outcome]) -> str:
    return f"""
## Two attributes crossed

The same with two attributes at once: gender, of which 40 % are women, and ethnicity, of which
12 % are Black and 30 % Asian, each independent of the other. From 1,000 people on, the proposal
crosses them, and all three are attacked as one. *over the bound* is of each value.

{_kept(crossed)}
"""


def _crossed_table(crossed: Sequence[Outcome]) -> str:
    rows = []
    for (size, half_years), value, mine in _values(crossed):
        over = [each.beyond[value] for each in mine if value in each.beyond]
        rows.append([
            f"{size:,}", str(half_years), _name(value), str(len(mine)),
            str(sum(each.certain for each in mine)),
            f"{100 * max(over):+.1f}".replace("-", "−") if over else NOTHING,
            str(sum(each > 0 for each in over)),
        ])  # fmt: skip
    return _table(["people", "half-years", "value", "runs", "certain (of all values)",
                   "over the bound", "runs beyond"], rows)  # fmt: skip


def _crossed_guessed_table(crossed: Sequence[Outcome]) -> str:
    rows = []
    for (size, half_years), value, mine in _values(crossed):
        scores = [one for each in mine for one in each.scores if one.value == value]
        rows.append([f"{size:,}", str(half_years), _name(value), *_bases(scores[0].base),
                     *_precisions(scores)])  # fmt: skip
    return _table(["people", "half-years", "value", *PRECISIONS], rows)


def _name(value: Value) -> str:
    return value[1]


def _values(crossed: Sequence[Outcome]) -> Iterator[tuple[tuple[int, int], Value, list[Outcome]]]:
    every = sorted(crossed, key=_setting)
    for setting, found in groupby(every, key=_setting):
        mine = list(found)
        for value in sorted({one.value for each in mine for one in each.scores}):
            yield setting, value, mine


def _setting(each: Outcome) -> tuple[int, int]:
    return each.size, each.half_years


# --- Harbourline ----------------------------------------------------------------------------------


def _useful_table(useful: Sequence[Useful]) -> str:
    return _table(
        ["people", "releases", "cells", "with a number", "late", "numbers", "error, in people"],
        [
            [
                f"{each.people:,}", str(each.releases), str(each.cells),
                f"{each.with_number} ({100 * each.with_number / each.cells:.0f} %)", str(each.late),
                str(len(each.errors)), f"{root_mean_square(each.errors):.1f}",
            ]
            for each in useful
        ],
    )  # fmt: skip


def _plants_table(useful: Sequence[Useful]) -> str:
    rows = [
        [seen.question.planted or NOTHING, seen.question.words, f"{each.people:,}", *_of(seen)]
        for place in range(len(useful[0].seen))
        for each in useful
        for seen in [each.seen[place]]
    ]
    return _table(["planted", "asked", "people", "gaps shown", "seen", "the largest, in points",
                   "exact"], rows)  # fmt: skip


def _of(seen: Seen) -> list[str]:
    if not seen.gaps:
        return ["in no release" if seen.refused else "not shown", "", "", ""]
    most = max(range(len(seen.gaps)), key=lambda place: abs(seen.gaps[place].shown))
    gap = seen.gaps[most]
    exact = NOTHING if gap.exact is None else _signed(gap.exact)
    band = f"{_signed(gap.shown)} ({_signed(gap.low)} to {_signed(gap.high)})"
    return [str(len(seen.gaps)), str(seen.visible), band, exact]


def _signed(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *map(list, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
