"""Two versions of a handbook: what was lost and gained, and for whom."""

from __future__ import annotations

from engine.documents.kit import handbook

from tiebeam.engine.documents import Comparison, Version, audit, compare

LEAVE = "# Parental leave\n\nEvery new parent gets {weeks} weeks of paid parental leave.\n"
HIRING = "# Hiring\n\nSnap judgements are prone to bias, so we take our time with each candidate.\n"


def between(old: dict[str, str], new: dict[str, str]) -> Comparison:
    versions = [handbook(pages, name) for name, pages in (("old", old), ("new", new))]
    return compare(*(Version(each, audit(each)) for each in versions))


def told(comparison: Comparison) -> list[tuple[str, str]]:
    return [(each.change, each.finding.check) for each in comparison.differences]


def test_nothing_changed_is_nothing_told():
    comparison = between({"leave.md": LEAVE.format(weeks=12)}, {"leave.md": LEAVE.format(weeks=12)})

    assert told(comparison) == []
    assert not comparison.is_regression


def test_fewer_weeks_are_a_loss_with_what_they_were_and_for_whom():
    comparison = between({"leave.md": LEAVE.format(weeks=12)}, {"leave.md": LEAVE.format(weeks=8)})

    [difference] = comparison.differences
    assert (difference.change, difference.before["weeks"]) == ("loss", "12")
    assert difference.finding.parameters["weeks"] == "8"
    steps = [(each.archetype, each.before, each.after) for each in comparison.people]
    assert ("birth-parent", 12, 8) in steps
    assert comparison.is_regression


def test_more_weeks_are_a_gain():
    comparison = between({"leave.md": LEAVE.format(weeks=8)}, {"leave.md": LEAVE.format(weeks=12)})

    assert told(comparison) == [("gain", "parental_leave")]
    assert not comparison.is_regression


def test_a_page_that_is_gone_and_a_commitment_taken_back_are_losses():
    comparison = between({"hiring.md": HIRING, "leave.md": LEAVE.format(weeks=12)},
                         {"leave.md": LEAVE.format(weeks=12)})  # fmt: skip

    assert comparison.pages_gone == ("old/hiring.md",)
    assert told(comparison) == [("loss", "commitment_removed"), ("loss", "page_removed")]


def test_a_commitment_that_is_only_reworded_or_moved_is_kept():
    moved = {"people.md": HIRING.replace("# Hiring", "# People")}
    reworded = {"hiring.md": HIRING.replace("each candidate", "every candidate")}

    for new in (moved, reworded):
        assert told(between({"hiring.md": HIRING}, new)) == []


def test_a_hindrance_that_is_gone_is_a_gain():
    gate = (
        "# Promotion\n\nCandidates for promotion are nominated by their manager.\n\nAll else stays."
    )

    comparison = between({"p.md": gate}, {"p.md": "# Promotion\n\nAll else stays."})

    assert told(comparison) == [("gain", "promotion_gate")]


def test_a_longer_wait_is_a_loss():
    wait = "# Leave\n\nYou are eligible for paid leave after {n} months of service.\n"

    comparison = between({"l.md": wait.format(n=6)}, {"l.md": wait.format(n=12)})

    assert told(comparison) == [("loss", "waiting_period")]


def test_a_new_page_is_a_gain():
    leave = {"leave.md": LEAVE.format(weeks=8)}

    comparison = between(leave, {**leave, "b.md": "# Bikes\n\nBikes are lent."})

    assert comparison.pages_new == ("new/b.md",)
    assert told(comparison) == [("gain", "page_added")]


def test_fewer_weeks_for_one_parent_are_a_loss_though_the_other_keeps_theirs():
    leave = "# Parental leave\n\nMothers get {n} weeks and fathers 4 weeks of paid leave.\n"

    comparison = between({"l.md": leave.format(n=20)}, {"l.md": leave.format(n=16)})

    assert told(comparison) == [("loss", "parental_leave")]


def test_a_hindrance_that_goes_with_its_whole_page_is_nobodys_gain():
    gate = {"p.md": "# Promotion\n\nCandidates for promotion are nominated by their manager.\n"}
    kept = {"l.md": LEAVE.format(weeks=12)}

    comparison = between({**kept, **gate}, kept)

    assert told(comparison) == [("loss", "page_removed"), ("changed", "promotion_gate")]


def test_a_clause_that_is_new_and_hinders_is_a_loss_and_one_that_helps_a_gain():
    old = {"p.md": "# Pay\n\nPay day is the last day of the month.\n\nAsk us anything."}
    secret = {"p.md": old["p.md"] + "\n\nYour salary is confidential.\n"}
    public = {"p.md": old["p.md"] + "\n\nSalaries are public within the company.\n"}

    assert told(between(old, secret)) == [("loss", "pay_transparency")]
    assert told(between(old, public)) == [("gain", "pay_transparency")]


def test_a_clause_that_turns_from_help_to_hindrance_is_a_loss():
    leave = "# Parental leave\n\n{who} 20 weeks of paid parental leave.\n"

    comparison = between({"l.md": leave.format(who="All new parents get")},
                         {"l.md": leave.format(who="All new mothers get")})  # fmt: skip

    assert told(comparison) == [("loss", "parental_leave")]
