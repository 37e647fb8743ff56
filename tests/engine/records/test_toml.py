"""TOML that is written for people is read again as it was meant."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.records import toml


@given(st.text())
def test_every_text_is_read_as_it_was_written(text):
    assert tomllib.loads(f"a = {toml.text(text)}") == {"a": text}


@given(st.text())
def test_every_name_can_be_a_key_and_a_part_of_a_table(name):
    assert tomllib.loads(f"{toml.key(name)} = 1") == {name: 1}
    assert tomllib.loads(f"[a.{toml.key(name)}]") == {"a": {name: {}}}


@given(st.lists(st.text()))
def test_every_list_of_texts_is_read_as_it_was_written(texts):
    assert tomllib.loads(f"a = {toml.listed(texts)}") == {"a": texts}


@given(st.text())
def test_a_remark_never_ends_its_comment(remark):
    assert tomllib.loads(f"# {toml.one_line(remark)}\na = 1") == {"a": 1}


def test_plain_names_stay_without_quotes():
    assert toml.key("gender_on_file") == "gender_on_file"
    assert toml.key("gender × ethnicity") == '"gender × ethnicity"'


def test_a_remark_over_several_lines_becomes_one():
    assert toml.one_line("Look\nat\tthis  twice.") == "Look at this twice."
