"""Sentences are marked exactly, whatever somebody wrote, and none of it becomes HTML."""

from __future__ import annotations

from collections import defaultdict
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.texts import read
from tiebeam.web.insight.reading import text
from tiebeam.web.ui.shapes import Note

PLAIN = st.text(
    st.sampled_from("ab cd.\n\t-*_`[]()<>&\"'|#>1\u202e\u200f\u00e9\U0001f600"), max_size=120
)


def spans(content: str, data: st.DataObject) -> list[tuple[int, int]]:
    place = st.integers(0, max(len(content) - 1, 0))
    pairs = data.draw(st.lists(st.tuples(place, place), max_size=4))
    return [(min(pair), max(pair) + 1) for pair in pairs] if content else []


def marked(shown: text.Shown, number: int) -> str:
    return "".join(
        piece.words for each in shown.passages for piece in each.pieces if number in piece.within
    )


@given(PLAIN, st.data())
def test_of_plain_text_exactly_what_was_found_is_marked(content: str, data: st.DataObject):
    every = spans(content, data)
    plain = read("a.txt", content, "plain")
    shown_places = {place for each in plain.blocks for place in range(each.start, each.end)}
    shown_places |= {place for each in plain.sections if each.heading
                     for place in range(each.heading_start, each.heading_end)}  # fmt: skip

    shown = text.shown("a.txt", content, "plain", every)

    for number, (start, end) in enumerate(every, start=1):
        wanted = "".join(plain.plain[at] for at in range(start, end) if at in shown_places)
        assert marked(shown, number) == wanted or not wanted.strip()


@pytest.mark.parametrize("kind", ["markdown", "html", "plain"])
@given(content=PLAIN, data=st.data())
def test_whatever_is_written_every_mark_lies_in_the_text_and_no_tag_of_it_is_let_through(
    kind: str, content: str, data: st.DataObject
):
    every = spans(content, data)

    shown = text.shown("a", content, kind, every)
    page = Page(rendered(shown, len(every)))

    assert page.tags <= OURS
    for number, (start, end) in enumerate(every, start=1):
        # Marks of form are gone: what is left is what stands there, in its order.
        assert is_within("".join(marked(shown, number).split()), content[start:end])


def is_within(said: str, content: str) -> bool:
    letters = iter(content)
    return all(any(each == letter for letter in letters) for each in said)


OURS = {"div", "p", "ul", "li", "h2", "h3", "h4", "blockquote", "span", "mark", "a", "b"}


class Page(HTMLParser):
    """The tags of a page, its words, and the words of each mark by what it begins."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.said = ""
        self.marks: dict[str, str] = defaultdict(str)
        self._is_marked = False
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        self._is_marked = tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._is_marked = False

    def handle_data(self, data: str) -> None:
        self.said += data
        if self._is_marked:
            self.marks["all"] += data


def rendered(shown: text.Shown, notes: int) -> str:
    every = [Note(number=n, title="A note", href="/") for n in range(1, notes + 1)]
    template = Template("{% noted_text rows=rows %}")
    return template.render(Context({"rows": text.rows(shown, every)}))


def test_a_sentence_with_bold_words_and_a_link_is_one_mark_in_plain_words():
    content = "Ask your **manager**. See [the page](https://example.org/x), please. Bye."
    start, end = content.index("See"), content.index(" Bye")

    shown = text.shown("a.md", content, "markdown", [(start, end)])

    assert marked(shown, 1) == "See the page, please."
    assert shown.passages[0].words == "Ask your manager. See the page, please. Bye."


def test_two_findings_in_one_sentence_lie_inside_each_other():
    content = "The chairman decides alone."

    shown = text.shown("a.txt", content, "plain", [(0, 27), (4, 12)])
    page = rendered(shown, 2)

    assert [marked(shown, 1), marked(shown, 2)] == [content, "chairman"]
    assert page.index('id="mark-1"') < page.index('id="mark-2"') < page.index('href="#note-2"')
    assert page.index('href="#note-2"') < page.index('href="#note-1"')


def test_a_finding_that_runs_over_two_blocks_has_one_note_and_both_are_marked():
    content = "First words.\n\nSecond words."

    shown = text.shown("a.txt", content, "plain", [(0, len(content))])

    assert [each.begins for each in shown.passages] == [(1,), ()]
    assert rendered(shown, 1).count('id="note-1"') == 1
    assert marked(shown, 1) == "First words.Second words."


def test_what_stands_in_no_block_is_told_apart():
    content = "---\ntitle: Leave\n---\n\nSome words."

    shown = text.shown("a.md", content, "markdown", [(4, 9)])

    assert shown.adrift == (1,)


@pytest.mark.parametrize(
    "content",
    [
        "<script>alert(1)</script> Your manager decides.",
        "[press here](javascript:alert(1)) and **be done**.",
        '<img src="x" onerror="alert(1)"> A picture.',
        "![x](javascript:alert(1)) A picture.",
        '<a href="javascript:alert(1)">Your manager</a> decides.',
        "A line with \u202eeverything turned\u202c around.",
    ],
)
@pytest.mark.parametrize("kind", ["markdown", "html", "plain"])
def test_hostile_text_is_words_and_nothing_else(kind: str, content: str):
    page = Page(rendered(text.shown("a", content, kind, [(0, len(content))]), 1))

    assert page.tags <= OURS
    assert not [value for name, value in page.attributes
                if name.startswith("on") or (value or "").startswith("javascript")]  # fmt: skip


def test_a_giant_line_is_shown_as_far_as_a_page_goes_and_says_so():
    shown = text.shown("a.txt", "word " * 200_000, "plain", [])

    assert shown.is_cut
    assert len(shown.passages[0].words) <= text.MOST_SHOWN


def test_cells_of_a_table_do_not_run_into_each_other():
    content = "| Leave | 26 weeks |\n|---|---|\n| Sick|full pay |"

    said = [each.words.split() for each in text.shown("a.md", content, "markdown", []).passages]

    assert said == [["Leave", "26", "weeks"], ["Sick", "full", "pay"]]
