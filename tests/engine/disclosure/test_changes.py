"""Two times side by side: a change is called one only where both bands do not hold it."""

from __future__ import annotations

import math
from dataclasses import replace

from engine.disclosure.shown import BAND, DECEMBER, JUNE, edition, median, stock
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.disclosure import Released
from tiebeam.engine.disclosure.answers import Asked, answer
from tiebeam.engine.disclosure.changes import changes, seen
from tiebeam.engine.records.window import Window


def figure(*lines, day=JUNE, measure: str = "headcount_share") -> Released:
    asked = Asked(measure=measure, title="", attributes=("gender",), window=Window(day, day))
    return answer([edition(*(replace(each, at=day) for each in lines), at=day)], asked)


def women(shown: float, n: int = 1000, *, day=JUNE) -> Released:
    return figure(stock(shown, n), day=day)


def ways(before: Released, after: Released) -> set[str]:
    return {each.way for each in changes(before, after)}


def test_a_change_within_noise_and_chance_is_none_that_could_be_seen():
    """Of 1,000 people 400 were women: 3 % either way by chance, and noise of 0.5 % beside it."""
    chance, noise = 1.96 * math.sqrt(0.4 * 0.6 / 1000), BAND / 1000
    # Two rows are judged, women and everybody else, so each has to stand clear by 2.24 errors.
    reach = 1000 * math.hypot(chance, noise) * math.sqrt(2) * 2.2414 / 1.96

    within = ways(women(400), women(400 + round(reach) - 2, day=DECEMBER))
    beyond = changes(women(400), women(400 + round(reach) + 3, day=DECEMBER))

    assert within == {"unseen"}
    assert [each.way for each in beyond] == ["up", "down"]
    assert len(seen(beyond)) == 2


@given(st.integers(100, 900), st.integers(-15, 15))
def test_what_noise_alone_could_do_is_never_a_change(count: int, moved: int):
    """Two draws of at most eight either way are sixteen apart at most."""
    assert ways(women(count), women(count + moved, day=DECEMBER)) == {"unseen"}


def test_many_rows_widen_the_bands():
    then = [stock(400, 1000, {"level": str(level)}) for level in range(1, 9)]
    now = [stock(457, 1000, {"level": "1"}), *then[1:]]

    alone = changes(figure(then[0]), figure(now[0], day=DECEMBER))
    among = changes(figure(*then), figure(*now, day=DECEMBER))

    assert {each.way for each in alone} == {"up", "down"}
    assert {each.way for each in among} == {"unseen"}


def test_a_number_that_was_held_is_not_counted_anew():
    held = [edition(stock(400, 1000), at=JUNE),
            edition(stock(400, 1000, at=JUNE, why="hold"), number=2, at=DECEMBER)]  # fmt: skip
    asked = Asked(measure="headcount_share", title="", attributes=("gender",),
                  window=Window(DECEMBER, DECEMBER))  # fmt: skip

    assert ways(women(400), answer(held, asked)) == {"held"}


def test_without_a_band_nothing_is_said():
    def pay(amount: float, day=JUNE) -> Released:
        lines = median(amount, 200, "Women"), median(40_000, 300, "everybody else")
        return figure(*lines, day=day, measure="pay_gap")

    assert ways(pay(30_000), pay(39_000, DECEMBER)) == {"no band"}


def test_what_is_shown_once_is_set_beside_nothing():
    by_level = figure(stock(400, 1000, {"level": "1"}))

    assert changes(women(400), by_level) == ()
