"""What is known of each person: said by themselves, on file, or not known."""

from __future__ import annotations

import pytest
from workbench.reading import PEOPLE, SNAPSHOTS, messages, opened, people, table

SOURCED = (
    SNAPSHOTS
    + """
    [workforce.attributes.gender]
    column = "gender"
    source_column = "from"
    not_stated = ["-said-nothing-"]
    values = { W = "Women", M = "Men" }
"""
)


def described(tmp_path, text: str):
    return opened(tmp_path, table(text), mapping=SOURCED)


def test_what_people_say_of_themselves_comes_before_what_is_on_file(tmp_path):
    with described(
        tmp_path,
        """
        id  year  grade  pay  manager  gender  from
        1   2015  -      -    -        W       self-described
        1   2016  -      -    -        M       recorded
        2   2015  -      -    -        M       recorded
        2   2016  -      -    -        W       recorded
        3   2015  -      -    -        M       Self-Reported
        3   2016  -      -    -        W       self
        4   2015  -      -    -        -       self
        4   2016  -      -    -        M       -
    """,
    ) as bench:
        assert people(bench, "gender", "gender source") == {
            "1": ("Women", "self-described"),
            "2": ("Women", "recorded"),  # the latest
            "3": ("Women", "self-described"),
            "4": ("Men", "recorded"),  # nothing stated beats nothing
        }


def test_what_somebody_else_observed_counts_as_unknown(tmp_path):
    with described(
        tmp_path,
        """
        id  year  grade  pay  manager  gender  from
        1   2015  -      -    -        W       observed
        2   2015  -      -    -        W       recorded
        2   2016  -      -    -        M       observed
    """,
    ) as bench:
        assert people(bench, "gender") == {"1": "unknown", "2": "Women"}


def test_unknown_and_not_stated_are_groups_of_their_own(tmp_path):
    with described(
        tmp_path,
        """
        id  year  grade  pay  manager  gender          from
        1   2015  -      -    -        -               -
        2   2015  -      -    -        -said-nothing-  self
        3   2015  -      -    -        X               self
        4   2015  -      -    -        W               self
    """,
    ) as bench:
        assert people(bench, "gender") == {
            "1": "unknown", "2": "not stated", "3": "X", "4": "Women",
        }  # fmt: skip
        assert bench.dataset.people_count == 4


def test_an_answer_that_changed_is_pointed_out_and_counted_in_people(tmp_path):
    with described(
        tmp_path,
        """
        id  year  grade  pay  manager  gender  from
        1   2015  -      -    -        W       self
        1   2016  -      -    -        M       self
        1   2017  -      -    -        W       self
        2   2015  -      -    -        W       self
        2   2016  -      -    -        -       self
    """,
    ) as bench:
        assert messages(bench) == [
            "mended: gender: a described attribute that differs between rows of one person ()"
        ]
        assert bench.dataset.problems[0].count == 1


@pytest.mark.parametrize("source", ["self-described", "recorded", "observed"])
def test_one_source_may_hold_for_the_whole_column(tmp_path, source):
    mapping = PEOPLE.replace("self-described", source)
    content = (
        "id,hired,left,grade,pay,site,manager,gender\n1,2015-01-01,,,,,,W\n2,2015-01-01,,,,,,\n"
    )

    with opened(tmp_path, content, mapping=mapping) as bench:
        found = people(bench, "gender", "gender source")
    assert found["2"] == ("unknown", "")
    assert found["1"] == (("unknown", "") if source == "observed" else ("W", source))


def test_several_answers_are_one_group_in_whatever_order_they_stand(tmp_path):
    mapping = PEOPLE.replace(
        'source = "self', 'several = ";"\n    not_stated = ["No"]\n'
        '    values = { B = "Black" }\n    source = "self'
    )  # fmt: skip
    cells = ["Irish; B", "B;Irish", "Black ;Irish;B", ";Irish;", ";", "Irish;No", " ", "B"]
    content = "id,hired,left,grade,pay,site,manager,gender\n" + "".join(
        f"{n},2015-01-01,,,,,,{cell}\n" for n, cell in enumerate(cells)
    )

    with opened(tmp_path, content, mapping=mapping) as bench:
        assert list(dict(sorted(people(bench, "gender").items())).values()) == [
            "Black + Irish", "Black + Irish", "Black + Irish", "Irish", "unknown", "not stated",
            "unknown", "Black",
        ]  # fmt: skip


def test_two_answers_in_one_period_always_give_the_same_one(tmp_path):
    lines = "".join(f"{n},2015,,{n % 3},,{'WM'[(n + k) % 2]},self\n"
                    for k in range(2) for n in range(3000))  # fmt: skip
    content = "id,year,grade,pay,manager,gender,from\n" + lines

    found = []
    for _ in range(2):
        with opened(tmp_path, content, mapping=SOURCED) as bench:
            found.append(people(bench, "gender"))
    assert found[0] == found[1]


def test_the_date_of_birth_is_one_per_person(tmp_path):
    mapping = SNAPSHOTS.replace('pay = "pay"', 'pay = "pay"\n    born = "born"')
    with opened(tmp_path, table("""
        id  year  grade  pay  manager  born
        1   2015  -      -    -        -
        1   2016  -      -    -        1980
        2   2015  -      -    -        1979-05-06
    """), mapping=mapping) as bench:  # fmt: skip
        assert {who: day.year for who, day in people(bench, "born").items()} == {
            "1": 1980, "2": 1979,
        }  # fmt: skip
