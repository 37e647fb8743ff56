"""Merging: every category that is shown is large, and so is whatever remains of a total."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.disclosure.merging import Category, Merged, TreeGoesRound, merged
from tiebeam.engine.disclosure.threshold import CannotBeLoosened
from tiebeam.engine.stats.counts import ImpossibleCount


def category(values: str, members: int, *, called: str | None = None) -> Category:
    return Category(
        values=tuple(values.split()), names=tuple((called or values).split()), members=members
    )


# --- worked examples ------------------------------------------------------------------------------


def test_large_categories_stay_as_they_are():
    found = merged({"Porto": 10, "Leeds": 40})

    assert found == Merged((category("Leeds", 40), category("Porto", 10)), None)


def test_small_siblings_become_one_category_that_names_them():
    found = merged({"Leeds": 40, "Porto": 4, "Gdansk": 7})

    assert found.shown == (category("Gdansk Porto", 11), category("Leeds", 40))


def test_small_siblings_that_are_still_too_few_take_the_smallest_other_with_them():
    """Hidden, the 7 would be what remains of 99 without 52 and 40."""
    found = merged({"Leeds": 52, "Genoa": 40, "Porto": 4, "Gdansk": 3})

    assert found.shown == (category("Gdansk Genoa Porto", 47), category("Leeds", 52))
    assert found.hidden is None


def test_they_take_a_second_one_only_where_the_first_is_not_enough():
    found = merged({"a": 15, "b": 15, "c": 12, "d": 5}, smallest_group=15)

    assert found.shown == (category("a", 15), category("b", 15), category("c d", 17))


def test_of_others_of_one_size_the_first_by_name_is_taken():
    found = merged({"c": 20, "b": 20, "a": 3})

    assert found.shown == (category("a b", 23), category("c", 20))


def test_where_everybody_together_is_too_few_all_is_hidden():
    found = merged({"Leeds": 5, "Porto": 4})

    assert found == Merged((), category("Leeds Porto", 9))


def test_ten_are_enough_and_nine_are_not():
    assert merged({"Leeds": 10}).shown == (category("Leeds", 10),)
    assert merged({"Leeds": 9}).hidden == category("Leeds", 9)


def test_a_category_without_anybody_is_left_out():
    found = merged({"Leeds": 40, "Porto": 0})

    assert found == Merged((category("Leeds", 40),), None)


def test_nobody_at_all_is_nothing():
    assert merged({}) == merged({"Leeds": 0}) == Merged((), None)


TREE = {"crane": "harbour", "quay": "harbour", "tug": "harbour", "desk": "office", "lab": "office"}


def test_small_siblings_of_one_parent_are_merged_with_each_other_first():
    found = merged({"crane": 30, "quay": 6, "tug": 5, "desk": 20, "lab": 15}, tree=TREE)

    assert found.shown == (
        category("crane", 30), category("desk", 20), category("lab", 15), category("quay tug", 11),
    )  # fmt: skip


def test_what_is_still_too_small_goes_up_and_takes_its_siblings_with_it():
    """Beside the harbour's 44 and the cranes' 37, the other 7 would be known."""
    found = merged({"crane": 37, "quay": 4, "tug": 3, "desk": 20, "lab": 15}, tree=TREE)

    assert found.shown == (
        category("desk", 20), category("crane quay tug", 44, called="harbour"), category("lab", 15),
    )  # fmt: skip


def test_a_parent_that_is_still_too_small_goes_on_as_one():
    found = merged({"crane": 3, "quay": 2, "desk": 20, "lab": 15}, tree=TREE)

    whole = category("crane desk lab quay", 40, called="harbour office")
    assert found.shown == (whole,)


def test_a_parent_that_is_too_small_goes_up_again():
    tree = TREE | {"harbour": "Leeds", "office": "Leeds"}

    found = merged({"crane": 3, "quay": 2, "desk": 20, "lab": 15}, tree=tree)

    assert found.shown == (category("crane desk lab quay", 40, called="Leeds"),)


def test_people_right_in_a_unit_are_a_category_beside_those_below_it():
    found = merged({"harbour": 12, "crane": 30}, tree=TREE)

    assert found.shown == (category("crane", 30), category("harbour", 12))


def test_a_boss_alone_is_merged_with_the_team():
    found = merged({"harbour": 1, "crane": 30, "quay": 20}, tree=TREE)

    assert found.shown == (category("crane harbour quay", 51, called="harbour"),)


def test_a_family_that_joins_at_the_top_joins_as_a_whole():
    """Were only the desk taken, the office's total would give the small one back."""
    found = merged({"desk": 15, "lab": 20, "yard": 40, "gate": 2}, tree=TREE)

    assert found.shown == (
        category("desk gate lab", 37, called="gate office"), category("yard", 40),
    )  # fmt: skip


