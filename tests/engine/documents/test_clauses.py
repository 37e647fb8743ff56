"""Clauses in a page: what is found, where exactly, and what is not said at all."""

from __future__ import annotations

import pytest
from engine.documents.kit import checks, found, handbook, of
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam.engine.documents import Document, audit, clauses_in
from tiebeam.engine.documents.rules import packs
from tiebeam.engine.texts import read

WORDS = st.sampled_from([
    "Parental leave is 12 weeks.", "## Leave", "\n\n", "- ", "your manager can grant", "10 days",
    "**", "_paid_", "[policy](a.md)", "We do not", "culture fit", "| Eid | May |", "case by case",
    "’", "İ", "Report harassment to a@example.org.", "retaliation", "after 12 months of service",
    "{% x %}", "<td>", "\t", "e.g.", "€2,000 referral bonus", "…", "\r\n",
])  # fmt: skip


@settings(max_examples=60)
@given(st.lists(WORDS, max_size=30))
def test_a_quote_is_exactly_the_text_at_its_span_whatever_the_text(parts: list[str]):
    content = " ".join(parts)

    for each in audit([Document(read("page.md", content))]):
        assert content[each.start : each.end] == each.quote
        assert each.line == content.count("\n", 0, each.start) + 1 or each.quote.startswith(
            ("*", "_", "[", "\n")
        )


def test_a_clause_that_marks_run_through_is_read_and_quoted_with_them():
    [finding] = of(found("Your manager can grant you an _**extra 10 days**_ of paid leave.",
                         "Leave"), "discretion")  # fmt: skip

    assert "_**extra 10 days**_" in finding.quote
    assert finding.parameters["days"] == "10"


@pytest.mark.parametrize(
    ("label", "is_found"), [("**Time in grade.**", False), ("**No time in grade.**", True),
                            ("All need to have time in grade.", True)],
)  # fmt: skip
def test_a_few_words_before_a_rule_are_a_heading_unless_they_say_no(label: str, is_found: bool):
    there = [each.quote for each in found(f"{label} One has to wait for a post.", "Promotion")]

    assert (label in there) == is_found


def test_bands_that_are_not_published_are_hidden():
    [hidden] = of(found("Pay bands are confidential and are not published.", "Pay"),
                  "pay_transparency")  # fmt: skip

    assert (hidden.effect, hidden.parameters["published"]) == ("hinders", "no")


def test_a_clause_that_a_line_breaks_in_two_is_found():
    assert "discretion" in checks("Unpaid leave is given case by\ncase, by the manager.", "Leave")


@pytest.mark.parametrize(
    "text",
    ["We do not look for culture fit when we hire.",
     "When hiring, we're against culture fit.",
     "Culture fit leads to a homogeneous team, so we do not hire for it.",
     "Avoid the phrase \"culture fit\" when you talk about candidates.",
     "We have stopped hiring for culture fit."],
)  # fmt: skip
def test_what_a_text_speaks_against_is_not_flagged(text: str):
    assert "hiring_step" not in checks(text, "Hiring")


def test_not_only_turns_nothing_round():
    assert "hiring_step" in checks("We look not only at skills but at culture fit when hiring.")


def test_an_example_is_no_rule():
    assert checks("For instance, an employee is eligible after 4 years of service.", "Leave") == []


def test_a_link_in_a_list_of_contents_is_no_clause():
    assert checks("- [Menstrual leave](menstrual.md)", "Contents") == []


def test_code_is_not_read():
    assert checks("```\nCulture fit decides who is hired.\n```") == []


def test_a_sentence_has_at_most_one_finding_of_a_check():
    findings = found("Leave is granted at the discretion of your manager, who must approve it.")

    assert len(of(findings, "discretion")) == 1


def test_findings_come_in_the_order_of_files_and_text():
    gate = "Remote work needs your manager's approval."
    change = "The company may amend this handbook at any time."
    pages = handbook({"b.md": "We pay a referral bonus of €500.", "a.md": f"{gate}\n\n{change}"})

    findings = audit(pages)

    places = [(each.file, each.start) for each in findings]
    assert places == sorted(places)
    assert audit(pages) == findings


def test_an_effect_follows_from_what_the_clause_says():
    alike = of(found("Every new parent gets 20 weeks of paid parental leave."), "parental_leave")
    apart = of(
        found("Mothers get 20 weeks and fathers 2 weeks of parental leave."), "parental_leave"
    )

    assert (alike[0].effect, apart[0].effect) == ("helps", "hinders")


def test_a_stance_turns_where_the_sentence_denies():
    [finding] = of(found("We do not offer referral bonuses.", "Hiring"), "homophily_hiring")

    assert finding.effect == "helps"


def test_half_of_a_link_is_never_quoted():
    page = "Report harassment to [the committee, a@example.org](mailto:a@example.org)"

    [finding] = of(found(page), "reporting_channel")

    assert finding.quote.endswith("(mailto:a@example.org)")


def test_a_clause_is_a_sentence_with_its_check_and_what_it_says():
    [page] = handbook({"a.md": "Hello. **Mothers get 20 weeks of maternity leave.** Bye."})

    [clause] = clauses_in(page, packs(["leave"]))

    assert clause.quote.startswith("Mothers get 20 weeks")
    assert (clause.check, clause.parameters["weeks"]) == ("parental_leave", "20")


@pytest.mark.parametrize("text", ["", "\n\n", "Nothing here is a clause.", "# Only a title"])
def test_a_page_without_clauses_has_no_findings(text: str):
    assert checks(text) == []
