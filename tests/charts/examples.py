"""Figures that look like those of real employers, made by hand for the tests of the pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tiebeam.engine.disclosure import Exact, Row

YEAR_2016 = (date(2016, 1, 1), date(2016, 12, 31))


def wilson(count: int, n: float) -> tuple[float, float]:
    z, share = 1.96, count / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def row(
    group: Mapping[str, str], count: int, n: int, at: Mapping[str, str | int] | None = None
) -> Row:
    low, high = wilson(count, n) if n else (None, None)
    value = count / n if n else None
    members = n if not group else max(count, n)
    return Row(
        group=group, at=at or {}, n=n, count=count, value=value, low=low, high=high, members=members
    )


def pay(group: Mapping[str, str], statistic: str, value: float, spread: float, n: int) -> Row:
    return Row(
        group=group,
        at={"statistic": statistic},
        n=n,
        count=None,
        value=value,
        low=value - spread,
        high=value + spread,
        members=n,
    )


def exact(rows: Sequence[Row], **changed: Any) -> Exact:
    given: dict[str, Any] = {
        "measure": "promotion_rate",
        "title": "Promoted within the year",
        "unit": "share",
        "by": ("gender",),
        "window": YEAR_2016,
        "rows": tuple(rows),
        "field_class": "hr",
    }
    return Exact(**(given | changed))


def federal_promotions() -> Exact:
    """Six large groups, one level: nearly 160,000 people."""
    counted = [
        ("White", "Men", 684, 66_435),
        ("Black", "Men", 125, 27_873),
        ("Hispanic", "Men", 178, 25_076),
        ("White", "Women", 117, 17_552),
        ("Black", "Women", 50, 14_773),
        ("Hispanic", "Women", 30, 6_386),
    ]
    rows = [row({"gender": g, "race": r}, count, n, {"level": 1}) for r, g, count, n in counted]
    total = row({}, sum(c for *_, c, _ in counted), sum(n for *_, n in counted), {"level": 1})
    return exact(
        [*rows, total],
        by=("gender", "race"),
        title="Promoted from level 1 within the year",
        smallest_gap=0.0021,
    )


def small_employer() -> Exact:
    """300 people: wide bands, and groups too small for a percentage."""
    counted = [("Women", 9, 131), ("Men", 19, 138), ("Non-binary people", 5, 31)]
    rows = [row({"gender": g}, count, n, {"level": 1}) for g, count, n in counted]
    return exact([*rows, row({}, 33, 300, {"level": 1})], smallest_gap=0.16)


def with_hidden_groups() -> Exact:
    """Leavers by ethnicity, two groups too small to show."""
    counted = [
        ("Asian", 22, 140),
        ("Black", 31, 122),
        ("White", 61, 610),
        ("Mixed", 6, 34),
        ("Roma", 3, 7),
        ("Not stated", 1, 6),
    ]
    rows = [row({"ethnicity": g}, count, n, {"reason": "voluntary"}) for g, count, n in counted]
    rows.append(row({}, 124, 919, {"reason": "voluntary"}))
    return exact(rows, measure="exit_rate", title="Left of their own accord", by=("ethnicity",))


def levels_and_groups() -> Exact:
    """Four levels, five groups each."""
    by_level = {
        1: [(54, 402), (71, 388), (9, 88), (14, 131), (3, 36)],
        2: [(31, 240), (52, 301), (5, 51), (6, 72), (2, 21)],
        3: [(11, 120), (34, 214), (2, 24), (2, 31), (1, 12)],
        4: [(4, 49), (16, 130), (1, 11), (0, 14), (0, 4)],
    }
    names = ["White women", "White men", "Asian people", "Black people", "Not stated"]
    rows = []
    for level, counted in by_level.items():
        at = {"level": level}
        rows += [row({"group": name}, *each, at) for name, each in zip(names, counted, strict=True)]
        rows.append(row({}, sum(c for c, _ in counted), sum(n for _, n in counted), at))
    return exact(rows, by=("group",), title="Promoted to the next level", smallest_gap=0.09)


def pay_medians() -> Exact:
    counted = [
        ("Women", 41_200, 520, 684),
        ("Men", 44_900, 610, 742),
        ("Not stated", 42_300, 1900, 61),
    ]
    rows = [pay({"gender": g}, "median", value, spread, n) for g, value, spread, n in counted]
    rows.append(pay({}, "median", 43_050, 410, 1487))
    means = [
        ("Women", 44_150, 700, 684),
        ("Men", 50_300, 900, 742),
        ("Not stated", 45_000, 2500, 61),
    ]
    rows += [pay({"gender": g}, "mean", value, spread, n) for g, value, spread, n in means]
    return exact(rows, measure="pay_gap", unit="EUR", title="Pay for a full-time year")


def headcount() -> Exact:
    """Who stands at each level, as shares of the level."""
    rows = []
    for level, (women, men, unstated) in {
        1: (612, 388, 41),
        2: (301, 340, 22),
        3: (98, 214, 12),
        4: (31, 118, 10),
    }.items():
        n, at = women + men + unstated, {"level": level}
        for name, count in (("Women", women), ("Men", men), ("Not stated", unstated)):
            rows.append(row({"gender": name}, count, n, at))
        rows.append(row({}, n, n, at))
    return exact(rows, measure="headcount_share", title="Who stands at each level")


def top_and_bottom() -> Exact:
    rows = []
    counted = {
        "top": [("Women", 71, 296), ("Men", 225, 296)],
        "bottom": [("Women", 412, 663), ("Men", 251, 663)],
    }
    for end, groups in counted.items():
        rows += [row({"gender": g}, count, n, {"end": end}) for g, count, n in groups]
    return exact(rows, measure="top_share", title="At the top and at the bottom")


def leavers_per_person_year() -> Exact:
    rows = [
        Row(
            group={"gender": "Women"},
            at={},
            n=612.4,
            count=98,
            value=0.16,
            low=0.13,
            high=0.195,
            members=640,
        ),
        Row(
            group={"gender": "Men"},
            at={},
            n=701.9,
            count=77,
            value=0.1097,
            low=0.0866,
            high=0.1371,
            members=720,
        ),
        Row(
            group={}, at={}, n=1314.3, count=175, value=0.1332, low=0.114, high=0.154, members=1360
        ),
    ]
    return exact(
        rows,
        measure="exit_rate",
        unit="per person-year",
        title="Left",
        window=(date(2014, 1, 1), date(2016, 6, 30)),
    )


def hostile() -> Exact:
    """Labels that try to break out of the picture, or simply do not fit."""
    names = [
        "<script>alert('x')</script> & \"quoted\"",
        "Directorate for Interdepartmental Procurement, Logistics, Facilities and Fleet Operations "
        "(South-East Region, Night Shift, Temporary Contracts)",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "נשים במשמרת לילה",
        "العاملات في الوردية الليلية",
        "👩🏿‍🔧👩🏿‍🔧 Engineers 🏳️‍🌈",
        "製造部門の女性従業員と契約社員と派遣社員の合計人数についての区分",
        "\u202eevil\u202c null",
        "W" * 60,
    ]
    rows = [row({"unit": name}, 20 + i, 200 + 10 * i) for i, name in enumerate(names)]
    return exact(
        [*rows, row({}, 216, 2_160)], by=("unit",), title="Promoted " + "very " * 40 + "often"
    )


def sixty_units() -> Exact:
    rows = [
        row({"unit": f"Unit {i:02d}"}, 8 + (i * 7) % 23, 110 + (i * 13) % 90) for i in range(60)
    ]
    return exact([*rows, row({}, 1200, 9_300)], by=("unit",), measure="exit_rate", title="Left")


ALL = {
    each.__name__: each
    for each in (
        federal_promotions,
        small_employer,
        with_hidden_groups,
        levels_and_groups,
        pay_medians,
        headcount,
        top_and_bottom,
        leavers_per_person_year,
        hostile,
        sixty_units,
    )
}
