"""What made-up employers show through the whole gate, and what attackers then make of it.

The gate says of each release what its own attack found. Beside it, everything that was ever shown
is solved anew here, against the secret that was really made up.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from engine.disclosure.employer import employer
from engine.disclosure.lives import NOTHING, Life, Release, Told
from scipy import sparse

from tiebeam.engine.disclosure.attack import ATTACKERS, Equations, equations, forced, moves
from tiebeam.engine.disclosure.protected import Shown
from tiebeam.engine.disclosure.published import CROSSED

#: Of everybody, the share that leaves in half a year; as many join.
MOVING = 0.04
Value = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Score:
    """How often one attacker was right about one real secret.

    base   share of all people who have the value, as it was made up: how often not looking is right
    right  share of those named who have it
    """

    value: Value
    attacker: str
    who: str
    base: float
    right: float


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One made-up employer and secret, after some releases.

    size, half_years  people at a time, and releases
    certain           things that are certain, as the gate found in any release and as found anew
    beyond            how far the gate's attack at the last release was over its bound, at worst, by
                      value; below 0 where the bound is kept
    broken            values and releases in which a number of it, or crossed with it, was shown
                      anew though the attack was over its bound
    numbers           shown, ever
    cells, with_number  lines of the last release, and those of them with a number
    errors            shown less true counts, in people
    """

    size: int
    half_years: int
    certain: int
    beyond: Mapping[Value, float]
    broken: int
    numbers: int
    cells: int
    with_number: int
    errors: tuple[float, ...]
    scores: tuple[Score, ...]


def outcomes(
    size: int, told: Sequence[Told], after: Sequence[int], *, seed: int, secret_seed: int
) -> list[Outcome]:
    """What is found after so many half-years each, as the employer and the secret go on."""
    company = employer(size, days=max(after), seed=seed, moving=MOVING, months=6)
    life = Life(company, told)
    shown: list[Shown] = []
    certain, broken, found = 0, 0, []
    for number, release in enumerate(life.releases(secret_seed=secret_seed), start=1):
        shown += release.found.shown
        certain += sum(attack.certain for attack in release.found.attacks)
        new: set[Value] = set()
        for each in release.found.shown:
            new |= _parts(str(each.line.attribute), str(each.line.value))
        broken += sum(
            over > 0 and not new.isdisjoint(_parts(*value))
            for value, over in _beyond(release).items()
        )
        if number in after:
            outcome = _outcome(life, number, release, shown, certain, secret_seed)
            found.append(replace(outcome, broken=broken))
    return found


def _parts(attribute: str, value: str) -> set[Value]:
    """Each attribute that is crossed, and its part of the value."""
    return set(zip(attribute.split(CROSSED), value.split(CROSSED), strict=True))


def _beyond(release: Release) -> dict[Value, float]:
    """How far the attack of a release was over its bound, at worst, by value."""
    return {
        precision.value: max(guess.at_worst - guess.bound for guess in precision.guesses)
        for attack in release.found.attacks
        for precision in attack.precision
        if precision.guesses
    }


def quick() -> list[Outcome]:
    """One employer of each of two sizes, over four half-years."""
    told = [Told("reports", {"yes": 0.12})]
    return [
        each for size in (200, 500) for each in outcomes(size, told, (4,), seed=1, secret_seed=1)
    ]


def _outcome(
    life: Life, half_years: int, release: Release, shown: list[Shown], certain: int, seed: int
) -> Outcome:
    has = life.has(seed)
    system = _anew(life, shown)
    lines = release.found.lines
    return Outcome(
        size=int(life.company.there[0].sum()),
        half_years=half_years,
        certain=certain + len(forced(system)),
        beyond=_beyond(release),
        broken=0,
        numbers=len(shown),
        cells=len(lines),
        with_number=sum(line.shown is not None for line in lines),
        errors=tuple(_errors(life, shown, has)),
        scores=tuple(_scores(life, system, has)),
    )


def _anew(life: Life, shown: Sequence[Shown]) -> Equations:
    """The equations of everything shown, over everybody who is ever there."""
    rows = [np.sort(_places(life, each)) for each in shown]
    starts = np.cumsum([0, *map(len, rows)])
    places = np.concatenate([np.zeros(0, np.int64), *rows])
    shape = len(rows), len(life.company.people)
    return equations(
        [each.line for each in shown],
        sparse.csr_array((np.ones(len(places)), places, starts), shape=shape),
        values={told.name: (*told.shares, NOTHING) for told in life.told},
    )


def _places(life: Life, shown: Shown) -> np.ndarray:
    order = np.argsort(life.keys)
    return order[np.searchsorted(life.keys, shown.members, sorter=order)]


def _errors(life: Life, shown: Sequence[Shown], has: Mapping[str, np.ndarray]) -> Iterator[float]:
    for each in shown:
        line = each.line
        who = life.who_has(str(line.attribute), str(line.value), has)
        yield float(line.shown or 0) - int(who[_places(life, each)].sum())


def _scores(life: Life, system: Equations, has: Mapping[str, np.ndarray]) -> Iterator[Score]:
    if not system.lines:
        return
    common, who = _common(life, system), moves(system)
    for of, value in enumerate(system.values):
        if NOTHING in value[1].split(CROSSED):
            continue
        true, base = life.who_has(*value, has), _base(life, value)
        for name, attacker in ATTACKERS.items():
            believed = attacker(system, system.shown[:, None], common, of)[0]
            for moved, these in who.items():
                if these.any():
                    right = _right(believed[these], true[these], base)
                    yield Score(value=value, attacker=name, who=moved, base=base, right=right)


def _right(believed: np.ndarray, true: np.ndarray, base: float) -> float:
    """Of the likeliest, as many as probably have it, the share who do; of equals, on average."""
    named = math.ceil(base * len(true) - 1e-9)
    believed = np.round(believed, 9)
    last = np.sort(believed)[-named]
    surely, maybe = believed > last, believed == last
    return float((true[surely].sum() + (named - surely.sum()) * true[maybe].mean()) / named)


def _common(life: Life, system: Equations) -> np.ndarray:
    """How common each answer is; the attacker is told."""
    factors = dict.fromkeys(
        factor for line in system.lines for factor in str(line.attribute).split(CROSSED)
    )
    return np.array(
        [
            math.prod(map(_share(life), factors, answer))
            for answer in system.answers
        ]
    )  # fmt: skip


def _base(life: Life, value: Value) -> float:
    share = _share(life)
    return math.prod(map(share, *(each.split(CROSSED) for each in value)))


def _share(life: Life):
    shares = {told.name: told.shares for told in life.told}
    return lambda name, value: shares[name].get(value, 1 - sum(shares[name].values()))
