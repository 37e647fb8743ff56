"""The labels of the unseen handbooks: they say where a clause stands, and they say it truly."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

UNSEEN = Path(__file__).parent / "unseen"
HALVES = ("tune", "hold")
CHECKS = {
    "parental_leave", "waiting_period", "clawback", "scope", "discretion", "interaction_penalty",
    "promotion_gate", "pay_setting", "pay_transparency", "homophily_hiring", "hiring_step",
    "performance_review", "escalation_route", "independence", "anti_retaliation",
    "reporting_channel", "burden_on_target", "holiday_calendar", "flexible_work", "accommodation",
    "family_definition", "pregnancy_loss", "caring", "transition", "menopause", "unilateral_change",
    "contradiction", "inherited_text", "dead_reference", "outdated_term",
}  # fmt: skip
COLUMNS = ["id", "handbook", "half", "file", "quote", "check", "effect", "who", "parameters",
           "expected"]  # fmt: skip

Label = dict[str, str]


def labels() -> list[Label]:
    with (UNSEEN / "labels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parameters(label: Label) -> dict[str, str]:
    """What a label says of its clause, by name."""
    pairs = (each.partition("=") for each in label["parameters"].split(";") if each)
    return {name: value for name, _, value in pairs}


def text_of(file: str) -> str:
    return (UNSEEN / file).read_text(encoding="utf-8")


LABELS = labels()
FOUND = [label for label in LABELS if label["expected"] == "found"]
LEFT_ALONE = [label for label in LABELS if label["expected"] == "no_flag"]


def test_every_label_has_its_own_number_and_all_columns():
    assert list(LABELS[0]) == COLUMNS
    assert [label["id"] for label in LABELS] == [str(n) for n in range(1, len(LABELS) + 1)]
    assert [label for label in LABELS if None in label or None in label.values()] == []


def test_every_quote_stands_exactly_once_in_its_file():
    wrong = [each["id"] for each in LABELS if text_of(each["file"]).count(each["quote"]) != 1]

    assert wrong == []


def test_every_file_lies_in_the_half_and_the_handbook_of_its_label():
    wrong = [
        each["id"]
        for each in LABELS
        if each["file"].split("/")[:2] != [each["half"], each["handbook"]]
    ]

    assert wrong == []
    assert {label["half"] for label in LABELS} == set(HALVES)


def test_each_half_has_four_handbooks_of_four_to_six_files():
    for half in HALVES:
        files = Counter(path.parent.name for path in (UNSEEN / half).glob("*/*.md"))

        assert len(files) == 4
        assert set(files.values()) <= {4, 5, 6}


def test_every_file_has_a_label():
    files = {path.relative_to(UNSEEN).as_posix() for path in UNSEEN.glob("*/*/*.md")}

    assert files - {label["file"] for label in LABELS} == set()


def test_every_label_names_a_check_of_the_table():
    assert {label["check"] for label in LABELS} <= CHECKS
    assert len(FOUND) + len(LEFT_ALONE) == len(LABELS)


def test_a_clause_to_be_found_says_whom_it_helps_or_hinders_and_a_harmless_one_does_not():
    assert {label["effect"] for label in FOUND} == {"helps", "hinders", "mixed"}
    assert {label["effect"] for label in LEFT_ALONE} == {""}
    assert [label["id"] for label in LABELS if not label["who"]] == []


def test_no_clause_is_labelled_twice_for_one_check():
    counted = Counter((each["file"], each["quote"], each["check"]) for each in LABELS)

    assert [key for key, times in counted.items() if times > 1] == []


@pytest.mark.parametrize(("check", "half"), list(product(sorted(CHECKS), HALVES)))
def test_each_check_has_at_least_three_clauses_in_each_half(check: str, half: str):
    assert sum((each["check"], each["half"]) == (check, half) for each in FOUND) >= 3


def test_each_handbook_has_at_least_four_harmless_sentences():
    counted = Counter(label["handbook"] for label in LEFT_ALONE)

    assert len(counted) == 8
    assert min(counted.values()) >= 4


def test_every_contradiction_names_the_other_sentence_where_it_stands():
    for label in FOUND:
        if label["check"] == "contradiction":
            said = parameters(label)

            assert text_of(said["other_file"]).count(said["other_quote"]) == 1, label["id"]
            assert said["other_file"].split("/")[1] == label["handbook"], label["id"]


def test_every_parameter_has_a_name_and_a_value():
    wrong = [
        each["id"]
        for each in LABELS
        if each["parameters"]
        and any("=" not in pair or pair.endswith("=") for pair in each["parameters"].split(";"))
    ]

    assert wrong == []
