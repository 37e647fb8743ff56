"""Released figures of every kind, for properties of their pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from charts import examples
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam.engine.disclosure import Released, Row, release

quickly = settings(
    max_examples=sized(15, 30),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)

EVERYBODY = "all"
MEASURES = {
    "promotion_rate": ["share", "per person-year"],
    "exit_rate": ["share", "per person-year"],
    "headcount_share": ["share"],
    "hire_share": ["share"],
    "top_share": ["share"],
    "pay_gap": ["share", "EUR"],
}

labels = st.text(max_size=90) | st.sampled_from(
    [
        "Women",
        "Men",
        "Not stated",
        "<script>alert(1)</script>",
        "W" * 80,
        "נשים",
        "👩🏿‍🔧 x",
        "null",
        "Research & <Development>",
        "e\u0301\u0323" * 50,
    ]
)


@st.composite
def rows(draw: st.DrawFn, *, measure: str, unit: str, label: str, level: int | None) -> Row:
    n = draw(st.integers(0, 200) | st.integers(0, 90_000_000))
    at: dict[str, str | int] = {} if level is None else {"level": level}
    group = {"a": label} if label != EVERYBODY else {}
    if unit == "share" and measure != "pay_gap":
        return examples.row(group, draw(st.integers(0, n)), n, at)
    value = draw(
        st.floats(-0.9, 0.9)
        if unit == "share"
        else st.floats(0.01, 90_000) | st.floats(10_000_000, 900_000_000)
    )
    below, above = (draw(st.floats(0, abs(value))) for _ in range(2))
    return Row(
        group=group,
        at=at,
        n=float(n),
        count=None,
        value=value,
        low=value - below,
        high=value + above,
        members=n,
    )


def median_and_mean(row: Row) -> list[Row]:
    """The row as a median, and a mean a third above it."""
    mean = replace(row, at=row.at | {"statistic": "mean"}, value=(row.value or 0) * 4 / 3)
    return [replace(row, at=row.at | {"statistic": "median"}), mean]


@st.composite
def figures(draw: st.DrawFn, *, measures: Sequence[str] = tuple(MEASURES)) -> Released:
    """Up to seven groups at one to three places, with or without everybody and their means."""
    measure = draw(st.sampled_from(measures))
    unit = draw(st.sampled_from(MEASURES[measure]))
    names = draw(st.lists(labels, max_size=7, unique=True))
    names += [EVERYBODY] if draw(st.booleans()) else []
    levels = draw(st.sampled_from([[None], [1], [1, 2, 3]]))
    found = [
        draw(rows(measure=measure, unit=unit, label=name, level=at))
        for at in levels
        for name in names
    ]
    if unit == "EUR" and draw(st.booleans()):
        found = [each for row in found for each in median_and_mean(row)]
    gap = draw(st.none() | st.floats(0.001, 0.9))
    return release(
        examples.exact(
            found, measure=measure, unit=unit, by=("a",), title=draw(labels), smallest_gap=gap
        )
    )