def test_a_tree_may_hold_categories_that_nobody_is_in():
    found = merged({"crane": 12}, tree=TREE | {"gone": "nowhere"})

    assert found.shown == (category("crane", 12),)


@pytest.mark.parametrize("tree", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "b"}])
def test_a_tree_that_goes_round_is_refused(tree: dict):
    with pytest.raises(TreeGoesRound, match="below itself"):
        merged({"a": 20}, tree=tree)


def test_the_smallest_group_can_be_made_larger_and_not_smaller():
    assert merged({"a": 19, "b": 21}, smallest_group=20).shown == (category("a b", 40),)
    with pytest.raises(CannotBeLoosened, match="10 people"):
        merged({"a": 20}, smallest_group=9)


def test_members_are_counted_in_people():
    for members in (-1, 2.5, True):
        with pytest.raises(ImpossibleCount):
            merged({"a": members})


# --- properties -----------------------------------------------------------------------------------

names = [f"c{i}" for i in range(9)]
#: A category's parent always comes before it, so no tree goes round.
trees = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(names[:i]) for i, name in enumerate(names) if i}
)
people = st.dictionaries(
    st.sampled_from(names), st.one_of(st.integers(0, 12), st.integers(0, 60)), max_size=9
)


def above(value: str, tree: dict[str, str]) -> list[str]:
    found = [value]
    while found[-1] in tree:
        found.append(tree[found[-1]])
    return found


@given(people, trees)
def test_everybody_is_in_one_category_and_every_one_shown_is_large(members, tree):
    found = merged(members, tree=tree)

    categories = [*found.shown, *([found.hidden] if found.hidden else [])]
    values = sorted(chain.from_iterable(each.values for each in categories))
    assert values == sorted(value for value, n in members.items() if n)
    assert all(each.members == sum(members[v] for v in each.values) for each in categories)
    assert all(each.members >= 10 for each in found.shown)


@given(people, trees)
def test_something_is_hidden_only_where_everybody_is_too_few(members, tree):
    found = merged(members, tree=tree)

    total = sum(members.values())
    assert (found.hidden is not None) == (0 < total < 10)
    assert bool(found.shown) == (total >= 10)


@given(people, trees)
def test_no_total_of_the_tree_leaves_a_small_remainder(members, tree):
    """Every category of the tree is made of whole shown ones, or is wholly inside one."""
    found = merged(members, tree=tree)

    for name in names:
        below = {v for v, n in members.items() if n and name in above(v, tree)}
        parts = [each for each in found.shown if below & set(each.values)]
        assert all(set(each.values) <= below for each in parts) or len(parts) == 1


@given(people, trees)
def test_nothing_is_merged_where_all_is_large(members, tree):
    large = {value: n + 10 for value, n in members.items()}

    found = merged(large, tree=tree)

    assert {each.values for each in found.shown} == {(value,) for value in large}


@given(people, trees, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_listed_makes_no_difference(members, tree, random):
    mixed = dict(random.sample(list(members.items()), len(members)))
    mixed_tree = dict(random.sample(list(tree.items()), len(tree)))

    assert merged(mixed, tree=mixed_tree) == merged(members, tree=tree)


@given(people)
def test_without_a_tree_a_large_category_is_merged_only_to_help_small_ones(members):
    found = merged(members)

    merged_ones = [each for each in found.shown if len(each.values) > 1]
    assert len(merged_ones) <= 1
    for each in merged_ones:
        assert min(members[value] for value in each.values) < 10
        large = [members[value] for value in each.values if members[value] >= 10]
        # The last of them was still needed.
        assert not large or each.members - max(large) < 10
