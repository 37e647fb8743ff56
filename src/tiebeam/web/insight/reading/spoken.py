"""A quote as it is read aloud: its words, without the marks of the file that it stands in."""

from __future__ import annotations

from functools import lru_cache

from tiebeam.engine.texts import read


@lru_cache(maxsize=4096)
def spoken(quote: str) -> str:
    """`**Time in grade.**` is said as Time in grade., and a link as the words that one sees."""
    kind = "html" if "<" in quote and ">" in quote else "markdown"
    return " ".join(read("", quote, kind).plain.split()) or " ".join(quote.split())
