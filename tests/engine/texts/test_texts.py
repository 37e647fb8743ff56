"""A text taken apart: its sections, blocks and sentences lie exactly where they say."""

from __future__ import annotations

from itertools import pairwise
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.texts import read
from tiebeam.engine.texts.text import UnknownKind


def sentences(content: str, kind: str = "markdown") -> list[str]:
    text = read("page", dedent(content), kind)
    return [text.quote(each.start, each.end) for each in text.sentences]


def kinds(content: str, kind: str = "markdown") -> list[tuple[str, str]]:
    text = read("page", dedent(content), kind)
    return [(each.kind, text.quote(each.start, each.end).strip()) for each in text.blocks]


@given(st.text(max_size=300), st.sampled_from(["markdown", "html", "plain"]))
def test_the_plain_words_are_as_long_as_the_text_whatever_it_is(content: str, kind: str):
    text = read("page", content, kind)

    assert len(text.plain) == len(content)
    assert all(0 <= each.start < each.end <= len(content) for each in text.sentences)


MARKS = st.lists(
    st.sampled_from(["# ", "\n", "\n\n", "- ", "1. ", "| a | b |\n", "|---|---|\n", "**", "[a](b)",
                     "`x`", "```\n", "<td>", "</td>", "<tr>", "Leave. ", "e.g. ", "We pay. ", "> ",
                     "![", "](", "&amp;", "\\(", "---\n"]),
    max_size=40,
)  # fmt: skip


@given(MARKS, st.sampled_from(["markdown", "html", "plain"]))
def test_blocks_never_overlap_and_stand_in_order(parts: list[str], kind: str):
    text = read("page", "".join(parts), kind)

    spans = [(each.start, each.end) for each in text.blocks]

    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_a_kind_that_nobody_can_read_is_refused():
    with pytest.raises(UnknownKind, match="markdown, html, plain"):
        read("page", "", "docx")


def test_a_stop_in_an_abbreviation_ends_no_sentence():
    assert sentences("Ask e.g. Dr. Long or No. 5 of the U.S. Office. Then go.") == [
        "Ask e.g. Dr. Long or No. 5 of the U.S. Office.",
        "Then go.",
    ]


def test_an_abbreviation_that_may_end_a_sentence_ends_it_before_a_capital():
    assert sentences("Bring food, drinks, etc. We start at 9 a.m. Come.") == [
        "Bring food, drinks, etc.",
        "We start at 9 a.m.",
        "Come.",
    ]


def test_words_of_links_count_and_addresses_do_not():
    text = read("page", "See [our policy](https://a.example/x.y) now. Ask.")

    assert text.plain.split() == ["See", "our", "policy", "now.", "Ask."]
    assert [(link.words, link.target) for link in text.links] == [
        ("our policy", "https://a.example/x.y")
    ]


def test_list_items_rows_quotes_and_code_are_told_apart():
    content = """\
        Leave:

        * Ten days
        * More
          on request

        | who | weeks |
        |-----|-------|
        | all | 12    |

        > As we say

        ```
        not = read
        ```
        """

    assert kinds(content) == [
        ("paragraph", "Leave:"),
        ("item", "Ten days"),
        ("item", "More\n  on request"),
        ("row", "| who | weeks |"),
        ("row", "| all | 12    |"),
        ("quote", "As we say"),
        ("code", "```\nnot = read\n```"),
    ]


def test_a_list_knows_the_line_that_introduces_it():
    text = read("page", "Not covered are:\n\n- interns\n- agency workers\n")

    leads = [text.quote(*each.lead) for each in text.blocks if each.lead]

    assert leads == ["Not covered are:", "Not covered are:"]


def test_rows_of_a_table_in_tags_are_rows():
    content = "<table>\n  <tr>\n    <td>Labor Day</td>\n    <td>May 1</td>\n  </tr>\n</table>\n"

    assert kinds(content) == [("row", "Labor Day</td>\n    <td>May 1")]


def test_headings_of_every_kind_open_sections():
    text = read("page", "# Leave\n\nA.\n\nSick\n----\n\nB.\n\n##Pay\n\nC.\n")

    assert [(each.level, each.path) for each in text.sections] == [
        (1, ("Leave",)),
        (2, ("Leave", "Sick")),
        (2, ("Leave", "Pay")),
    ]


def test_html_is_read_by_its_tags():
    content = (
        "<html><head><title>Leave &amp; pay</title><script>var x = 'no'</script></head><body>"
        "<h2>Leave</h2><p>Ten&nbsp;days. <b>Paid</b>.</p><ul><li>All</ul><img src=a.png></body>"
    )
    text = read("page", content, "html")

    assert text.front["title"] == "Leave & pay"
    assert [each.heading for each in text.sections] == ["Leave"]
    assert [text.plain[b.start : b.end].split() for b in text.blocks] == [
        ["Ten", "days.", "Paid", "."],
        ["All"],
    ]
    assert [image.words for image in text.images] == [None]


def test_text_without_marks_has_headings_where_lines_look_like_one():
    content = dedent("""\
        STAFF HANDBOOK

        1 Leave
        Every employee has twenty-five days of paid leave in each year of work with us, and
        may carry over five.
        1.1 Sick leave
        Tell your manager by nine in the morning of the first day on which you are not well, or ask.
        """)

    assert [each.heading for each in read("page", content, "plain").sections] == [
        "STAFF HANDBOOK",
        "1 Leave",
        "1.1 Sick leave",
    ]


def test_what_stands_above_the_text_is_read_apart():
    text = read("page", "---\ntitle: 'Leave'\nowner: People team\n---\n\nTen days.\n")

    assert text.front == {"title": "Leave", "owner": "People team"}
    assert [text.quote(s.start, s.end) for s in text.sentences] == ["Ten days."]


def test_a_place_knows_its_line():
    text = read("page", "one\ntwo\n\nthree")

    assert [text.line_of(at) for at in (0, 3, 4, 9)] == [1, 1, 2, 4]
