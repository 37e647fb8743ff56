"""Figures that are drawn as a whole (ledgers, courses of time, what lies ahead), made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from charts import examples

from tiebeam.engine.disclosure import Comparison, Exact, Row
from tiebeam.engine.stats import selection

TWO_DAYS = (date(2024, 1, 1), date(2026, 1, 1))
#: Flows that bring people; the others take them away.
INTO = {"joined", "promoted in", "demoted in", "moved in", "described so from now on"}

Counts = Mapping[str, Sequence[int]]


def ledger(names: Sequence[str], opening: Sequence[int], flows: Counts, **changed: Any) -> Exact:
    """A ledger from people: how many of each group were there, and how many took each way.

    A ledger with a flow of fewer than ten people does not pass the gate, so most here have none.

    The effect of w of a group, of t people in a flow, is ±(w - s t) / T, with the mean share s and
    the mean headcount T of both days.
    """
    closing = [
        first + sum(way[g] * (1 if kind in INTO else -1) for kind, way in flows.items())
        for g, first in enumerate(opening)
    ]
    before, after = sum(opening), sum(closing)
    rows = []
    for g, name in enumerate(names):
        members = opening[g] + sum(way[g] for kind, way in flows.items() if kind in INTO)

        def told(kind: str, n: int, count: int, value: float | None) -> Row:
            return Row(
                group={"gender": name},  # noqa: B023
                at={"flow": kind},
                n=n,
                count=count,
                value=value,
                low=None,
                high=None,
                members=members,  # noqa: B023
            )

        rows.append(told("opening", before, opening[g], opening[g] / before if before else None))
        for kind, way in flows.items():
            effect = None
            if before and after:
                share = (opening[g] / before + closing[g] / after) / 2
                sign = 1 if kind in INTO else -1
                effect = sign * (way[g] - share * sum(way)) / ((before + after) / 2)
            rows.append(told(kind, sum(way), way[g], effect))
        rows.append(told("closing", after, closing[g], closing[g] / after if after else None))
    given = {
        "measure": "flow_ledger",
        "title": "How shares at level 3 changed",
        "window": TWO_DAYS,
        "data": {"level": 3, "level_name": "Officer"},
    }
    return examples.exact(rows, **(given | changed))


def women_and_men() -> Exact:
    """Two groups whose changes mirror each other."""
    flows = {
        "joined": (12, 18),
        "promoted in": (14, 26),
        "moved in": (3, 7),
        "promoted out": (9, 31),
        "demoted out": (2, 9),
        "left: voluntary": (9, 12),
        "left: retirement": (3, 14),
        "left: involuntary": (4, 9),
        "left: death, described otherwise now": (2, 8),
    }
    return ledger(["Women", "Men"], [62, 138], flows)


def many_small_flows() -> Exact:
    flows = {
        "joined": (1200, 1800),
        "promoted in": (2140, 2260),
        "demoted in": (10, 30),
        "moved in": (50, 150),
        "described so from now on": (10, 0),
        "appeared without a hire": (20, 30),
        "promoted out": (900, 3100),
        "demoted out": (20, 50),
        "moved out": (40, 90),
        "left: voluntary": (900, 1200),
        "left: retirement": (300, 1400),
        "left: end of contract": (60, 130),
        "left: death": (10, 20),
        "vanished without an exit": (30, 80),
    }
    return ledger(["Women", "Men"], [6200, 13800], flows)


def with_a_small_group() -> Exact:
    flows = {"joined": (12, 18, 1), "left: retirement": (3, 14, 0), "promoted out": (9, 31, 2)}
    return ledger(["Women", "Men", "Non-binary people"], [62, 138, 4], flows)


def eleven_groups() -> Exact:
    names = [f"Group {letter} of the people of the harbour" for letter in "ABCDEFGHIJ"]
    names.append("Directorate for Interdepartmental Procurement, Logistics and Fleet (South-East)")
    opening = [20 + 17 * i % 90 for i in range(11)]
    flows = {
        "joined": [3 + i % 4 for i in range(11)],
        "promoted in": [2 + (3 * i) % 5 for i in range(11)],
        "left: voluntary": [1 + (5 * i) % 6 for i in range(11)],
        "left: retirement": [(7 * i) % 4 for i in range(11)],
    }
    return ledger(names, opening, flows)


def a_small_level() -> Exact:
    flows = {"joined": (8, 4), "left: retirement": (0, 10)}
    return ledger(["Women", "Men"], [12, 20], flows)


def nothing_moved() -> Exact:
    return ledger(["Women", "Men"], [60, 140], {"joined": (3, 7), "left: retirement": (6, 14)})


def hardly_anything_moved() -> Exact:
    flows = {"joined": (31, 70), "left: retirement": (30, 70)}
    return ledger(["Women", "Men"], [300_000, 700_000], flows)


def nobody_on_the_first_day() -> Exact:
    return ledger(["Women", "Men"], [0, 0], {"joined": (14, 36), "promoted in": (12, 20)})


def one_group() -> Exact:
    return ledger(["Women"], [62], {"joined": (12,), "left: retirement": (3,)})


def nobody_is_shown() -> Exact:
    return ledger(["Women", "Men"], [2, 3], {"joined": (1, 1)})


def hostile_ledger() -> Exact:
    names = ["<script>alert('x')</script> & \"quoted\"", "נשים במשמרת לילה", "W" * 60]
    flows = {"joined": (12, 18, 9), "left: <b>own & reason</b>": (9, 31, 2)}
    return ledger(names, [62, 138, 40], flows, data={"level": 3, "level_name": "<i>Officer</i>"})


# --- courses of time ------------------------------------------------------------------------------

Course = tuple[str, int, Sequence[float]]


def course(
    outcomes: Mapping[str, Sequence[Course]],
    *,
    compared: Mapping[str, Mapping[str, Any]] | None = None,
    **changed: Any,
) -> Exact:
    """Cumulative incidence every six months: per outcome the groups, their people, the shares.

    Bands are as wide as Wilson's would be. `compared` is what the engine says of the first two
    groups, by outcome, at the last month.
    """
    rows, comparisons = [], []
    for outcome, groups in outcomes.items():
        for place in range(max(len(shares) for _, _, shares in groups)):
            for name, n, shares in groups:
                if place < len(shares):
                    low, high = examples.wilson(round(shares[place] * n), n)
                    rows.append(
                        Row(
                            group={"gender": name} if name else {},
                            at={"outcome": outcome, "month": 6 * (place + 1)},
                            n=n,
                            count=None,
                            value=shares[place],
                            low=min(low, shares[place]),
                            high=max(high, shares[place]),
                            members=n,
                        )
                    )
        if compared and outcome in compared:
            month = 6 * min(len(shares) for _, _, shares in groups[:2])
            comparisons.append(
                Comparison(
                    group={"gender": groups[0][0]},
                    reference={"gender": groups[1][0]},
                    at={"outcome": outcome, "month": month},
                    results=compared[outcome],
                )
            )
    given = {
        "measure": "time_to_promotion",
        "title": "How long until people are promoted",
        "window": (date(2016, 1, 1), date(2025, 12, 31)),
        "comparisons": tuple(comparisons),
        "data": {"level": 1, "level_name": ""},
    }
    return examples.exact(rows, **(given | changed))


def rising(last: float, steps: int, late: int = 1) -> list[float]:
    """Shares that rise to the last one, nothing having happened before the step `late`."""
    return [last * max(0, place - late + 1) / (steps - late + 1) for place in range(1, steps + 1)]


RARE = {"difference": -0.044, "low": -0.067, "high": -0.021, "p": 0.0002}
CHANCE = {"difference": -0.004, "low": -0.027, "high": 0.019, "p": 0.7}


def promoted() -> Exact:
    """After five years 1 in 15 women and 1 in 9 men."""
    return course(
        {
            "promoted": [("Women", 1200, rising(1 / 15, 10, 2)), ("Men", 1500, rising(1 / 9, 10))],
            "left: voluntary": [("Women", 1200, rising(0.3, 10)), ("Men", 1500, rising(0.25, 10))],
        },
        compared={"promoted": RARE, "left: voluntary": CHANCE},
    )


def promoted_alike() -> Exact:
    """Three groups whose curves lie on each other, one of which ends early."""
    groups = [
        ("Women", 300, rising(0.20, 20)),
        ("Men", 420, rising(0.204, 20)),
        ("Non-binary people", 60, rising(0.1, 9)),
    ]
    return course({"promoted": groups}, compared={"promoted": CHANCE})


def promoted_of_few() -> Exact:
    return course(
        {"promoted": [("Women", 31, rising(6 / 31, 4)), ("Men", 40, rising(0.0, 4))]},
    )


def promoted_of_eleven() -> Exact:
    names = [f"Group {letter} of the people of the harbour" for letter in "ABCDEFGHIJ"]
    names.append("Directorate for Interdepartmental Procurement, Logistics and Fleet (South-East)")
    groups = [(name, 80 + 9 * i, rising(0.06 + 0.021 * i, 12)) for i, name in enumerate(names)]
    return course({"promoted": groups}, compared={"promoted": CHANCE})


def nobody_promoted() -> Exact:
    return course({"promoted": [("Women", 300, [0.0] * 6), ("Men", 420, [0.0] * 6)]})


def rarely_promoted() -> Exact:
    groups = [("Women", 90_000, rising(0.0001, 8)), ("Men", 120_000, rising(0.0002, 8))]
    return course({"promoted": groups}, compared={"promoted": RARE})


def promoted_everybody() -> Exact:
    return course({"promoted": [("", 500, rising(0.12, 10))]}, by=())


def promoted_with_a_hidden_group() -> Exact:
    groups = [
        ("Women", 300, rising(0.2, 8)),
        ("Men", 420, rising(0.3, 8)),
        ("Agender", 4, rising(0.25, 8)),
        ("Not stated", 7, rising(0.25, 8)),
    ]
    return course({"promoted": groups}, compared={"promoted": CHANCE})


def left() -> Exact:
    """Four reasons of leaving; the least frequent one is not drawn."""
    reasons = {"voluntary": (0.34, 0.22), "retirement": (0.11, 0.14), "involuntary": (0.06, 0.05)}
    outcomes = {
        f"left: {reason}": [("Women", 900, rising(w, 20)), ("Men", 1100, rising(m, 20))]
        for reason, (w, m) in {**reasons, "death": (0.004, 0.006)}.items()
    }
    return course(
        outcomes,
        compared={"left: voluntary": RARE | {"difference": 0.12, "low": 0.08, "high": 0.16}},
        measure="time_to_leaving",
        title="How long until people leave",
        data={"level": None, "level_name": ""},
    )


def left_of_eleven() -> Exact:
    groups = [
        (f"Group {letter}", 80 + 9 * i, rising(0.1 + 0.03 * i, 8))
        for i, letter in enumerate("ABCDEFGHIJK")
    ]
    few = [(name, n, [share / 5 for share in shares]) for name, n, shares in groups]
    return course(
        {"left: voluntary": groups, "left: retirement": few},
        measure="time_to_leaving",
        title="How long until people leave",
        data={"level": None, "level_name": ""},
    )


def hostile_course() -> Exact:
    names = ["<script>alert('x')</script> & \"quoted\"", "נשים במשמרת לילה", "W" * 60]
    groups = [(name, 100, rising(0.2, 6)) for name in names]
    return course(
        {"left: <b>own & reason</b>": groups},
        measure="time_to_leaving",
        data={"level": 3, "level_name": "<i>Officer</i>"},
    )


COURSES = {
    each.__name__: each
    for each in (
        promoted,
        promoted_alike,
        promoted_of_few,
        promoted_of_eleven,
        nobody_promoted,
        rarely_promoted,
        promoted_everybody,
        promoted_with_a_hidden_group,
        left,
        left_of_eleven,
        hostile_course,
    )
}

# --- what lies ahead ------------------------------------------------------------------------------

Fan = tuple[str, int, float, float]


def ahead(places: Mapping[int, Sequence[Fan]], *, years: int = 5, **changed: Any) -> Exact:
    """A projection: per level the groups with their people now, their last share, and its reach.

    Shares and bands widen evenly from today's count to the last year.
    """
    rows = []
    for level, groups in places.items():
        there = sum(n for _, n, _, _ in groups)
        for place in range(years + 1):
            for name, n, last, reach in groups:
                now, part = n / there, place / years
                value, half = now + (last - now) * part, reach * part
                rows.append(
                    Row(
                        group={"gender": name},
                        at={"level": level, "year": 2026 + place},
                        n=None,
                        count=None,
                        value=value,
                        low=max(0.0, value - half),
                        high=min(1.0, value + half),
                        members=n,
                    )
                )
    given = {
        "measure": "projection",
        "title": "What lies ahead",
        "window": (date(2026, 1, 1), date(2026 + years, 1, 1)),
        "data": {"rates_from": (2023, 2025), "levers": ()},
    }
    return examples.exact(rows, **(given | changed))


def may_stay() -> Exact:
    """At level 3 today's 33 in 100 lie inside the band; there is no other level."""
    groups = [("Women", 66, 0.355, 0.055), ("Men", 134, 0.645, 0.055)]
    return ahead({3: groups}, levels=("Crew", "Mate", "Officer"))


