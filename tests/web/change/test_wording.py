"""Two texts as one: what was kept, taken away and added."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tiebeam.web.change.wording import between, new_of, old_of
from tiebeam.web.ui.shapes import Piece

WORDS = st.lists(
    st.sampled_from(["a", "manager", "panel", "decides", "90", "14", " ", "\n", ", ", ". ", "é"]),
    max_size=25,
).map("".join)  # fmt: skip


@given(old=WORDS, new=WORDS)
def test_old_with_its_changes_is_new_and_new_without_them_is_old(old: str, new: str):
    runs = between(old, new)

    assert old_of(runs) == old
    assert new_of(runs) == new
    assert all(each.words for each in runs)


@given(old=st.text(max_size=60), new=st.text(max_size=60))
def test_nothing_of_any_text_is_lost(old: str, new: str):
    runs = between(old, new)

    assert (old_of(runs), new_of(runs)) == (old, new)


@given(text=WORDS)
def test_two_texts_that_say_the_same_have_no_change(text: str):
    assert all(each.change == "" for each in between(text, text))


def test_only_the_words_that_differ_are_changed():
    runs = between("Answered within 90 days.", "Answered within 14 days.")

    assert runs == [
        Piece("Answered within "), Piece("90 ", change="gone"), Piece("14 ", change="new"),
        Piece("days."),
    ]  # fmt: skip
