"""What is left of a file, and why one is not taken.

It knows neither Django nor any other module of ours, so that a process of its own loads it quickly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Bytes of a file, and of what is made of it.
MOST_BYTES: Final = 10_000_000


class Refused(ValueError):
    """A file is not taken; `why` is a code of ours, and nothing of the file."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Clean:
    """A file from which everything was taken but what it shows.

    kind           picture, sound, document or text
    width, height  of a picture, else 0
    """

    kind: str
    content_type: str
    content: bytes
    width: int = 0
    height: int = 0
