"""Names of other employers that were left in a handbook."""

from __future__ import annotations

from engine.documents.kit import handbook, of

from tiebeam.engine.documents import audit

PAGES = {
    "pay.md": "# Pay\n\nStaff of Meadow Mills are paid on Fridays. Meadow Mills closes at noon.\n"
}


def test_a_rule_for_the_people_of_another_employer_names_it():
    pages = {
        **PAGES,
        "order.md": "# Order\n\nEmployees of the Quill Ferry Company greet each guest.\n",
    }

    [told] = of(audit(handbook(pages)), "inherited_text")

    assert told.parameters["inherited_from"] == "Quill Ferry Company"


def test_ones_own_name_and_partners_that_are_named_again_are_left_alone():
    pages = {
        "own.md": "# Own\n\nStaff of Meadow Mills Company meet. Meadow Mills Company is old.\n",
        "partner.md": "# Who\n\nPeople at Dale Bank help us. Dale Bank pays the wages.\n",
    }

    assert of(audit(handbook(pages)), "inherited_text") == []
