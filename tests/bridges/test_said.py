"""What a bridge is given to say, and what it says came of it."""

from __future__ import annotations

import pytest
from bridges.loopback import message
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.bridges import WORDS, Later, Reason, Refused
from tiebeam.bridges.addresses import BadSettings, is_this_machine, web_address
from tiebeam.bridges.said import NothingToSay
from tiebeam.bridges.text import Manner, written


def test_every_reason_has_words_for_whoever_set_the_bridge_up():
    assert set(WORDS) == set(Reason)
    for reason in Reason:
        assert str(Refused(reason)) == str(Later(reason)) == WORDS[reason]


def test_a_title_is_one_line_and_a_text_has_what_can_be_read():
    said = message("a\r\nb\0\u202ec\ud800", title=" A\r\nBcc: all@a.example ")

    assert said.title == "A Bcc: all@a.example"
    assert said.text == "a\nbc?"


def test_a_message_tells_nothing_of_itself_in_a_log():
    assert "prompt" not in repr(message())
    assert "tiebeam.example" not in repr(message())


@pytest.mark.parametrize("given", [{"title": " \n"}, {"link": "javascript:x"}, {"link": "/a"}])
def test_a_message_without_a_title_or_a_link_is_none(given):
    with pytest.raises(NothingToSay):
        message(**given)


def test_a_link_may_lead_to_a_place_on_its_page():
    assert message(link="https://a.example/t#post-3").link == "https://a.example/t#post-3"


@given(st.text())
def test_plain_text_keeps_every_word_that_was_typed(text):
    kept = written(text, Manner())

    assert [word for word in text.split() if word.isalnum() and word.isascii()
            and not word.isdigit() and word not in kept] == []  # fmt: skip


def test_a_list_in_a_list_stands_behind_its_mark():
    assert written("- one\n  - two\n- three\n\n3. four", Manner()) == (
        "- one\n    - two\n- three\n\n3. four"
    )


@pytest.mark.parametrize("typed", ["[", "*a ", "- ", "https://", "](", "**_", "&amp;", "1. \n"])
def test_what_is_hard_to_read_is_read_all_the_same(typed):
    assert written(typed * 2_000, Manner())


def test_a_link_is_told_with_its_address_in_plain_text():
    typed = "[here](https://a.example/) and https://b.example/c, and [no](javascript:x)."

    assert written(typed, Manner()) == (
        "here (https://a.example/) and https://b.example/c, and [no](javascript:x)."
    )


@pytest.mark.parametrize(
    "name",
    ["localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "127.1",
     "2130706433", "0x7f000001", "::ffff:127.0.0.1", "::"],
)  # fmt: skip
def test_each_way_to_write_this_machine_is_known(name):
    assert is_this_machine(name)


@pytest.mark.parametrize("name", ["a.example", "10.0.0.1", "localhost.example", "fe80::1"])
def test_another_machine_is_another_one(name):
    assert not is_this_machine(name)


@given(st.text())
def test_no_slip_in_an_address_is_repeated(typed):
    refused, found = None, ""
    try:
        found = web_address(f"https://{typed}", field="webhook")
    except BadSettings as error:
        refused = str(error)

    assert found.isascii()
    assert "@" not in (found.split("/")[2] if found else "")
    assert refused is None or refused.startswith("webhook: ")
    assert refused is None or len(typed) < 9 or typed not in refused
