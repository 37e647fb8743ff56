"""What is promised to people about what they tell of themselves, and what holds each promise.

The same promises stand in docs/guide/privacy.md; a test holds both against each other, and looks
whether each test is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One promise.

    says   in plain words; means  what follows from it for somebody
    test   what would go red if it broke, as `file::name`
    """

    says: str | Words
    means: str | Words
    test: str


PROMISES: Final = (
    Promise(
        says=_("All that was ever shown, taken together, proves nothing about anybody."),
        means=_(
            "Before a release is shown, we attack it together with all that was shown before. "
            "What would make anything certain about anybody is left out."
        ),
        test="tests/engine/disclosure/test_proof.py::test_over_four_half_years_nobody_is_certain",
    ),
    Promise(
        says=_("All numbers together help to guess only so much."),
        means=_(
            "Who guesses with all our numbers may be right a little more often than who guesses "
            "without. How much more is tried with made-up answers, and stands above."
        ),
        test="tests/engine/disclosure/test_proof.py::"
        "test_over_four_half_years_the_bound_of_guessing_is_kept",
    ),
    Promise(
        says=_("A figure for others is made from the ledger. Your row is not opened for it."),
        means=_("These pages read releases and nothing else. They have no key to any row."),
        test="tests/workbench/test_for_others.py::"
        "test_a_figure_about_a_secret_needs_no_row_and_is_the_same_without_any",
    ),
    Promise(
        says=_("Of a group of nine, no number of what they told is shown, whoever is in it."),
        means=_("Ten people are the fewest of whom anything is said."),
        test="tests/engine/disclosure/test_protected.py::"
        "test_a_cell_of_nine_is_not_shown_whoever_is_in_it",
    ),
    Promise(
        says=_("A share of fewer than 48 people is not shown."),
        means=_("A few people are added or taken away by a draw. Of so few it would blur all."),
        test="tests/engine/disclosure/test_answers.py::"
        "test_a_rate_out_of_fewer_than_48_people_is_hidden",
    ),
    Promise(
        says=_("If you come or go alone, no number of what your group told changes. It can only "
               "go, if nine are left."),
        means=_("A number stays as it is, with its day, until thirty people have come or gone."),
        test="tests/engine/disclosure/test_protected.py::"
        "test_until_thirty_people_came_or_went_the_old_number_stands_with_its_day",
    ),
    Promise(
        says=_("Everybody sees the same number, however often they ask."),
        means=_("To ask again, or to ask together with others, adds nothing."),
        test="tests/workbench/test_for_others.py::"
        "test_it_is_the_same_whoever_opens_the_ledger_and_however_often",
    ),
    Promise(
        says=_("No page shows an arrow for a change that may be the draw."),
        means=_("Where two dates are set side by side, a change within the band is not called "
                "one."),
        test="tests/web/insight/test_comparing.py::"
        "test_a_change_within_the_band_has_no_arrow_and_is_called_none",
    ),
    Promise(
        says=_("Once your answer is out of the data, no number that is made anew counts it. Until "
               "then, the old ones stay."),
        means=_("Who takes an answer back is not in the next release. What was shown before can't "
                "be taken back."),
        test="tests/engine/disclosure/test_gate.py::"
        "test_a_withdrawn_answer_is_in_no_number_that_is_shown_anew",
    ),
    Promise(
        says=_("Whoever changes one thing of the ledger's past is found out."),
        means=_("Each release has a hash that vouches for it and for all before it. Note the "
                "newest one, and nobody can change the past unseen."),
        test="tests/workbench/test_releases.py::"
        "test_a_number_that_was_changed_afterwards_is_found_with_its_release",
    ),
)  # fmt: skip
