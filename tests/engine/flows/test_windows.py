"""Who was there, who rose and who left: by hand, and against going through every career."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from engine.kit import lines, spell_rows, spells, table, window, year
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam.engine.flows import windows
from tiebeam.engine.flows.windows import NO_EXIT_RECORDED
from tiebeam.engine.records.spells import CONTINUED, JOINED, LEFT, VANISHED
from tiebeam.engine.records.window import Window

THE_YEAR = year(2020)


def asked(rows, *columns):
    """What the rows say of each person, in the order of their names."""
    found = rows.select("person", *columns).to_pyarrow().to_pylist()
    return sorted(tuple(row.values()) for row in found)


def over(text, window=THE_YEAR, **reach):
    return asked(windows.over_window(spells(text, **reach), window), "promoted", "happened")


def in_time(text, window=THE_YEAR, **reach):
    """Per person: years, promotions, ways out; added over their spells."""
    rows = windows.person_time(spells(text, **reach), window)
    found = {}
    for person, years, promoted, happened in asked(rows, "years", "promoted", "happened"):
        before = found.get(person, (0, 0, []))
        gone = [*before[2], *([happened] if happened else [])]
        found[person] = before[0] + years, before[1] + promoted, gone
    return found


# --- who is at risk -------------------------------------------------------------------------------


def test_people_there_on_the_first_day_are_at_risk_and_nobody_else():
    careers = """
        person    begins      ends        level
        early     2019-01-01  2020-01-01  1
        just_in   2020-01-01  2021-01-01  1
        long_in   2018-05-01  2022-01-01  1
        one_day   2020-01-01  2020-01-02  1
        too_late  2020-01-02  2021-01-01  1
    """

    assert [person for person, *_ in over(careers)] == ["just in", "long in", "one day"]


def test_a_spell_ends_on_the_eve_of_its_end():
    held = spells("""
        person  begins      ends        level
        ada     2020-01-01  2020-03-01  1
        ada     2020-03-01  2021-01-01  2
    """)

    def on(day):
        return asked(windows.on_day(held, date.fromisoformat(day)), "level")

    assert on("2020-02-29") == [("ada", 1)]
    assert on("2020-03-01") == [("ada", 2)]
    assert on("2019-12-31") == on("2021-01-01") == []


# --- who is promoted ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effective", "counts", "why"),
    [
        ("2020-01-01", False, "on the first day the higher level is the one at risk"),
        ("2020-01-02", True, "the day after"),
        ("2020-12-31", True, "the last day"),
        ("2021-01-01", True, "it counts on the last day of the old level, 31 December"),
        ("2021-01-02", False, "it counts on 1 January"),
    ],
)
def test_a_promotion_counts_on_the_last_day_of_the_old_level(effective, counts, why):
    careers = f"""
        person  begins      ends        level
        ada     2019-06-01  {effective}  1
        ada     {effective}  2022-01-01  2
    """

    assert over(careers) == [("ada", counts, None)], why
    assert in_time(careers)["ada"][1] == counts, why


def test_a_promotion_before_the_window_is_history():
    careers = """
        person  begins      ends        level
        ada     2019-01-01  2019-12-31  1
        ada     2019-12-31  2022-01-01  2
    """

    assert over(careers) == [("ada", False, None)]
    assert in_time(careers) == {"ada": (1, 0, [])}


def test_a_promotion_on_new_years_day_belongs_to_the_old_year_alone():
    careers = """
        person  begins      ends        level
        ada     2019-01-01  2021-01-01  1
        ada     2021-01-01  2022-01-01  2
    """

    assert [over(careers, year(y)) for y in (2019, 2020, 2021)] == [
        [("ada", False, None)], [("ada", True, None)], [("ada", False, None)],
    ]  # fmt: skip


def test_a_leaver_stays_in_the_denominator():
    careers = """
        person  begins      ends        level  exit_reason
        ada     2019-01-01  2020-02-01  1      voluntary
        bea     2019-01-01  2022-01-01  1      -
    """

    assert over(careers) == [("ada", False, "voluntary"), ("bea", False, None)]


def test_who_was_promoted_and_then_left_was_promoted():
    careers = """
        person  begins      ends        level  exit_reason
        ada     2019-01-01  2020-02-01  1      -
        ada     2020-02-01  2020-06-01  2      retirement
    """

    assert over(careers, until="2022-01-01") == [("ada", True, "retirement")]
    assert in_time(careers, until="2022-01-01")["ada"][1:] == (1, ["retirement"])


def test_who_left_and_came_back_higher_was_hired_and_not_promoted():
    careers = """
        person  begins      ends        level  exit_reason
        ada     2019-01-01  2020-03-01  1      voluntary
        ada     2020-05-01  2022-01-01  2      -
    """

    assert over(careers) == [("ada", False, "voluntary")]
    assert in_time(careers)["ada"][1] == 0
    assert asked(windows.joiners(spells(careers), THE_YEAR), "level") == [("ada", 2)]


def test_a_second_exit_in_the_window_is_not_counted_against_the_first_stay():
    careers = """
        person  begins      ends        level  exit_reason
        ada     2019-01-01  2020-03-01  1      voluntary
        ada     2020-05-01  2020-09-01  1      involuntary
    """

    assert over(careers, until="2022-01-01") == [("ada", False, "voluntary")]
    assert in_time(careers, until="2022-01-01")["ada"][2] == ["voluntary", "involuntary"]


def test_down_and_up_again_to_the_old_level_is_no_promotion():
    careers = """
        person  begins      ends        level
        ada     2019-01-01  2020-03-01  2
        ada     2020-03-01  2020-05-01  1
        ada     2020-05-01  2022-01-01  2
        bea     2019-01-01  2020-03-01  2
        bea     2020-03-01  2020-05-01  1
        bea     2020-05-01  2022-01-01  3
    """

    assert over(careers) == [("ada", False, None), ("bea", True, None)]


def test_who_rose_and_fell_back_inside_the_window_had_risen():
    careers = """
        person  begins      ends        level
        ada     2019-01-01  2020-03-01  1
        ada     2020-03-01  2020-05-01  2
        ada     2020-05-01  2022-01-01  1
    """

    assert over(careers) == [("ada", True, None)]


def test_two_steps_in_one_year_are_one_person_promoted_and_two_promotions():
    careers = """
        person  begins      ends        level
        ada     2019-01-01  2020-03-01  1
        ada     2020-03-01  2020-08-01  2
        ada     2020-08-01  2022-01-01  3
    """

    assert over(careers) == [("ada", True, None)]
    assert in_time(careers)["ada"][1] == 2


def test_a_move_at_the_same_level_and_a_step_off_the_ladder_are_no_promotions():
    careers = """
        person  begins      ends        level  unit
        ada     2019-01-01  2020-03-01  1      A
        ada     2020-03-01  2022-01-01  1      B
        bea     2019-01-01  2020-03-01  1      A
        bea     2020-03-01  2022-01-01  -      A
    """

    assert over(careers) == [("ada", False, None), ("bea", False, None)]
    assert [each[1] for each in in_time(careers).values()] == [0, 0]


def test_without_a_ladder_nobody_is_seen_to_rise():
    careers = """
        person  begins      ends
        ada     2019-01-01  2020-03-01
        ada     2020-03-01  2022-01-01
    """

    assert over(careers) == [("ada", False, None)]
    assert in_time(careers) == {"ada": (1, 0, [])}


# --- who leaves -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last_day", "counts"),
    [("2019-12-31", None), ("2020-01-01", True), ("2020-12-31", True), ("2021-01-01", False)],
)
def test_a_leaver_counts_on_the_last_day_employed(last_day, counts):
    ends = date.fromisoformat(last_day) + timedelta(days=1)
    careers = f"""
        person  begins      ends        exit_reason
        ada     2019-01-01  {ends}  death
        bea     2019-01-01  2022-01-01  -
    """

    found = {person: happened for person, _, happened in over(careers)}

    assert found.get("ada", "absent") == {None: "absent", True: "death", False: None}[counts]
    assert in_time(careers).get("ada", (0, 0, []))[2] == (["death"] if counts else [])


def test_an_exit_without_a_reason_is_an_exit_of_unknown_reason():
    some_reason = """
        person  begins      ends        exit_reason
        ada     2019-01-01  2020-03-01  -
        bea     2019-01-01  2020-03-01  retirement
    """
    no_reasons = """
        person  begins      ends
        ada     2019-01-01  2020-03-01
    """

    assert over(some_reason, until="2022-01-01") == [
        ("ada", False, "unknown"), ("bea", False, "retirement"),
    ]  # fmt: skip
    assert over(no_reasons, until="2022-01-01") == [("ada", False, "unknown")]
    assert in_time(some_reason, until="2022-01-01")["ada"][2] == ["unknown"]
    assert in_time(no_reasons, until="2022-01-01")["ada"][2] == ["unknown"]


def test_people_who_vanish_are_counted_apart():
    careers = """
        person  begins      ends        ended     exit_reason
        ada     2019-01-01  2020-03-01  vanished  voluntary
        bea     2019-01-01  2020-03-01  left      voluntary
        cyd     2019-01-01  2022-01-01  -         -
    """

    assert [each[2] for each in over(careers)] == [NO_EXIT_RECORDED, "voluntary", None]
    assert [each[2] for each in in_time(careers).values()] == [
        [NO_EXIT_RECORDED], ["voluntary"], [],
    ]  # fmt: skip


# --- who joins ------------------------------------------------------------------------------------


def test_joiners_are_those_whose_first_day_lies_in_the_window():
    careers = """
        person  begins      ends        began
        seen    2019-01-01  2022-01-01  -
        before  2019-12-31  2022-01-01  -
        first   2020-01-01  2022-01-01  -
        last    2020-12-31  2022-01-01  -
        after   2021-01-01  2022-01-01  -
        shown   2020-06-01  2022-01-01  appeared
    """

    joined = asked(windows.joiners(spells(careers), THE_YEAR))

    assert joined == [("first",), ("last",)]


def test_a_move_is_not_a_hire():
    careers = """
        person  begins      ends        unit
        ada     2019-01-01  2020-03-01  A
        ada     2020-03-01  2022-01-01  B
    """

    assert asked(windows.joiners(spells(careers), THE_YEAR)) == []


# --- person-years ---------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1900, 2000, 2019, 2020, 2023, 2024, 2100])
def test_a_whole_calendar_year_is_exactly_one_leap_year_or_not(number):
    careers = "person begins ends\nada 1890-01-01 2110-01-01"

    assert in_time(careers, year(number)) == {"ada": (Decimal(1), 0, [])}


def test_a_year_worked_in_pieces_is_exactly_one():
    careers = """
        person  begins      ends        unit
        ada     2019-01-01  2020-02-17  A
        ada     2020-02-17  2020-02-18  B
        ada     2020-02-18  2020-09-23  C
        ada     2020-09-23  2022-01-01  D
    """

    assert in_time(careers) == {"ada": (Decimal(1), 0, [])}


def test_half_a_year_is_half():
    careers = "person begins ends\nada 2019-01-01 2020-07-02\nbea 2019-01-01 2022-01-01"

    assert in_time(careers)["ada"][0] == Decimal("0.5")  # 183 of 366 days
    assert in_time(careers, window("2019-01-01", "2021-12-31"))["bea"][0] == 3


def test_time_outside_the_window_does_not_count():
    careers = """
        person  begins      ends
        before  2018-01-01  2020-01-01
        after   2021-01-01  2023-01-01
        across  2018-01-01  2023-01-01
    """

    assert in_time(careers) == {"across": (1, 0, [])}


# --- any careers at all ---------------------------------------------------------------------------

OPENS, CLOSES = date(2019, 1, 1), date(2023, 1, 1)
LONG = (CLOSES - OPENS).days
REASONS = ("voluntary", "retirement", None)


@st.composite
def careers(draw):
    """Up to six people with stays of up to four spells, some apart, some ending in silence."""
    given_lines = []
    for person in range(draw(st.integers(1, 6))):
        days = sorted(draw(st.sets(st.integers(0, LONG), min_size=2, max_size=6)))
        for begin, end in pairwise(days):
            if draw(st.integers(0, 5)) == 0 and end != days[-1]:
                continue  # away for a while
            given_lines.append(
                {
                    "person": f"p{person}",
                    "begins": OPENS + timedelta(days=begin),
                    "ends": OPENS + timedelta(days=end),
                    "level": draw(st.sampled_from([1, 2, 3, None])),
                    "exit_reason": draw(st.sampled_from(REASONS)),
                }
            )
    rows = spell_rows(given_lines, first=OPENS, until=CLOSES)
    for row in rows:
        if row["ended"] == LEFT and draw(st.booleans()):
            row["ended"], row["left_on"] = VANISHED, None
    return rows


days_inside = st.integers(0, LONG - 1).map(lambda number: OPENS + timedelta(days=number))
any_window = st.tuples(days_inside, days_inside).map(lambda ends: Window(min(ends), max(ends)))
RANDOM = settings(
    max_examples=sized(15, 30), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # fmt: skip
COLUMNS = (
    "person", "begins", "ends", "level", "exit_reason", "began", "ended", "stint", "joined_on",
    "left_on", "row",
)  # fmt: skip


def plainly(rows, window):
    """Who was there on the first day, and what became of them, from one career after another."""
    found = []
    for now in rows:
        if not now["begins"] <= window.first < now["ends"]:
            continue
        stay = [r for r in rows if (r["person"], r["stint"]) == (now["person"], now["stint"])]
        later = [r for r in stay if window.first < r["begins"] <= window.after]
        rose = now["level"] and any((r["level"] or 0) > now["level"] for r in later)
        end = max(stay, key=lambda r: r["ends"])
        happened = None
        if end["ends"] <= window.after and end["ended"] == LEFT:
            happened = end["exit_reason"] or "unknown"
        elif end["ends"] <= window.after and end["ended"] == VANISHED:
            happened = NO_EXIT_RECORDED
        found.append((now["person"], bool(rose), happened))
    return sorted(found, key=str)


@RANDOM
@given(careers(), any_window)
def test_what_happened_is_what_going_through_the_careers_says(rows, window):
    held = table(rows, COLUMNS)

    found = asked_loosely(windows.over_window(held, window), "promoted", "happened")

    assert found == plainly(rows, window)
    assert len({person for person, *_ in found}) == len(found), "nobody is counted twice"


def asked_loosely(rows, *columns):
    found = rows.select("person", *columns).to_pyarrow().to_pylist()
    return sorted((tuple(row.values()) for row in found), key=str)


def events(held, window):
    """Person-years, promotions and ways out of a window, and who joined in it."""
    rows = windows.person_time(held, window).select("years", "promoted", "happened")
    found = rows.to_pyarrow().to_pylist()
    return (
        sum((row["years"] for row in found), Decimal(0)),
        sum(row["promoted"] for row in found),
        sum(row["happened"] == NO_EXIT_RECORDED for row in found),
        sum(row["happened"] not in (None, NO_EXIT_RECORDED) for row in found),
        windows.joiners(held, window).count().execute(),
    )


@RANDOM
@given(careers(), any_window, st.data())
def test_a_window_cut_into_parts_misses_and_doubles_nothing(rows, window, data):
    held = table(rows, COLUMNS)
    length = (window.last - window.first).days
    cuts = data.draw(st.sets(st.integers(1, length), max_size=3)) if length else set()
    starts = [window.first + timedelta(days=n) for n in (0, *sorted(cuts))]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), window.last]

    whole = events(held, window)
    parts = [events(held, Window(*each)) for each in zip(starts, ends, strict=True)]

    assert tuple(sum(each) for each in zip(*parts, strict=True)) == whole


@RANDOM
@given(careers(), any_window)
def test_events_are_those_that_going_through_the_careers_finds(rows, window):
    held = table(rows, COLUMNS)
    promoted = gone = vanished = 0
    for one, other in pairwise(rows):
        follows = other["began"] == CONTINUED and one["person"] == other["person"]
        rises = (other["level"] or 0) > (one["level"] or 9)
        promoted += follows and rises and window.first < other["begins"] <= window.after
    for row in rows:
        inside = window.first < row["ends"] <= window.after
        gone += inside and row["ended"] == LEFT
        vanished += inside and row["ended"] == VANISHED
    joined = sum(
        row["began"] == JOINED and window.first <= row["begins"] <= window.last for row in rows
    )

    assert events(held, window)[1:] == (promoted, vanished, gone, joined)


@RANDOM
@given(careers(), any_window)
def test_nobody_has_more_time_than_the_window_is_long(rows, window):
    held = table(rows, COLUMNS)
    longest = in_time_of(table([one_long_stay()], COLUMNS), window)["p"]

    assert all(years <= longest for years in in_time_of(held, window).values())


def in_time_of(held, window):
    found = {}
    for person, years in asked(windows.person_time(held, window), "years"):
        found[person] = found.get(person, 0) + years
    return found


def one_long_stay():
    line = {"person": "p", "begins": OPENS, "ends": CLOSES, "level": 1, "exit_reason": None}
    return spell_rows([line], first=OPENS, until=CLOSES)[0]


def test_the_table_reader_of_these_tests_reads_dashes_and_underscores():
    assert lines("a b\n- not_stated") == [{"a": None, "b": "not stated"}]