def will_rise() -> Exact:
    """Four levels; the share of women at level 2 stands clear of today's."""
    return ahead(
        {
            1: [("Women", 612, 0.60, 0.03), ("Men", 430, 0.40, 0.03)],
            2: [("Women", 301, 0.54, 0.04), ("Men", 361, 0.46, 0.04)],
            3: [("Women", 98, 0.33, 0.06), ("Men", 226, 0.67, 0.06)],
            4: [("Women", 31, 0.22, 0.08), ("Men", 129, 0.78, 0.08)],
        }
    )


def three_groups_ahead() -> Exact:
    groups = [("Women", 90, 0.36, 0.07), ("Men", 95, 0.35, 0.07), ("Not stated", 80, 0.29, 0.06)]
    return ahead({2: groups, 3: groups}, years=9)


def a_small_level_ahead() -> Exact:
    return ahead({4: [("Women", 12, 0.4, 0.15), ("Men", 24, 0.6, 0.15)]}, years=1)


def eleven_groups_ahead() -> Exact:
    groups = [
        (f"Group {letter} of the people of the harbour", 20 + 9 * i, 0.03 + 0.012 * i, 0.02)
        for i, letter in enumerate("ABCDEFGHIJ")
    ]
    groups.append(
        ("Directorate for Interdepartmental Procurement, Logistics and Fleet (South-East)",
         140, 0.15, 0.04)
    )  # fmt: skip
    return ahead(dict.fromkeys(range(1, 8), groups))


