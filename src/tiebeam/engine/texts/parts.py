"""The parts of a text: sections hold blocks, blocks hold sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["paragraph", "item", "row", "quote", "code"]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that belongs together.

    start, end  its span, without blanks around it
    path        the headings above it, from the outermost
    lead        the span of the line that introduces a list, such as "You are eligible if:"
    """

    kind: BlockKind
    start: int
    end: int
    path: tuple[str, ...] = ()
    lead: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below one heading, up to the next of any level.

    heading     the heading's words; empty above the first
    level       1 to 6, and 0 above the first heading
    start, end  the span from the heading to the last block
    """

    heading: str
    level: int
    path: tuple[str, ...]
    start: int
    end: int
    heading_start: int
    heading_end: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and the block that it stands in."""

    start: int
    end: int
    block: Block
