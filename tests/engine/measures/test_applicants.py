"""Who applied and what they told, as the gate is given it: counted on paper; and the bench."""

from __future__ import annotations

import numpy as np
import pytest
from engine.disclosure.shown import edition, flow
from engine.kit import ask, dataset, year

from tiebeam.engine.disclosure.answers import Asked, answer
from tiebeam.engine.disclosure.noise import person_keys
from tiebeam.engine.measures.applicants import (
    applicants,
    ids_apart,
    numbers_apart,
    reached,
    secret_of_applicants,
    told_by_all,
)
from tiebeam.engine.measures.asking import CannotMeasure

KEY, NOISE_KEY = bytes(range(32)), bytes(range(1, 33))
STAGES = ("applied", "invited", "hired")
STAFF = """
    person  begins      ends        level
    ada     2021-03-01  2024-01-01  1
    ben     2021-03-01  2024-01-01  1
    cid     2021-06-01  2024-01-01  1
    dov     2019-01-01  2024-01-01  1
    eli     2021-06-01  2024-01-01  1
"""
#: Of Eli, nobody here knows it; Ben left it blank when he applied.
PEOPLE = """
    person  gender
    ada     Women
    ben     Men
    cid     Women
    dov     Men
    eli     -
"""
APPLICATIONS = """
    application  person  gender  applied     invited     hired
    a1           ada     Women   2021-01-10  2021-02-01  2021-03-01
    a2           ada     Women   2021-01-11  -           -
    a3           -       Women   2021-12-31  -           -
    a4           ben     -       2021-01-01  -           2021-03-01
    a5           cid     Men     2021-02-01  2021-02-20  2021-06-01
    a6           -       Men     2021-03-01  2021-03-09  -
    a7           dov     Men     2021-04-01  2021-04-09  -
    a8           -       Men     2020-12-31  2021-01-20  -
    a9           -       Women   2021-11-01  2022-06-30  2022-07-01
    a10          eli     Women   2021-02-01  2021-02-20  2021-06-01
"""


def applied(rows=APPLICATIONS, **more):
    return dataset(
        spells=STAFF, people=PEOPLE, applications=rows, stages=STAGES, has=["hired"], **more
    )


def roster(data=None):
    return applicants(data or applied(), year(2021), key=KEY)


def told(data=None, values=("Women", "Men")):
    data = data or applied()
    return secret_of_applicants(
        data, roster(data), factors=["gender"], values=values, key=NOISE_KEY, roster_key=KEY
    )


def said(data=None):
    data = data or applied()
    found = told(data)
    return {
        who: [value for value, has in zip(found.values, row, strict=True) if has]
        for who, row in zip(roster(data).ids, found.has, strict=True)
    }


def test_everybody_is_there_once_with_the_furthest_stage_that_was_decided_in_time():
    found = roster()
    cells = found.population.cells(("stage",))

    # The application of November came to a hire, but only after half a year.
    assert {
        stage: sorted(found.ids[place].split("\x1f")[-1] for place in places)
        for (stage,), places in cells.items()
    } == {
        "applied": ["a3", "a6", "a9", "ada", "ben", "cid", "dov", "eli"],
        "invited": ["a6", "a9", "ada", "ben", "cid", "dov", "eli"],
        "hired": ["ada", "ben", "cid", "eli"],
    }
    assert reached(applied(), year(2021)) == (8, 7, 4)


def test_whoever_works_here_has_one_number_as_applicant_and_as_colleague():
    found = roster()

    assert found.population.people[found.ids.index("ada")] == person_keys(KEY, ["ada"])[0]


def test_what_is_known_of_a_colleague_counts_and_of_others_what_they_said_when_applying():
    found = said()

    # Cid has said something else since.
    assert (found["ada"], found["cid"], found["dov"]) == (["Women"], ["Women"], ["Men"])
    assert found["application\x1fa6"] == ["Men"]


def test_whoever_left_it_blank_when_applying_counts_for_nothing_also_if_it_is_known_later():
    assert said()["ben"] == []


def test_of_whom_a_funnel_counts_something_else_than_other_tables_stands_apart():
    data = applied()
    found, secret = roster(data), told(data)
    real = dict(zip(found.ids, found.population.people.tolist(), strict=True))
    known_as = dict(zip(found.ids, secret.known_as.tolist(), strict=True))

    assert {who for who in real if real[who] != known_as[who]} == {"ben", "eli"}
    assert set(numbers_apart(data, ["gender"], KEY)) == {real["ben"], real["eli"]}
    assert said(data)["eli"] == ["Women"]


def test_those_who_hold_the_data_can_say_what_each_number_of_an_attack_told():
    data = applied()
    apart = sorted(ids_apart(data, ["gender"], KEY).values())
    ids = ["ada", "ben", "eli", "application\x1fa6", *apart]

    assert [list(each) for each in told_by_all(data, ids, ["gender"])] == [
        ["Women"], ["Men"], ["unknown"], ["Men"], [], ["Women"],
    ]  # fmt: skip


def test_an_attribute_that_applicants_were_not_asked_is_refused():
    without = applied(APPLICATIONS.replace("gender", "source"))

    with pytest.raises(CannotMeasure, match="which the applications do not say of everybody"):
        told(without)


def test_an_application_without_any_id_is_a_person_of_its_own():
    rows = APPLICATIONS.replace("application  person", "posting      person")

    assert reached(applied(rows), year(2021)) == (8, 7, 4)


# --- beside the exact measure ---------------------------------------------------------------------


def many(number=600):
    """Each applied once and told the same always: so people are applications."""
    random = np.random.default_rng(5)
    rows, women = ["application  person  gender  applied     invited     hired"], 0
    for one in range(number):
        gender = "Women" if random.random() < 0.4 else "Men"
        women += gender == "Women"
        invited = "2021-02-01" if random.random() < 0.5 else "-"
        hired = "2021-03-01" if invited != "-" and random.random() < 0.5 else "-"
        rows.append(f"b{one}  -  {gender}  2021-01-10  {invited}  {hired}")
    return applied("\n".join(f"    {each}" for each in rows))


def test_without_noise_a_funnel_says_what_the_exact_measure_says():
    data = many()
    found, secret = roster(data), told(data, values=("Women",))
    lines = [
        flow("applied", float(secret.has[places, 0].sum()), len(places), {"stage": stage},
             window=year(2021), band=0.0)
        for (stage,), places in found.population.cells(("stage",)).items()
    ]  # fmt: skip

    released = answer(
        [edition(*lines)],
        Asked(measure="hiring_funnel", title="", attributes=("gender",), window=year(2021),
              stages=STAGES),
    )  # fmt: skip

    exact = ask(data, "hiring_funnel", by=["gender"], over=year(2021))
    assert counted(released) == counted(exact)
    assert len(counted(exact)) == 9


def counted(figure):
    """Every row, those who are not women under one name."""
    called = {"Men": "everybody else"}
    return {
        (called.get(group := row.group.get("gender", "all"), group), row.at["stage"]): (
            row.count, row.n, row.value
        )
        for row in figure.rows
    }  # fmt: skip