def rare_ahead() -> Exact:
    groups = [("Women", 100, 0.0002, 0.00008), ("Men", 999_900, 0.9998, 0.00008)]
    return ahead({1: groups})


def hidden_ahead() -> Exact:
    groups = [("Women", 66, 0.355, 0.055), ("Men", 134, 0.6, 0.055),
              ("Agender", 4, 0.02, 0.01), ("Not stated", 7, 0.025, 0.01)]  # fmt: skip
    return ahead({1: groups, 2: groups[:2]})


def nothing_changes() -> Exact:
    return ahead({1: [("Women", 66, 0.33, 0.0), ("Men", 134, 0.67, 0.0)]})


def seven_levels_ahead() -> Exact:
    groups = [("Women", 66, 0.355, 0.055), ("Men", 134, 0.645, 0.055)]
    names = tuple(f"Grade {'ABCDEFG'[i]} of the long ladder" for i in range(7))
    return ahead(dict.fromkeys(range(1, 8), groups), levels=names)


def hostile_ahead() -> Exact:
    names = ["<script>alert('x')</script> & \"quoted\"", "נשים במשמרת לילה", "W" * 60]
    groups = [(name, 60, 0.3, 0.05) for name in names]
    return ahead({1: groups}, levels=("<i>Officer</i>",))


