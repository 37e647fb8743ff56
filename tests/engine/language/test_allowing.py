"""What an organisation keeps saying is silent until its day is over, and then told."""

from __future__ import annotations

from datetime import date

import pytest

from tiebeam.engine.language import Allowance, Allowed, NotAnAllowance, read_allowed, wording

TEXT = "Ask the chairman, or the chairmen of the ports."
LIST = """
schema = "tiebeam.allowed/1"

[[allow]]
words = "Chairman"
rule = "term/chairman"
reason = "The statute of 1911 has this title."
until = 2026-06-30
"""


def test_what_is_allowed_is_not_told_and_the_rest_is():
    allowed = read_allowed(LIST, on=date(2026, 6, 30))

    assert [each.quote for each in wording(TEXT, allowed)] == ["chairmen"]


def test_after_its_day_it_is_told_again_with_the_entry_that_has_run_out():
    allowed = read_allowed(LIST, on=date(2026, 7, 1))

    first, second = wording(TEXT, allowed)

    assert first.ran_out == allowed.entries[0]
    assert second.ran_out is None
    assert allowed.run_out() == allowed.entries
    assert allowed.holding() == ()


def test_a_rule_may_be_silent_as_a_whole():
    entry = Allowance(rule="term/chairman", reason="Until the statute changes.", until=date.max)

    assert wording(TEXT, Allowed((entry,), date(2026, 1, 1))) == []


def test_words_may_stay_whichever_rule_finds_them_and_however_they_are_written():
    entry = Allowance(words="white list", reason="A shop is called so.", until=date(2027, 1, 1))

    assert wording("On the white-list.", Allowed((entry,), date(2026, 1, 1))) == []


def test_another_rule_stays_awake():
    entry = Allowance(words="chairman", rule="term/guys", reason="Why not.", until=date.max)

    assert len(wording(TEXT, Allowed((entry,), date(2026, 1, 1)))) == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("reason = ", "# "), "needs a reason"),
        (('"The statute of 1911 has this title."', '" "'), "needs a reason"),
        (("until = ", "# "), "until which day"),
        (("2026-06-30", '"soon"'), "until which day"),
        (("2026-06-30", "2026-06-30T10:00:00"), "until which day"),
        (("words", "word"), "has no 'word'"),
        (("tiebeam.allowed/1", "tiebeam.allowed/9"), "begins with schema"),
        (("[[allow]]", "[[allow"), "is no TOML"),
    ],
)
def test_an_entry_that_lacks_something_is_refused(change: tuple[str, str], told: str):
    with pytest.raises(NotAnAllowance, match=told):
        read_allowed(LIST.replace(*change), on=date(2026, 1, 1))


def test_an_entry_for_nothing_in_particular_is_refused():
    with pytest.raises(NotAnAllowance, match="Name the words"):
        Allowance(reason="Everything may stay.", until=date(2026, 1, 1))
