"""How well those can be guessed about whom nobody is certain: step 5 (b) of the release.

Secrets are made up, at several rates and independent of everything that everybody knows. The gate
shows each of them just as it shows the real one, attackers name the people whom they hold most
likely to have it, as many as probably do, and it is counted how many of those named have it. To
look at nothing would be right at the rate itself.

People who joined or left between the releases are scored apart from those who stayed: the numbers
differ by them, so they are the ones in danger.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tiebeam.engine.disclosure.attack.equations import DoesNotFit, Equations, Numbers, Value
from tiebeam.engine.disclosure.attack.guessing import Attacker, l1_reconstruction, linear_bayes
from tiebeam.engine.disclosure.stages import APPLIED

RATES: Final = (0.02, 0.05, 0.12, 0.3, 0.5)
#: Secrets that are made up at each rate, at least.
SECRETS: Final = 50
#: One-sided 95 %.
STANDARD_ERRORS: Final = 1.64
#: Which part of the way from the rate to the bound the errors may take. Few people who moved and a
#: rare secret make for large errors: with 50 secrets, 20 people and a rate of 2 %, 64 in 100
#: releases that tell nothing at all would not pass. With a third, fewer than one does not.
FOR_ERRORS: Final = 1 / 5
#: How much further over the rate the best attacker gets than linear Bayes: measured, 1.2 times.
BEST_OVER_LINEAR: Final = 1.25
#: Numbers about people that are worked on at a time, so that memory holds them.
AT_ONCE: Final = 20_000_000
#: Beliefs that differ by less differ by how they were added up.
SAME: Final = 1e-9
ATTACKERS: Final[Mapping[str, Attacker]] = {
    "linear Bayes": linear_bayes,
    "L1 reconstruction": l1_reconstruction,
}

Who = NDArray[np.bool_]
#: Which values everybody has, shape (secrets, people, values of the equations) → the shown number
#: of each line that was given to `equations`, shape (lines given, secrets); of no count, anything.
Gate = Callable[[Who], Numbers]


@dataclass(frozen=True, kw_only=True)
class Guess:
    """How often one attacker was right about some people at one rate.

    who             "joined", "left" or "stayed", or "applied"
    people          how many there are
    named           how many of them the attacker names
    secrets         how many were made up
    mean            share of those named who have the secret, over all secrets made up
    standard_error  of the mean
    bound           what mean and 1.64 standard errors may come to
    """

    attacker: str
    rate: float
    who: str
    people: int
    named: int
    secrets: int
    mean: float
    standard_error: float
    bound: float

    @property
    def at_worst(self) -> float:
        """The mean, and 1.64 standard errors more."""
        return self.mean + STANDARD_ERRORS * self.standard_error

    @property
    def passed(self) -> bool:
        """Whether the numbers may be published, as far as this attacker tells."""
        return self.at_worst <= self.bound

    def leaves_room(self, part: float = 1.0) -> bool:
        """Whether they may be although there are better attackers, who are to have a part of it."""
        return self.at_worst <= self.rate + part * (allowed(self.rate) - self.rate)


@dataclass(frozen=True, kw_only=True)
class Precision:
    """What all attackers made of the secrets that were made up.

    value    which value the secrets were of
    seed     of the random numbers that made them up
    """

    value: Value
    seed: int
    guesses: tuple[Guess, ...]

    @property
    def passed(self) -> bool:
        """Whether the numbers may be published."""
        return all(guess.passed for guess in self.guesses)

    def as_row(self) -> dict[str, Any]:
        """All of it, as the ledger keeps it."""
        guesses = [asdict(guess) | {"passed": guess.passed} for guess in self.guesses]
        return asdict(self) | {
            "value": list(self.value), "guesses": guesses, "passed": self.passed,
        }  # fmt: skip


def bound(rate: float) -> float:
    """How often naming people may be right, for a secret that so many have: min(2.5p, p + .2(1−p)).

    rate  0 to 1
    """
    return min(2.5 * rate, rate + 0.2 * (1 - rate))


@dataclass(frozen=True, kw_only=True, eq=False)
class Rehearsal:
    """Secrets that were made up, and what the gate would show of them.

    value   attribute and value that they are of
    rate    share of people who have it
    common  share of people who give each answer, shape (answers,)
    has     whether each person has it, shape (secrets, people)
    shown   in people, shape (lines, secrets)
    """

    value: Value
    rate: float
    common: Numbers
    has: Who
    shown: Numbers


def allowed(rate: float) -> float:
    """What linear Bayes and L1 reconstruction may come to, so that the best attacker keeps `bound`.

    rate  0 to 1
    """
    return rate + (bound(rate) - rate) / BEST_OVER_LINEAR


def precision(
    equations: Equations,
    gate: Gate,
    *,
    seed: int,
    value: Value | None = None,
    rates: Sequence[float] = RATES,
    secrets: int | None = None,
    attackers: Mapping[str, Attacker] = ATTACKERS,
    who: Mapping[str, Who] | None = None,
) -> Precision:
    """How often each attacker would be right about who joined, who left and who stayed.

    gate     shows made-up secrets exactly as it shows the real one: same noise, same hold
    seed     of the random numbers
    value    attribute and value that the secrets are of; by default the first of all
    rates    shares of people who have the value; the other values share the rest evenly
    secrets  made up at each rate; left out, as many as it takes to be sure enough
    who      whom to score apart, each of shape (people,); left out, what `moves` finds
    Raises   DoesNotFit where there is no such value
    """
    value = value or (equations.values[0] if equations.values else None)
    who = moves(equations) if who is None else who
    made = rehearsals(equations, gate, seed=seed, value=value, rates=rates, secrets=secrets,
                      who=who)  # fmt: skip
    guesses = [guess for each in made for guess in guesses_of(equations, each, attackers, who)]
    assert value is not None
    return Precision(value=value, seed=seed, guesses=tuple(guesses))


def rehearsals(
    equations: Equations,
    gate: Gate,
    *,
    seed: int,
    value: Value | None,
    rates: Sequence[float] = RATES,
    secrets: int | None = None,
    who: Mapping[str, Who],
) -> Iterator[Rehearsal]:
    """Secrets at every rate, and what the gate shows of them; for the rest see `precision`."""
    if value is None or value not in equations.values:
        raise DoesNotFit("No line counts that value, so there is nothing to guess.")
    of = equations.values.index(value)
    random = np.random.default_rng(seed)
    for rate in rates:
        common = _common(equations, of, rate)
        has, shown = [], []
        for many in _in_blocks(secrets or _enough(rate, who), equations):
            given = _made_up(equations, common, random, many)
            has.append(given[:, :, of].copy())
            shown.append(gate(given)[equations.place])
        yield Rehearsal(
            value=value, rate=rate, common=common,
            has=np.concatenate(has), shown=np.concatenate(shown, axis=1),
        )  # fmt: skip


def guesses_of(
    equations: Equations,
    rehearsal: Rehearsal,
    attackers: Mapping[str, Attacker],
    who: Mapping[str, Who],
) -> Iterator[Guess]:
    """How often each attacker would be right about the secrets of one rehearsal."""
    of = equations.values.index(rehearsal.value)
    for name, attacker in attackers.items():
        right: dict[str, list[float]] = {each: [] for each in who}
        first = 0
        for many in _in_blocks(len(rehearsal.has), equations):
            these = slice(first, first + many)
            first += many
            believed = attacker(equations, rehearsal.shown[:, these], rehearsal.common, of)
            for each, people in who.items():
                right[each] += _rights(believed[:, people], rehearsal.has[these][:, people],
                                       rehearsal.rate)  # fmt: skip
        yield from _as_guesses(name, rehearsal.rate, who, right)


def _in_blocks(secrets: int, equations: Equations) -> Iterator[int]:
    """So many secrets at a time that what is known of everybody fits into memory."""
    width = max(len(equations.values), len(equations.answers), 1) * max(equations.people, 1)
    block = max(1, AT_ONCE // width)
    for first in range(0, secrets, block):
        yield min(block, secrets - first)


def _enough(rate: float, who: Mapping[str, Who]) -> int:
    """So many secrets that the errors of a release that tells nothing take a fifth of the way."""
    fewest = min(int(these.sum()) for these in who.values() if these.any())
    error = FOR_ERRORS * (allowed(rate) - rate) / STANDARD_ERRORS
    return max(SECRETS, math.ceil(rate * (1 - rate) / _named(rate, fewest) / error**2))


def _named(rate: float, people: int) -> int:
    # What a product of decimals is too large by is no person.
    return math.ceil(rate * people - SAME)


def _common(equations: Equations, value: int, rate: float) -> Numbers:
    """How common each answer is if a value has this rate and the others share the rest evenly."""
    part = equations.counts[value]
    if equations.several:
        return np.full(len(part), rate)
    found: Numbers = np.where(part, rate / part.sum(), (1 - rate) / max((~part).sum(), 1))
    return found


def _made_up(
    equations: Equations, common: Numbers, random: np.random.Generator, secrets: int
) -> Who:
    """Which values everybody has, shape (secrets, people, values)."""
    if equations.several:
        given = random.random((secrets, equations.people, len(common))) < common
        found: Who = given @ equations.counts.T
        return found
    # What rounding leaves above the last of them is the last.
    answer = np.searchsorted(np.cumsum(common)[:-1], random.random((secrets, equations.people)))
    return equations.counts.T[answer]


def _as_guesses(
    attacker: str, rate: float, parted: Mapping[str, Who], right: Mapping[str, Sequence[float]]
) -> Iterator[Guess]:
    for who, these in parted.items():
        if people := int(these.sum()):
            yield Guess(
                attacker=attacker, rate=rate, who=who, people=people, named=_named(rate, people),
                secrets=len(right[who]),
                mean=float(np.mean(right[who])),
                standard_error=float(np.std(right[who], ddof=1) / math.sqrt(len(right[who]))),
                bound=bound(rate),
            )  # fmt: skip


def _rights(believed: Numbers, has: Who, rate: float) -> list[float]:
    """Of each secret, the share of those named who have it; (secrets, people) each."""
    people = believed.shape[1]
    if not people:
        return []
    found: list[float] = _right(believed, has, _named(rate, people)).tolist()
    return found


def _right(believed: Numbers, has: Who, named: int) -> Numbers:
    """Share of those named who have it; among equals, what naming some of them comes to on average.

    believed  how likely each person is to have it, shape (…, people); the named are those with the
              largest
    """
    last = np.partition(believed, -named)[..., -named, None]
    surely, maybe = believed > last + SAME, np.abs(believed - last) <= SAME
    left = named - surely.sum(axis=-1)
    of_them = (has & maybe).sum(axis=-1) / maybe.sum(axis=-1)
    found: Numbers = ((has & surely).sum(axis=-1) + left * of_them) / named
    return found


def rightly_named(believed: Numbers, has: Who) -> float | None:
    """Share of those named who have it, where as many are named as have it; None if nobody has.

    believed  how likely each person is to have it, shape (people,)
    has       whether each has it, shape (people,)
    """
    named = int(has.sum())
    return float(_right(believed, has, named)) if named else None


def moves(equations: Equations) -> dict[str, Who]:
    """Who joined, who left and who stayed, between the first and the last day of the stocks.

    Of those days on which everybody was counted, where there are any: on others, only some cells
    were shown anew. Whoever came after the first day and left before the last has joined and left.
    Where there is no stock, or one day, everybody in any line stayed. Those of whom nothing is told
    but that they applied are apart: most were never there, and would hide the few who were.

    Returns  by "joined", "left" and "stayed", and where there is a funnel by "applied", shape
             (people,) each
    """
    funnels = np.array([line.outcome == APPLIED for line in equations.lines], bool)
    if not funnels.any():
        return _moves(equations, np.asarray(equations.members.sum(axis=0)).ravel() > 0)
    applied, employed = (
        np.asarray(equations.members[lines].sum(axis=0)).ravel() > 0
        for lines in (funnels, ~funnels)
    )
    return {**_moves(equations, employed), "applied": applied & ~employed}


def _moves(equations: Equations, ever: Who) -> dict[str, Who]:
    """The same of some people alone, those who were ever there."""
    stocks = [place for place, line in enumerate(equations.lines) if line.kind == "stock"]
    stocks = [place for place in stocks if not equations.lines[place].cell] or stocks
    if not stocks:
        nobody = np.zeros_like(ever)
        return {"joined": nobody, "left": nobody, "stayed": ever}
    days = {place: equations.lines[place].at for place in stocks}
    first, last = (_there(equations, days, day(days.values())) for day in (min, max))
    return {"joined": ever & ~first, "left": ever & ~last, "stayed": first & last}


def _there(equations: Equations, days: Mapping[int, date], day: date) -> Who:
    of_day = [place for place, at in days.items() if at == day]
    there: Who = np.asarray(equations.members[of_day].sum(axis=0)).ravel() > 0
    return there