AHEAD = {
    each.__name__: each
    for each in (
        may_stay,
        will_rise,
        three_groups_ahead,
        a_small_level_ahead,
        eleven_groups_ahead,
        rare_ahead,
        hidden_ahead,
        nothing_changes,
        seven_levels_ahead,
        hostile_ahead,
    )
}

# --- from application to hire ---------------------------------------------------------------------


def funnel(stages: Sequence[str], ways: Mapping[str, Sequence[int]], **changed: Any) -> Exact:
    """How many of each group came to each stage; the first stage is that of all who applied."""
    reached = dict(ways)
    everybody = [sum(way[place] for way in ways.values()) for place in range(len(stages))]
    steps = [(stages[to], to - 1, to) for to in range(1, len(stages))]
    rows, comparisons = [], []
    for at, entered, to in [*steps, ("from first to last", 0, len(stages) - 1)]:
        place = {"stage": at}
        for name, way in [*reached.items(), ("", everybody)]:
            group = {"gender": name} if name else {}
            row = examples.row(group, way[to], way[entered], place)
            rows.append(replace(row, members=way[0]))
        (one, a), (other, b) = list(ways.items())[:2] if len(ways) > 1 else [("", everybody)] * 2
        if a[entered] and b[entered] and one != other:
            found = selection.compare(a[to], a[entered], b[to], b[entered]).as_dict()
            comparisons.append(
                Comparison(
                    group={"gender": one}, reference={"gender": other}, at=place, results=found
                )
            )
    gaps = [c.results["smallest_detectable_gap"] for c in comparisons]
    given = {
        "measure": "hiring_funnel",
        "title": "Who comes through hiring",
        "window": (date(2025, 1, 1), date(2025, 12, 31)),
        "comparisons": tuple(comparisons),
        "smallest_gap": min((gap for gap in gaps if gap), default=None),
    }
    return examples.exact(rows, **(given | changed))


