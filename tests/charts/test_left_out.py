"""What figures of who was left out say: beside the labour market, in ratings and in raises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from charts import examples
from charts.drawn import circles_in, outside, overlapping, words_in

from tiebeam import charts
from tiebeam.engine.disclosure import Comparison, Exact, Hidden, Row, release
from tiebeam.engine.stats import selection
from tiebeam.engine.stats.availability import against_availability
from tiebeam.engine.stats.strata import mantel_haenszel

Held = dict[str, tuple[int, float]]


def market(
    places: dict[str, tuple[int, Held]], measure: str = "hires_against_market", **changed: Any
) -> Exact:
    """Per occupation its people, and of each group how many there are and its market share."""
    rows, compared = [], []
    for occupation, (n, held) in places.items():
        at = {"occupation": occupation}
        rows.append(examples.row({}, n, n, at))
        for name, (count, share) in held.items():
            low, high = examples.wilson(count, n)
            rows.append(Row(group={"gender": name}, at=at, n=n, count=count, value=count / n,
                            low=low, high=high, members=count))  # fmt: skip
            if 0 < share < 1:
                found = against_availability(in_group=count, people=n, available=share)
                compared.append(
                    Comparison(
                        group={"gender": name},
                        reference={"labour market": occupation},
                        at=at,
                        results={**found.as_dict(), "smallest_detectable_gap": 0.06},
                    )
                )
    given = {"measure": measure, "title": "Who is hired, beside the labour market",
             "comparisons": tuple(compared), "smallest_gap": 0.01}  # fmt: skip
    return examples.exact(rows, **(given | changed))


def promotions(
    strata: dict[int, dict[str, tuple[int, int]]], by: str = "gender", **changed: Any
) -> Exact:
    """Of each rating how many of two groups rose, and how many they are; and of all together."""
    (one, other) = next(iter(strata.values()))
    together = {
        name: tuple(sum(groups[name][i] for groups in strata.values()) for i in (0, 1))
        for name in (one, other)
    }
    rows, compared = [], []
    for rating, groups in [*strata.items(), ("all", together)]:
        at: dict[str, str | int] = {"rating": rating}
        for name, (count, n) in groups.items():
            rows.append(examples.row({by: name}, count, n, at))
        results = selection.compare(*groups[one], *groups[other]).as_dict()
        if rating == "all":
            tables = [(*groups[one], *groups[other]) for groups in strata.values()]
            results["at_equal_rating"] = mantel_haenszel(tables).as_dict()
        compared.append(Comparison(group={by: one}, reference={by: other}, at=at, results=results))
    given = {"measure": "promotion_by_rating", "title": "What a rating does to promotion",
             "comparisons": tuple(compared), "by": (by,), "smallest_gap": 0.02}  # fmt: skip
    return examples.exact(changed.pop("rows", rows), **(given | changed))


HIRES = {"all": (800, {"Women": (260, 0.46), "Men": (540, 0.54)})}
JOBS = {
    "Clerk": (100, {"Women": (45, 0.46), "Men": (55, 0.54)}),
    "Cook": (60, {"Women": (12, 0.5), "Men": (48, 0.5)}),
    "all": (160, {"Women": (57, 0.48), "Men": (103, 0.52)}),
}
APART = {
    3: {"Women": (24, 389), "Men": (92, 735)},
    4: {"Women": (15, 157), "Men": (31, 256)},
}
ALIKE = {
    3: {"Women": (30, 300), "Men": (40, 400)},
    5: {"Women": (10, 40), "Men": (100, 400)},
}


# --- the labour market ----------------------------------------------------------------------------


def test_a_group_short_of_its_share_is_told_in_people():
    assert charts.finding(market(HIRES)) == (
        "Of the 800 people hired, 260 are women; their share of the labour market would make it "
        "368; chance alone would rarely do this."
    )


def test_applications_are_by_people():
    said = charts.finding(market(HIRES, "applicants_against_market"))

    assert said.startswith("Of the 800 applications, 260 are by women;")


def test_of_several_occupations_the_one_furthest_from_its_share_is_told():
    # Cook: 12 of 60 at one half, 4.6 standard deviations; all together 57 of 160 at .48, 3.1.
    assert charts.finding(market(JOBS)) == (
        "Of the 60 people hired as “Cook”, 12 are women; their share of the labour market would "
        "make it 30; chance alone would rarely do this."
    )


def test_nobody_is_none_and_small_expectations_keep_a_digit():
    few = {"all": (40, {"Women": (0, 0.11), "Men": (40, 0.89)})}

    said = charts.finding(market(few))

    assert "none are women; their share of the labour market would make it 4.4" in said


@pytest.mark.parametrize(("count", "end"), [
    (440, "chance may explain it."), (260, "chance alone would rarely do this."),
])  # fmt: skip
def test_chance_has_its_word(count, end):
    held = {"all": (800, {"Women": (count, 0.54), "Men": (800 - count, 0.46)})}

    assert charts.finding(market(held)).endswith(end)


def test_among_many_occupations_one_in_twenty_is_no_finding():
    even = {f"Job {n}": (100, {"Women": (50, 0.5), "Men": (50, 0.5)}) for n in range(9)}

    # 39 of 100 at one half: p .035, which of twenty comparisons one or two will have by chance.
    said = charts.finding(market({**even, "Cook": (100, {"Women": (39, 0.5), "Men": (61, 0.5)})}))

    assert said.startswith("Of the 100 people hired as “Cook”, 39 are women;")
    assert said.endswith("among so many comparisons, chance may explain it.")


def test_what_could_not_be_seen_is_that_of_the_group_told():
    said = charts.description(market(HIRES))

    assert said.endswith("With this many people, a gap below 6 in 100 could go unseen.")


def test_where_nothing_is_compared_the_shares_are_told():
    figure = market({"all": (800, {"Women": (260, 0), "Men": (540, 1)})})

    assert (
        charts.finding(figure)
        == "Of the 800 people hired, 68 in 100 are men and 32 in 100 are women."
    )


def test_where_all_groups_are_hidden_the_whole_is_told():
    few = {"all": (14, {"Women": (6, 0.46), "Men": (8, 0.54)})}

    assert charts.finding(release(market(few))) == "There were 14 people hired."


def test_the_table_has_the_share_of_the_labour_market_beside_each_group():
    lines = charts.bench_table_text(market(HIRES)).splitlines()

    assert lines[3].split()[-2:] == ["Labour", "market"]
    women = next(line for line in lines if "Women" in line)
    assert women.startswith("All occupations")
    assert women.split()[-2:] == ["46", "%"] or women.split()[-1] == "46\u00a0%"
    assert next(line for line in lines if "everybody" in line).endswith("–")


@pytest.mark.parametrize("width", ["wide", "narrow", "print"])
def test_the_picture_has_an_upright_line_at_each_share_and_nothing_stands_on_another(width):
    drawn = charts.svg(release(market(JOBS)), width=width)

    said = " ".join(each.text for each in words_in(drawn))
    assert "Upright line: the group" in said
    assert outside(drawn) == []
    assert overlapping(drawn) == []
    assert circles_in(drawn) == 6


def shares_marked(figure: Exact) -> list[float]:
    spec = charts.picture(release(figure), theme="light")
    (layer,) = [each for each in spec["layer"] if each["name"] == "everybody"]
    return [each["value"] for each in layer["data"]["values"]]


def test_each_group_has_its_own_share_marked():
    assert shares_marked(market(HIRES)) == [0.46, 0.54]


def test_a_share_beyond_all_figures_is_inside_the_picture():
    figure = market({"all": (200, {"Women": (10, 0.9), "Men": (190, 0.1)})})

    drawn = charts.svg(release(figure), width="narrow")

    assert shares_marked(figure) == [0.9, 0.1]
    assert outside(drawn) == []


# --- ratings --------------------------------------------------------------------------------------


def ratings(groups: dict[str, Sequence[int]]) -> Exact:
    rows = []
    for place, rating in enumerate((3, 4, 5)):
        for name, counts in groups.items():
            rows.append(
                examples.row({"gender": name}, counts[place], sum(counts), {"rating": rating})
            )
    return examples.exact(rows, measure="rating_share", title="Who is rated how")


def test_a_rating_is_something_that_people_were_given():
    figure = ratings({"Women": (500, 300, 50), "Men": (500, 300, 200)})

    assert charts.finding(figure).startswith("6 in 100 women were rated 5, and 20 in 100 men;")


def test_promotions_over_all_ratings_come_first_and_what_is_left_at_equal_rating_after():
    # Mantel-Haenszel: ((24*735 - 92*389) / 1124 + (15*256 - 31*157) / 413) / (389*735 / 1124 +
    # 157*256 / 413) = -18.63 / 351.69 = -5.3 points.
    assert charts.description(promotions(APART)).startswith(
        "7 in 100 women were promoted in the year after their rating, and 12 in 100 men; "
        "chance alone would rarely do this. At equal rating, a gap between women and men remains, "
        "of 5.3 points ("
    )


def test_a_gap_that_the_ratings_make_is_gone_at_equal_rating():
    said = charts.description(promotions(ALIKE))

    assert "11.8" not in said
    assert (
        "At equal rating, chance may explain what is left of a gap between women and men." in said
    )


def test_of_few_people_the_gap_that_remains_has_no_points():
    few = {3: {"Women": (1, 40), "Men": (30, 60)}}

    assert "a gap between women and men remains. " in charts.description(promotions(few))


def test_beside_everybody_else_the_sentence_at_equal_rating_says_so():
    figure = promotions(APART)
    compared = tuple(
        Comparison(group=c.group, reference={"everybody": "else"}, at=c.at, results=c.results)
        for c in figure.comparisons
    )
    figure = promotions(APART, comparisons=compared)

    assert "a gap between women and everybody else remains" in charts.description(figure)


def test_where_nothing_is_known_at_equal_rating_nothing_is_said():
    figure = promotions(APART)
    compared = tuple(
        Comparison(group=c.group, reference=c.reference, at=c.at,
                   results={**c.results, "at_equal_rating": None})
        for c in figure.comparisons
    )  # fmt: skip

    assert "equal rating" not in charts.description(promotions(APART, comparisons=compared))


def test_without_a_row_of_all_ratings_the_widest_single_one_is_told():
    figure = promotions(APART)
    rows = [row for row in figure.rows if row.at != {"rating": "all"}]
    compared = [each for each in figure.comparisons if each.at != {"rating": "all"}]
    figure = promotions(APART, rows=tuple(rows), comparisons=tuple(compared))

    assert charts.finding(figure).startswith(
        "Of those rated 3, 6 in 100 women were promoted in the year after, and 13 in 100 men;"
    )


@pytest.mark.parametrize(("rating", "words"), [
    (2, "women of those rated 2"), ("all", "women whatever the rating"),
])  # fmt: skip
def test_a_hidden_rating_is_named_as_one(rating, words):
    hidden = Hidden(group={"gender": "Women"}, at={"rating": rating}, why="fewer than 10 people")

    said = charts.description(promotions(APART, hidden=(hidden,)))

    assert f"Hidden: {words} (fewer than 10 people)." in said


@pytest.mark.parametrize(("rating", "heading"), [
    (3, "Rating 3"), ("3.5", "Rating 3.5"), ("all", "All ratings"),
])  # fmt: skip
def test_ratings_head_their_places(rating, heading):
    figure = examples.exact(
        [examples.row({"gender": "Women"}, 20, 100, {"rating": rating})], measure="rating_share"
    )

    assert f"\n{heading}  " in charts.bench_table_text(figure)


# --- raises ---------------------------------------------------------------------------------------


def raises(groups: dict[str, tuple[float, int]], spread: float = 0.06) -> Exact:
    rows = [
        examples.pay({"gender": name} if name else {}, "median", value, spread, n)
        for name, (value, n) in groups.items()
    ]
    return examples.exact(
        rows, measure="raise_size", unit="percent", title="How large raises are", smallest_gap=0.75
    )


def test_who_got_a_raise_is_told_as_that():
    rows = [
        examples.row({"parental_leave": "yes"}, 37, 59),
        examples.row({"parental_leave": "no"}, 2294, 2297),
    ]
    figure = examples.exact(rows, measure="raise_rate", by=("parental_leave",))

    assert charts.finding(figure).startswith(
        "37 of 59 people whose parental leave is yes got a raise, and 2,294 of 2,297 people"
    )


def test_raises_are_in_percent_to_the_digit_that_their_bands_carry():
    fine = charts.finding(raises({"Women": (3.27, 689), "Men": (3.41, 1351)}))
    rough = charts.finding(raises({"Women": (3.27, 689), "Men": (4.41, 1351)}, spread=0.5))

    assert fine.startswith("The median raise of women was 3.27\u00a0% and of men 3.41\u00a0%")
    assert rough.startswith("The median raise of women was 3.3\u00a0% and of men 4.4\u00a0%")


def test_the_same_raise_is_told_once():
    said = charts.finding(raises({"Women": (3.3, 689), "Men": (3.3, 1351)}))

    assert said == "Women and men had the same median raise, 3.30\u00a0%."


def test_everybodys_raise_alone_is_told_with_its_band():
    said = charts.finding(raises({"": (3.3, 900)}))

    assert said == ("The median raise of people was 3.30\u00a0%; the band is 3.24 to 3.36\u00a0%.")


def test_the_table_of_raises_is_of_medians():
    text = charts.bench_table_text(raises({"Women": (3.27, 689), "Men": (3.41, 1351)}))

    assert "Median" in text
    assert "3.27\u00a0%" in text
    assert "689 people" in text


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize(
    "figure",
    [raises({"Women": (3.27, 689), "Men": (3.41, 1351), "": (3.3, 2040)}), promotions(APART),
     ratings({"Women": (500, 300, 50), "Men": (500, 300, 200)})],
    ids=["raises", "promotions", "ratings"],
)  # fmt: skip
def test_they_are_drawn_without_clipping_or_overlap(figure, width):
    drawn = charts.svg(release(figure), width=width, theme="light")

    assert outside(drawn) == []
    assert overlapping(drawn) == []


def test_who_is_promoted_less_than_everybody_is_marked_as_hurt():
    figure = promotions(APART)
    everybody = examples.row({}, 162, 1537, {"rating": "all"})
    figure = promotions(APART, rows=(*figure.rows, everybody))

    spec = charts.picture(release(figure), theme="light")

    (dots,) = [each for each in spec["layer"] if each["name"] == "dots"]
    colours = {
        each["group"]: each["colour"]
        for each in dots["data"]["values"]
        if each["place"] == "All ratings"
    }
    assert colours["Women"] != colours["Men"]
