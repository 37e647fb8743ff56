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

RATES: Final = (0.02, 0.05, 0.12, 0.3, 0.5)
#: Secrets that are made up at each rate, at least.
SECRETS: Final = 50
#: One-sided 95 %.
STANDARD_ERRORS: Final = 1.64
#: Which part of the way from the rate to the bound the errors may take. Few people who moved and a
#: rare secret make for large errors: with 50 secrets, 20 people and a rate of 2 %, 64 in 100
#: releases that tell nothing at all would not pass. With a third, fewer than one does not.
FOR_ERRORS: Final = 1 / 3
#: Beliefs that differ by less differ by how they were added up.
SAME: Final = 1e-9
ATTACKERS: Final[Mapping[str, Attacker]] = {
    "linear Bayes": linear_bayes,
    "L1 reconstruction": l1_reconstruction,
}

Who = NDArray[np.bool_]
#: Which values everybody has, shape (people, values of the equations) → the shown number of every
#: line that was given to `equations`, shape (lines given,); what is not a count may be anything.
Gate = Callable[[Who], Numbers]


@dataclass(frozen=True, kw_only=True)
class Guess:
    """How often one attacker was right about some people at one rate.

    who             "joined", "left" or "stayed"
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
    def passed(self) -> bool:
        """Whether the numbers may be published, as far as this attacker tells."""
        return self.mean + STANDARD_ERRORS * self.standard_error <= self.bound


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

    gate     shows a made-up secret exactly as it shows the real one: same noise, same hold
    seed     of the random numbers
    value    attribute and value that the secrets are of; by default the first of all
    rates    shares of people who have the value; the other values share the rest evenly
    secrets  made up at each rate; left out, 50, or more where it takes more to be sure enough
    who      whom to score apart, each of shape (people,); left out, what `moves` finds
    Raises   DoesNotFit where there is no such value; Contradiction
    """
    if not equations.values or value not in (None, *equations.values):
        raise DoesNotFit("No line counts that value, so there is nothing to guess.")
    of = equations.values.index(value) if value else 0
    who = moves(equations) if who is None else who
    random = np.random.default_rng(seed)
    guesses: list[Guess] = []
    for rate in rates:
        common = _common(equations, of, rate)
        many = secrets or _enough(rate, who)
        truth = [_made_up(equations, common, random) for _ in range(many)]
        shown = np.stack([gate(each)[equations.place] for each in truth], axis=1)
        has = np.stack([each[:, of] for each in truth])
        for name, attacker in attackers.items():
            believed = attacker(equations, shown, common)[:, :, of]
            guesses += _scored(name, rate, who, believed, has)
    return Precision(value=equations.values[of], seed=seed, guesses=tuple(guesses))


def _enough(rate: float, who: Mapping[str, Who]) -> int:
    """So many secrets that the errors of a release that tells nothing take a third of the way."""
    fewest = min(int(these.sum()) for these in who.values() if these.any())
    error = FOR_ERRORS * (bound(rate) - rate) / STANDARD_ERRORS
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


def _made_up(equations: Equations, common: Numbers, random: np.random.Generator) -> Who:
    """Which values everybody has, shape (people, values)."""
    shape = equations.people, len(common)
    if equations.several:
        given = random.random(shape) < common
    else:
        given = np.eye(len(common), dtype=bool)[random.choice(len(common), shape[0], p=common)]
    found: Who = given @ equations.counts.T
    return found


def _scored(
    attacker: str, rate: float, parted: Mapping[str, Who], believed: Numbers, has: Who
) -> Iterator[Guess]:
    for who, these in parted.items():
        people = int(these.sum())
        if not people:
            continue
        named = _named(rate, people)
        right = [_right(b[these], h[these], named) for b, h in zip(believed, has, strict=True)]
        yield Guess(
            attacker=attacker, rate=rate, who=who, people=people, named=named, secrets=len(right),
            mean=float(np.mean(right)),
            standard_error=float(np.std(right, ddof=1) / math.sqrt(len(right))),
            bound=bound(rate),
        )  # fmt: skip


def _right(believed: Numbers, has: Who, named: int) -> float:
    """Share of those named who have it; among equals, what naming some of them comes to on average.

    believed  how likely each person is to have it; the named are those with the largest
    """
    last = np.partition(believed, -named)[-named]
    surely, maybe = believed > last + SAME, np.abs(believed - last) <= SAME
    left = named - surely.sum()
    return float((has[surely].sum() + left * has[maybe].mean()) / named)


def moves(equations: Equations) -> dict[str, Who]:
    """Who joined, who left and who stayed, between the first and the last day of the stocks.

    Of those days on which everybody was counted, where there are any: on others, only some cells
    were shown anew. Whoever came after the first day and left before the last has joined and left.
    Where there is no stock, or one day, everybody in any line stayed.

    Returns  by "joined", "left" and "stayed", shape (people,) each
    """
    ever = np.asarray(equations.members.sum(axis=0)).ravel() > 0
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