STAGES = ("applied", "screened", "interviewed", "offered", "hired")


def hiring() -> Exact:
    """Women and men part at the interview: 200 of 500 came through it, and 420 of 700."""
    ways = {"Women": (1000, 500, 200, 80, 60), "Men": (1400, 700, 420, 165, 126)}
    return funnel(STAGES, ways)


def hiring_of_few() -> Exact:
    return funnel(STAGES, {"Women": (31, 14, 6, 2, 1), "Men": (44, 22, 12, 5, 4)})


def nobody_came_so_far() -> Exact:
    ways = {"Women": (120, 30, 0, 0, 0), "Men": (200, 80, 20, 5, 2)}
    return funnel(STAGES, ways)


def hiring_of_eleven() -> Exact:
    ways = {
        f"Group {letter} of the people of the harbour": (
            300 + 40 * i, 150 + 10 * i, 70 + 4 * i, 30 + i, 20 + i,
        )
        for i, letter in enumerate("ABCDEFGHIJ")
    }  # fmt: skip
    name = "Directorate for Interdepartmental Procurement, Logistics and Fleet (South-East)"
    return funnel(STAGES, ways | {name: (900, 450, 100, 40, 30)})


def hiring_of_one_group() -> Exact:
    return funnel(STAGES, {"Women": (1000, 500, 200, 80, 60)})


def hiring_with_hidden_groups() -> Exact:
    ways = {
        "Women": (1000, 500, 200, 80, 60),
        "Men": (1400, 700, 420, 165, 126),
        "Agender": (6, 3, 2, 1, 1),
        "not stated": (8, 4, 2, 1, 0),
    }
    return funnel(STAGES, ways)


def hiring_is_rare() -> Exact:
    stages = ("applied", "seen by a person at the head office in Riverside", "hired")
    return funnel(stages, {"Women": (90_000, 900, 9), "Men": (120_000, 2400, 48)})


def hostile_hiring() -> Exact:
    stages = ("applied", "<b>screened & sorted</b>", "W" * 60)
    names = ("<script>alert('x')</script> & \"quoted\"", "נשים במשמרת לילה", "W" * 60)
    return funnel(stages, {name: (100, 60 - 10 * i, 20) for i, name in enumerate(names)})


