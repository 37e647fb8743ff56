"""What can still be seen in what Harbourline released: how much is shown, how near, and which gaps.

Everything that is seen is read from the ledger. The exact figures beside it are for the bench.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tiebeam.engine.disclosure.cube import Refused
from tiebeam.engine.disclosure.figures import Comparison
from tiebeam.engine.disclosure.population import Population
from tiebeam.engine.disclosure.published import CROSSED, Line
from tiebeam.engine.measures.released import Roster, secret_of
from tiebeam.engine.records.window import Window
from tiebeam.examples.harbourline import generate
from tiebeam.workbench.attacking import Rosters, ever_shown
from tiebeam.workbench.bench import Bench, open_data
from tiebeam.workbench.for_others import OpenLedger, open_ledger
from tiebeam.workbench.half_yearly import LEDGER_FOLDER, VAULT_FOLDER, release_half_yearly

ATTRIBUTES = ("gender", "ethnicity")
YEARS = 4
SEED = 7


@dataclass(frozen=True, kw_only=True)
class Question:
    """What can be asked of releases about a barrier, which is about fewer people than that.

    planted  name of the barrier; "" where none is planted
    group    whose rates are set beside everybody else's
    outcome  of whose windows; "" for the last day
    places   where in the answer; () for all
    """

    planted: str
    words: str
    measure: str = ""
    by: tuple[str, ...] = ()
    group: tuple[tuple[str, str], ...] = ()
    outcome: str = ""
    places: tuple[tuple[str, int | str], ...] = ()


WOMEN = (("gender", "Women"),)
QUESTIONS = (
    Question(planted="Nominated by a manager", words="women promoted from levels 1 to 3",
             measure="promotion_rate", by=("gender",), group=WOMEN, outcome="promoted",
             places=(("level", 1), ("level", 2), ("level", 3))),
    Question(planted="No raise after parental leave",
             words="nothing: rests on what HR alone knows"),
    Question(planted="School leavers at the interview", words="nothing: about applications"),
    Question(planted="Black women resign", words="Black women who left", measure="exit_rate",
             by=("gender", "ethnicity"), group=(*WOMEN, ("ethnicity", "Black")), outcome="left"),
    Question(planted="Nights in rotation", words="South Asian people who left, by shift pattern",
             measure="exit_rate", by=("ethnicity", "shift_pattern"),
             group=(("ethnicity", "South Asian"),), outcome="left"),
    Question(planted="Starting pay by negotiation", words="nothing: no pay of new people"),
    Question(planted="", words="women who left", measure="exit_rate", by=("gender",),
             group=WOMEN, outcome="left"),
    Question(planted="", words="Black people who left", measure="exit_rate", by=("ethnicity",),
             group=(("ethnicity", "Black"),), outcome="left"),
    Question(planted="", words="women at each level or above, and at the lowest",
             measure="top_share", by=("gender",), group=WOMEN),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A difference of two shares, from −1 to 1, with its band; and without noise, if known."""

    shown: float
    low: float
    high: float
    exact: float | None


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the releases say to a question.

    refused  whether no release answers it
    """

    question: Question
    refused: bool
    gaps: tuple[Gap, ...] = ()

    @property
    def visible(self) -> int:
        """How many gaps are beyond 0 with their band."""
        return sum(gap.low > 0 or gap.high < 0 for gap in self.gaps)


@dataclass(frozen=True, kw_only=True)
class Useful:
    """Six half-yearly releases of Harbourline.

    cells, with_number  of the last release, about secrets, and those with a number
    late                those of them whose number is of an earlier day
    errors              shown less true counts, in people, of every number once
    """

    people: int
    releases: int
    cells: int
    with_number: int
    late: int
    errors: tuple[float, ...]
    seen: tuple[Seen, ...]


def useful(people: int) -> Useful:
    """What is left of Harbourline at this size."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        generate(people=people, years=YEARS, seed=SEED, out=folder / "data")
        with open_data(folder / "data", None) as bench:
            release_half_yearly(bench, folder / "releases", attributes=ATTRIBUTES)
            ledger = open_ledger(
                folder / "releases" / LEDGER_FOLDER, folder / "releases" / VAULT_FOLDER
            )
            lines = [line for line in ledger.last.lines if _is_of_a_secret(line)]
            shown = [line for line in lines if line.shown is not None]
            return Useful(
                people=people,
                releases=len(ledger.releases),
                cells=len(lines),
                with_number=len(shown),
                late=sum(line.kind != "flow" and line.at < ledger.last.at for line in shown),
                errors=tuple(_errors(bench, ledger)),
                seen=tuple(_seen(bench, ledger, question) for question in QUESTIONS),
            )


def _is_of_a_secret(line: Line) -> bool:
    return line.kind in ("stock", "flow", "median")


def _errors(bench: Bench, ledger: OpenLedger) -> Iterator[float]:
    rosters = Rosters(bench.dataset, ledger.releases)
    for each in ever_shown(ledger.releases, rosters):
        line = each.line
        people = Roster(
            ids=tuple(rosters.id_of[int(number)] for number in each.members),
            population=Population(people=each.members, fields={}),
        )
        factors, values = str(line.attribute).split(CROSSED), [str(line.value)]
        has = secret_of(bench.dataset, people, factors=factors, values=values, key=rosters.key).has
        yield float(line.shown or 0) - int(has.sum())


def _seen(bench: Bench, ledger: OpenLedger, question: Question) -> Seen:
    if not question.measure:
        return Seen(question=question, refused=True)
    gaps: list[Gap] = []
    refused = True
    for window in _windows(ledger, question):
        asked = {"by": question.by, "window": window}
        try:
            answer = ledger.answer(bench.dataset.mapping, question.measure, **asked)
        except Refused:
            continue
        refused = False
        true = bench.measure(question.measure, **asked, against="others")
        exact = {_place(each): each for each in _of(question, true.comparisons)}
        gaps += [_gap(each, exact.get(_place(each))) for each in _of(question, answer.comparisons)]
    return Seen(question=question, refused=refused, gaps=tuple(gaps))


def _place(compared: Comparison) -> frozenset[tuple[str, str | int]]:
    return frozenset((*compared.group.items(), *compared.at.items()))


def _gap(compared: Comparison, exact: Comparison | None) -> Gap:
    told = compared.results
    return Gap(
        shown=told["difference"],
        low=told["difference_low"],
        high=told["difference_high"],
        exact=exact and exact.results["difference"],
    )


def _windows(ledger: OpenLedger, question: Question) -> Sequence[Window]:
    if question.outcome:
        return ledger.windows(question.by[0], question.outcome)
    return [Window(ledger.last.at, ledger.last.at)]


def _of(question: Question, comparisons: Iterable[Comparison]) -> Iterator[Comparison]:
    group = dict(question.group)
    for each in comparisons:
        here = set(each.at.items())
        wanted = not question.places or not here.isdisjoint(question.places)
        if wanted and group.items() <= dict(each.group).items():
            yield each


def root_mean_square(errors: Sequence[float]) -> float:
    """In people; none of none."""
    return float(np.sqrt(np.mean(np.square(errors)))) if errors else 0.0
