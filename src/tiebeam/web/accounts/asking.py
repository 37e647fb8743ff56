"""Whether people may be asked about themselves, and in which countries.

Whoever keeps the organisation's answers about its legal start says so, from its `ready`:

    asking.may_ask = queries.countries_that_were_decided
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

#: Codes of countries, such as "de".
Countries = Sequence[str]


def nobody_decided() -> Countries | None:
    """The answer until somebody gives another: nothing is asked."""
    return None


#: Countries in which people may be asked; None as long as the organisation has not decided.
may_ask: Callable[[], Countries | None] = nobody_decided
