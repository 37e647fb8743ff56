"""What somebody wrote, as HTML that can do no harm.

Markdown, without HTML of its own, without headings, which would stand above those of the page, and
without pictures, which would be fetched from elsewhere.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

#: What is left of it, whatever somebody finds to write.
TAGS: Final = frozenset(
    {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}
)
SCHEMES: Final = frozenset({"http", "https", "mailto"})
#: Signs that may begin something. With each, a reader of Markdown looks for its end anew, so that
#: ten thousand of them would hold up whoever opens the page; nobody writes so many.
MARKS: Final = "[*_`&"
MOST_MARKS: Final = 1000


def as_html(text: str) -> SafeString:
    """Paragraphs, lists, quotes, code and links; of a text with too many marks, its lines."""
    reads = _reader() if sum(map(text.count, MARKS)) <= MOST_MARKS else _of_lines()
    made = reads.render(text)
    safe = nh3.clean(
        made, tags=set(TAGS), attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=set(SCHEMES), link_rel="nofollow noopener noreferrer",
    )  # fmt: skip
    return mark_safe(safe)  # noqa: S308 — cleaned in the line above


@lru_cache(maxsize=2_000)
def wording_as_html(number: int, text: str) -> SafeString:
    """What a post says. It is remembered by the primary key of its wording as well: remembered by
    its text alone, a page would be quicker where the same words stand in a hidden space."""
    return as_html(text)


@cache
def _reader() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
    return made.disable(["heading", "lheading", "image", "html_block", "html_inline"])


@cache
def _of_lines() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False, "breaks": True}).enable(["newline", "text_join"])
