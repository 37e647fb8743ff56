"""Where a sentence ends: at a stop that is no abbreviation, number, initial or list mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tiebeam.engine.texts.parts import Block, Sentence

# A stop, what closes with it, and blanks; then something that a sentence may begin with.
_STOP: Final = re.compile(r"""([.!?]+)["')\]]*\s+(?=["'(\[]*\s*(?:[A-Z0-9\u20ac$£₹À-Þ]|[-–]\s))""")
_ABBREVIATION: Final = re.compile(
    r"""(?:^|[\s("'])(?:e\.\s?g|i\.\s?e|etc|cf|vs|approx|incl|excl|no|nos|art|sec|para|fig|vol|min|max|
    mr|mrs|ms|mx|dr|prof|st|jr|sr|hon|rev|gen|inc|ltd|co|corp|plc|dept|est|rs|a\.m|p\.m|ca|
    u\.s|u\.k|e\.u|u\.n|d\.c|u\.s\.c|c\.f\.r|ph\.d|z\.b|bzw|abs|nr|jan|feb|mar|apr|jun|jul|aug|sept|
    sep|oct|nov|dec|[A-Z])$""",
    re.IGNORECASE | re.VERBOSE,
)
# "No. 5" goes on; "No." alone may well end a sentence; so do "etc." and "p.m." before a capital.
_NEEDS_NUMBER: Final = re.compile(
    r"(?:^|[\s(])(?:no|nos|art|sec|para|fig|vol|min|max|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|"
    r"dec|rs|ca|abs|nr|approx|est)$",
    re.IGNORECASE,
)
_MAY_END: Final = re.compile(
    r"(?:^|[\s(])(?:etc|a\.m|p\.m|inc|ltd|co|corp|plc|jr|sr)$", re.IGNORECASE
)
_LIST_MARK: Final = re.compile(r"(?:^|[\s(:;])(?:\d{1,2}|[a-z]|[ivx]{1,4})$")
_PARTING: Final = re.compile(r"\n[ ]*\n")


def within(plain: str, block: Block) -> Iterator[Sentence]:
    """The sentences of a block, in order, without the blanks between them."""
    if block.kind == "row":
        yield Sentence(block.start, block.end, block)
        return
    at = block.start
    for stop in _STOP.finditer(plain, block.start, block.end):
        if stop[1] == "." and _goes_on(plain, at, stop.start(), stop.end()):
            continue
        end = stop.end()
        while plain[end - 1].isspace():
            end -= 1
        yield Sentence(at, end, block)
        at = stop.end()
    while at < block.end and plain[at].isspace():
        at += 1
    if at < block.end:
        yield Sentence(at, block.end, block)


def _goes_on(plain: str, start: int, stop: int, after: int) -> bool:
    """Whether the stop belongs to a word or a number, and the sentence goes on."""
    before = plain[max(start, stop - 12) : stop]
    following = plain[after : after + 1]
    if _MAY_END.search(before):
        return False
    if _NEEDS_NUMBER.search(before):
        return following.isdigit()
    if _ABBREVIATION.search(before):
        return True
    # "1. First do this": the mark of a list inside a paragraph, right at the sentence's start.
    return bool(_LIST_MARK.search(before)) and stop - start <= 4
