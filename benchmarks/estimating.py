"""Statistics of one million rows, beside statsmodels and lifelines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from peers import Result, alone

ROWS = 1_000_000


def run(_: Path) -> list[Result]:
    return [
        Result(
            name="compare two groups of 500,000",
            ours=alone(our_compare, prepare=selected, times=3),
            peers={"statsmodels": alone(their_compare, prepare=selected, times=3)},
        ),
        Result(
            name="Kaplan-Meier, 1 million rows",
            ours=alone(our_survival, prepare=careers, times=3),
            peers={
                "lifelines": alone(their_survival, prepare=careers, times=3),
                "statsmodels": alone(other_survival, prepare=careers),
            },
        ),
        Result(
            name="cumulative incidence with competing risks, 1 million rows",
            ours=alone(our_incidence, prepare=careers, times=3),
            peers={"lifelines": alone(their_incidence, prepare=careers)},
        ),
    ]


def selected() -> tuple[Any, Any]:
    import numpy as np

    random = np.random.default_rng(7)
    group = random.integers(0, 2, ROWS).astype(bool)
    return group, random.random(ROWS) < np.where(group, 0.051, 0.05)


def careers() -> tuple[Any, Any]:
    import numpy as np

    random = np.random.default_rng(7)
    days = random.integers(1, 4_000, ROWS).astype(float)
    return days, random.choice([0, 1, 2], ROWS, p=[0.6, 0.3, 0.1])


def our_compare(group: Any, chosen: Any) -> None:
    from tiebeam.engine.stats.selection import compare

    compare(int((chosen & group).sum()), int(group.sum()),
            int((chosen & ~group).sum()), int((~group).sum()))  # fmt: skip


def their_compare(group: Any, chosen: Any) -> None:
    """What statsmodels and SciPy need for the same set of answers."""
    from scipy.stats import fisher_exact
    from statsmodels.stats.proportion import (
        confint_proportions_2indep,
        proportion_confint,
        proportions_ztest,
    )

    a, n_a = int((chosen & group).sum()), int(group.sum())
    b, n_b = int((chosen & ~group).sum()), int((~group).sum())
    for count, size in ((a, n_a), (b, n_b)):
        proportion_confint(count, size, method="wilson")
    confint_proportions_2indep(a, n_a, b, n_b, method="newcomb")
    confint_proportions_2indep(a, n_a, b, n_b, compare="ratio", method="score")
    proportions_ztest([a, b], [n_a, n_b])
    table = [[a, n_a - a], [b, n_b - b]]
    fisher_exact(table)
    fisher_exact(table, alternative="less")


def our_survival(days: Any, cause: Any) -> None:
    from tiebeam.engine.stats.survival import kaplan_meier

    kaplan_meier(exit=days, event=(cause == 1).astype(int))


def their_survival(days: Any, cause: Any) -> None:
    from lifelines import KaplanMeierFitter

    KaplanMeierFitter().fit(days, cause == 1)


def other_survival(days: Any, cause: Any) -> None:
    from statsmodels.duration.survfunc import SurvfuncRight

    SurvfuncRight(days, cause == 1)


def our_incidence(days: Any, cause: Any) -> None:
    from tiebeam.engine.stats.survival import cumulative_incidence

    cumulative_incidence(exit=days, event=cause)


def their_incidence(days: Any, cause: Any) -> None:
    import warnings

    from lifelines import AalenJohansenFitter

    with warnings.catch_warnings():
        # It jitters tied times and says so; ours takes ties as they are.
        warnings.simplefilter("ignore")
        AalenJohansenFitter(seed=7).fit(days, cause, event_of_interest=1)
