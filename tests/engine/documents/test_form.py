"""Form: what makes a page hard to read, to find one's way in, or to rely on."""

from __future__ import annotations

from engine.documents.kit import handbook

from tiebeam.engine.documents import Finding, audit

EASY = "We pay you each month. You can ask for leave. Your lead says yes. Then you rest. " * 8
HARD = (
    "Notwithstanding the aforementioned organisational responsibilities, complainants "
    "contemplating institutional proceedings concerning discriminatory circumstances should "
    "immediately communicate comprehensive documentation, including corroborating testimonies, "
    "to departmental representatives. "
) * 6


def rules(pages: dict[str, str]) -> list[str]:
    return [each.rule for each in form(pages) if not each.rule.startswith("form.no-")]


def form(pages: dict[str, str]) -> list[Finding]:
    return [each for each in audit(handbook(pages, "h")) if each.check == "form"]


def test_a_section_for_which_one_needs_a_degree_is_named_with_both_grades():
    [finding] = [each for each in form({"a.md": f"# Ease\n\n{EASY}\n\n## Rules\n\n{HARD}"})
                 if each.rule == "form.hard-to-read"]  # fmt: skip

    assert finding.quote == "Rules"
    assert float(finding.parameters["ari"]) > 14
    assert float(finding.parameters["flesch_kincaid"]) > 14


def test_plain_sections_and_short_ones_are_not():
    assert rules({"a.md": f"# Ease\n\n{EASY}\n\n## Rules\n\n{HARD[:200]}"}) == []


def test_the_page_that_protects_people_being_the_hardest_is_a_finding_of_its_own():
    easy = {f"{name}.md": f"# {name}\n\n{EASY}" for name in ("pay", "leave", "office", "trips")}

    [finding] = [each for each in form({**easy, "help.md": f"# Harassment\n\n{HARD}"})
                 if each.rule == "form.protection-is-hardest"]  # fmt: skip

    assert finding.file == "h/help.md"
    assert finding.severity == "high"
    assert finding.parameters["pages"] == "5"


def test_another_page_may_be_the_hardest():
    easy = {f"{name}.md": f"# {name}\n\n{EASY}" for name in ("harassment", "leave", "office")}

    assert "form.protection-is-hardest" not in rules({**easy, "tax.md": f"# Tax\n\n{HARD}"})


def test_pictures_without_words_and_links_without_a_goal_are_counted():
    page = "![](a.png) ![map.png](b.png) ![The way in](c.png)\n\n[here](x.md) [Leave](y.md)"

    found = {each.rule: each.parameters for each in form({"a.md": page})}

    assert found["form.no-alt-text"] == {"pictures": "2"}
    assert found["form.vague-link"] == {"links": "1"}


def test_pages_without_date_and_owner_are_counted_once_for_a_handbook():
    pages = {"a.md": "Text.", "b.md": "---\nowner: People team\ndate: 2026-01-01\n---\n\nText.",
             "c.md": "Last reviewed: May 2026. Policy owner: the people team."}  # fmt: skip

    found = {each.rule: each.parameters for each in form(pages)}

    assert found["form.no-review-date"] == {"pages": "1", "of": "3"}
    assert found["form.no-owner"] == {"pages": "1", "of": "3"}
