"""What holds of every form that draws a figure as a whole, whatever it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import pairwise

import pytest
from charts import whole_examples as examples
from charts.drawn import outside, overlapping, words_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiebeam import charts
from tiebeam.charts.tokens import DARK, LIGHT, PRINT, Palette
from tiebeam.engine.disclosure import FOR_THE_BENCH, Exact, release

FORMS = {
    "waterfall": examples.women_and_men,
    "steps": examples.promoted,
    "fan": examples.will_rise,
    "funnel": examples.hiring,
    "icicle": examples.harbour,
}
each_form = pytest.mark.parametrize("form", FORMS)
quickly = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@each_form
def test_a_measure_is_drawn_in_its_form_without_being_told(form: str) -> None:
    of = release(FORMS[form]())

    assert charts.svg(of) == charts.svg(of, form=form)  # type: ignore[arg-type]


@each_form
def test_a_form_for_one_kind_of_measure_refuses_the_others(form: str) -> None:
    of = release(examples.examples.small_employer())

    with pytest.raises(charts.UnknownForm, match=f"A {form} shows "):
        charts.svg(of, form=form)  # type: ignore[arg-type]


@each_form
def test_the_bench_draws_what_is_exact_and_says_so(form: str) -> None:
    drawn = charts.bench_svg(FORMS[form](), width="narrow")

    assert FOR_THE_BENCH in " ".join(each.text for each in words_in(drawn))
    assert overlapping(drawn) == []


@each_form
def test_a_figure_without_rows_says_that_there_is_nothing(form: str) -> None:
    of = release(replace(FORMS[form](), rows=(), comparisons=()))

    assert "There is no group to show here." in [each.text for each in words_in(charts.svg(of))]
    assert charts.finding(of).startswith("No figure can be shown here")


@each_form
def test_each_can_also_be_drawn_with_bands(form: str) -> None:
    drawn = charts.svg(release(FORMS[form]()), form="bands", theme="light")

    assert outside(drawn) == []
    assert overlapping(drawn) == []


@each_form
@pytest.mark.parametrize(
    ("theme", "width", "palette"),
    [("light", "wide", LIGHT), ("dark", "narrow", DARK), ("light", "print", PRINT)],
)
def test_no_colour_is_used_that_the_theme_does_not_have(
    form: str, theme: str, width: str, palette: Palette
) -> None:
    drawn = charts.svg(release(FORMS[form]()), theme=theme, width=width)

    assert set(re.findall(r"#[0-9a-f]{6}", drawn)) <= set(asdict(palette).values())


@each_form
def test_in_a_page_every_colour_is_the_pages(form: str) -> None:
    drawn = charts.svg(release(FORMS[form]()))

    named = set(re.findall(r"var\(--[a-z]+, #[0-9a-f]{6}\)", drawn))
    assert named
    assert not re.findall(r"#[0-9a-f]{6}", re.sub(r"var\([^)]*\)", "", drawn))


@each_form
def test_no_picture_calls_anybody_a_reference_or_the_rest_other(form: str) -> None:
    drawn = charts.svg(release(FORMS[form]()))

    said = " ".join(each.text for each in words_in(drawn)) + charts.description(
        release(FORMS[form]())
    )
    assert not re.search(r"\b(reference|baseline|Other)\b", said)


# --- whatever the numbers -------------------------------------------------------------------------

people = st.integers(10, 400)
kinds = st.sampled_from(["joined", "promoted in", "promoted out", "left: retirement", "moved out"])


@st.composite
def ledgers(draw: st.DrawFn) -> Exact:
    groups = draw(st.integers(1, 5))
    chosen = draw(st.lists(kinds, min_size=1, max_size=5, unique=True))
    flows = {kind: [draw(st.integers(10, 60)) for _ in range(groups)] for kind in chosen}
    gone = [
        sum(way[g] for kind, way in flows.items() if kind not in examples.INTO)
        for g in range(groups)
    ]
    opening = [gone[g] + draw(people) for g in range(groups)]
    return examples.ledger([f"Group {g}" for g in range(groups)], opening, flows)


@quickly
@given(of=ledgers(), width=st.sampled_from(["wide", "narrow", "print"]))
def test_any_ledger_adds_up_bar_by_bar_and_can_be_read(of: Exact, width: str) -> None:
    spec = charts.picture(release(of), width=width, theme="light")
    drawn = charts.svg(release(of), width=width, theme="light")

    found = {layer["name"]: layer["data"]["values"] for layer in spec["layer"]}
    bars = [*found.get("raised", []), *found.get("lowered", [])]
    for group in {bar["group"] for bar in bars}:
        mine = sorted((bar for bar in bars if bar["group"] == group), key=lambda bar: bar["y"])
        first, last = sorted(
            (dot for dot in found["shares"] if dot["group"] == group), key=lambda dot: dot["y"]
        )
        ends = [first["share"], *(bar["end"] for bar in mine)]
        assert [bar["start"] for bar in mine] == pytest.approx(ends[:-1])
        assert ends[-1] == pytest.approx(last["share"])
    assert outside(drawn) == []
    assert overlapping(drawn) == []


@st.composite
def courses(draw: st.DrawFn) -> Exact:
    steps = draw(st.integers(1, 20))
    names = draw(st.integers(1, 6))
    groups = []
    for g in range(names):
        shares = sorted(draw(st.floats(0, 1)) for _ in range(draw(st.integers(1, steps))))
        groups.append((f"Group {g}", draw(people), shares))
    return examples.course({"promoted": groups})


@st.composite
def projections(draw: st.DrawFn) -> Exact:
    levels: Callable[[], list[examples.Fan]] = lambda: [  # noqa: E731
        (f"Group {g}", draw(people), draw(st.floats(0, 1)), draw(st.floats(0, 0.4)))
        for g in range(draw(st.integers(1, 5)))
    ]
    return examples.ahead({level: levels() for level in range(1, draw(st.integers(2, 4)))})


@quickly
@given(of=courses() | projections(), width=st.sampled_from(["wide", "narrow", "print"]))
def test_any_curves_run_from_left_to_right_and_can_be_read(of: Exact, width: str) -> None:
    spec = charts.picture(release(of), width=width, theme="light")
    drawn = charts.svg(release(of), width=width, theme="light")

    for layer in spec["layer"]:
        if layer["name"].startswith("curves"):
            for one, other in pairwise(layer["data"]["values"]):
                assert one["curve"] != other["curve"] or one["x"] < other["x"]
    assert outside(drawn) == []
    assert overlapping(drawn) == []