FUNNELS = {
    each.__name__: each
    for each in (
        hiring,
        hiring_of_few,
        nobody_came_so_far,
        hiring_of_eleven,
        hiring_of_one_group,
        hiring_with_hidden_groups,
        hiring_is_rare,
        hostile_hiring,
    )
}

# --- the organisation -----------------------------------------------------------------------------


def organised(people: Mapping[str, int], place: str = "unit", **changed: Any) -> Exact:
    """People by unit, each with everybody below it; the directory knows them all."""
    everybody = sum(n for path, n in people.items() if " / " not in path)
    rows = [
        Row(group={}, at={place: path}, n=n, count=n, value=n / everybody, low=None, high=None,
            members=n)
        for path, n in people.items()
    ]  # fmt: skip
    given = {
        "measure": "organisation",
        "title": "The organisation",
        "by": (),
        "window": (date(2025, 12, 31), date(2025, 12, 31)),
        "field_class": "directory",
    }
    return examples.exact(rows, **(given | changed))


def harbour() -> Exact:
    """Three steps down; 20 people of Ports belong to no unit below."""
    return organised(
        {
            "Sea": 700,
            "Sea / Deck": 400,
            "Sea / Deck / Riverside": 250,
            "Sea / Deck / Osterby": 150,
            "Sea / Engines": 300,
            "Ports": 220,
            "Ports / Quays": 120,
            "Ports / Dockyard": 80,
            "Shore": 66,
            "Chief Executive's Office": 14,
        }
    )


def deep() -> Exact:
    path, people = "Holding", {"Holding": 5000}
    for depth in range(1, 7):
        path = f"{path} / Step {depth} of the long way down to the keel"
        people[path] = 5000 - 600 * depth
    return organised(people | {"Yard": 900})


def two_hundred_units() -> Exact:
    people: dict[str, int] = {}
    for i in range(8):
        below = {f"Division {i} / Unit {j:02d}": 3 + (7 * i + 11 * j) % 97 for j in range(24)}
        people[f"Division {i}"] = sum(below.values())
        people |= below
    return organised(people)


def sites() -> Exact:
    towns = {"Riverside": 700, "Saltmarsh Quay": 340, "Osterby": 60, "Norrhaven": 1, "unknown": 12}
    return organised(towns, place="site")


def one_unit() -> Exact:
    return organised({"Ferry company": 31})


def under_one_roof() -> Exact:
    return organised({"Harbour": 90, "Harbour / Sea": 60, "Harbour / Shore": 30})


def nobody_knows_where() -> Exact:
    return organised({"unknown": 44})


def long_unit_names() -> Exact:
    name = "Directorate for Interdepartmental Procurement, Logistics and Fleet (South-East)"
    below = f"{name} / Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte"
    return organised({name: 300, below: 280, "Ports": 100})


def hidden_units() -> Exact:
    """As if the directory did not name units, so that small ones go through the gate."""
    people = {"Sea": 300, "Sea / Deck": 293, "Sea / Bridge": 7, "Shore": 40}
    return organised(people, field_class="hr")


def hostile_units() -> Exact:
    people = {
        "<script>alert('x')</script> & \"quoted\"": 120,
        "<script>alert('x')</script> & \"quoted\" / נשים במשמרת לילה": 60,
        "\u202eevil\u202c null": 40,
        "W" * 90: 30,
        " / ": 20,
    }
    return organised(people)


UNITS = {
    each.__name__: each
    for each in (
        harbour,
        deep,
        two_hundred_units,
        sites,
        one_unit,
        under_one_roof,
        nobody_knows_where,
        long_unit_names,
        hidden_units,
        hostile_units,
    )
}

LEDGERS = {
    each.__name__: each
    for each in (
        women_and_men,
        many_small_flows,
        with_a_small_group,
        eleven_groups,
        a_small_level,
        nothing_moved,
        hardly_anything_moved,
        nobody_on_the_first_day,
        one_group,
        nobody_is_shown,
        hostile_ledger,
    )
}
