"""What pages say together: contradictions, costs, inheritance, and references to nowhere."""

from __future__ import annotations

from engine.documents.kit import found, handbook, of

from tiebeam.engine.documents import Finding, audit

ALIKE = "All full-time staff, regardless of gender or sexual identity, get"


def test_alike_in_front_of_weeks_by_gender_is_a_contradiction():
    [finding] = of(found(f"{ALIKE} 20 weeks as mothers and 3 weeks as fathers.", "Parental leave"),
                   "contradiction")  # fmt: skip

    assert finding.quote.startswith("regardless of gender")
    assert finding.parameters["weeks"] == "20|3"
    assert finding.severity == "high"


def test_alike_in_front_of_the_same_weeks_for_all_is_none():
    assert of(found(f"{ALIKE} 20 weeks of parental leave."), "contradiction") == []


def test_a_contradiction_between_two_sentences_names_the_other_place():
    page = (
        "We do not distinguish between parents.\n\nMothers get 20 weeks of leave, fathers 3 weeks."
    )

    [finding] = of(found(page, "Parental leave"), "contradiction")

    assert finding.quote == "We do not distinguish between parents."
    assert (finding.parameters["other_file"], finding.parameters["other_line"]) == ("page.md", "5")


def test_several_sentences_that_contradict_the_same_words_are_one_finding():
    page = (
        f"{ALIKE} 20 weeks as mothers and 3 as fathers. Fathers may take 12 weeks of leave unpaid."
    )

    assert len(of(found(page, "Parental leave"), "contradiction")) == 1


def test_two_pages_with_two_numbers_contradict_each_other():
    pages = handbook({"a.md": "We pay a referral bonus of €500.",
                      "b.md": "There is a referral bonus of €900 for you to get."})  # fmt: skip

    [finding] = of(audit(pages), "contradiction")

    assert finding.parameters["between"] == "900EUR|500EUR"


def test_two_handbooks_may_say_different_things():
    pages = [*handbook({"a.md": "We pay a referral bonus of €500."}, "one"),
             *handbook({"a.md": "We pay a referral bonus of €900."}, "two")]  # fmt: skip

    assert of(audit(pages), "contradiction") == []


SABBATICAL = (
    "People should have taken fewer than 12 weeks of time off in the year before a sabbatical."
)


def sabbatical_beside(weeks: int) -> Finding:
    pages = handbook({
        "sabbatical.md": f"# Sabbatical\n\n{SABBATICAL}\n",
        "parents.md": f"# Leave for parents\n\nWe give {weeks} weeks of paid parental leave.\n",
    })  # fmt: skip
    return next(each for each in audit(pages) if each.rule == "leave.threshold")


def test_a_limit_of_time_away_names_the_leave_that_goes_beyond_it():
    finding = sabbatical_beside(12)

    assert finding.parameters["cross_ref"] == "Leave for parents"
    assert finding.severity == "high"


def test_a_shorter_leave_is_not_named():
    assert sabbatical_beside(8).parameters["cross_ref"] != "Leave for parents"


COMMON = """\
# Leave

Everybody can take five weeks of rest each year without asking anyone at all.
We like to see that people come back rested and glad to be here again.
Please tell your colleagues early enough so that they can plan their weeks too.

{alike}
"""


def family() -> list[Finding]:
    old = COMMON.format(alike=f"{ALIKE} 12 weeks of parental leave.")
    new = COMMON.format(
        alike=f"{ALIKE} 20 weeks as mothers and 3 weeks as fathers of parental leave."
    )
    return audit([
        *handbook({"leave.md": new, "readme.md": "Our handbook is derived from that of Alder."},
                  "birch"),
        *handbook({"leave.md": old}, "alder"),
    ])  # fmt: skip


def test_text_that_was_taken_over_is_named_once_for_each_page():
    [finding] = of(family(), "inherited_text")

    assert finding.file == "birch/leave.md"
    assert finding.parameters["inherited_from"] == "alder"
    assert finding.parameters["sentences"] == "3"


def test_a_handbook_that_says_where_it_comes_from_is_the_younger_whatever_the_order():
    [finding] = of(family(), "contradiction")

    assert finding.file == "birch/leave.md"
    assert finding.parameters["inherited_from"] == "alder"


def test_the_older_text_says_who_took_it_over():
    older = [each for each in family() if each.file == "alder/leave.md"
             and each.check == "parental_leave"]  # fmt: skip

    assert [each.parameters["inherited_by"] for each in older] == ["birch"]


def test_two_versions_of_one_handbook_are_no_family():
    text = "\n\n".join(f"On floor {n} everybody has a desk, a lamp and a chair." for n in range(25))
    pages = [*handbook({"leave.md": text}, "before"), *handbook({"leave.md": text}, "after")]

    assert of(audit(pages), "inherited_text") == []


def test_a_link_to_a_page_that_is_not_there_is_a_dead_reference():
    pages = handbook({"a.md": "See [the leave page](leave.md), [b](b.md#Pay) and [c](b.md#gone).",
                      "b.md": "# Pay\n\nText.", "deep/c.md": "[up](../a.md) [b](/b/)"})  # fmt: skip

    dead = of(audit(pages), "dead_reference")

    assert [(each.parameters["target"], each.parameters["missing"]) for each in dead] == [
        ("leave.md", "page"),
        ("b.md#gone", "heading"),
    ]


def test_a_heading_may_be_named_by_an_anchor_or_with_and_for_its_sign():
    pages = handbook({"a.md": "[x](#pay-and-leave) [y](#here) [z](#top) [q](#pay--leave)\n\n"
                      "## Pay & leave\n\n<a id='here'></a>Text.", "b.md": "Text."})  # fmt: skip

    assert of(audit(pages), "dead_reference") == []


def test_a_heading_on_the_same_page_that_is_gone_is_a_dead_reference():
    pages = handbook({"a.md": "[x](#gone)\n\n## Pay\n\nText.", "b.md": "Text."})

    assert [each.quote for each in of(audit(pages), "dead_reference")] == ["[x](#gone)"]


def test_links_elsewhere_and_pictures_are_no_references():
    pages = handbook({"a.md": "[x](https://a.example/b.md) [y](mailto:a@b.c) [z](/) [p](map.png)",
                      "b.md": "Text."})  # fmt: skip

    assert of(audit(pages), "dead_reference") == []


def test_a_page_alone_says_nothing_about_its_neighbours():
    assert of(found("See [the leave page](leave.md)."), "dead_reference") == []
