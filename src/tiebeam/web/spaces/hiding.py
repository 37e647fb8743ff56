"""What rooms let go once a space is hidden: each says so when the web starts.

They stand upon the actions of spaces, which therefore know none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from tiebeam.web.spaces.models import Space

#: With a space that is hidden now, in the transaction in which it is.
LetsGo = Callable[[Space, datetime], None]
_known: Final[list[LetsGo]] = []


def when_hidden(lets_go: LetsGo) -> None:
    """Said twice, it is done once."""
    if lets_go not in _known:
        _known.append(lets_go)


def hidden(space: Space, at: datetime) -> None:
    for each in _known:
        each(space, at)
