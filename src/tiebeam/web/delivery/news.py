"""What is new since the last digest, asked when the digest is made and once more when it is sent.

Nothing of it is kept in between: what was taken back, or is no more for somebody, was never there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from tiebeam.web.delivery.topics import How, NotATopic, Topic

#: How far back each digest looks, where none was sent since: twice its time, since one may be late.
LOOKS_BACK: Final[Mapping[How, timedelta]] = {
    How.DAILY: timedelta(days=2), How.WEEKLY: timedelta(days=14),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class News:
    """Something that may be new for somebody.

    leads_to  the address at which they see what it is: the same for everybody
    is_new    whether something is, for a person, since a time
    ever      of a topic that is on until it is turned off: whether something is new for anybody at
              all. On such a day everybody has a digest made, so that no row tells for whom it is
    """

    topic: Topic
    leads_to: Callable[[], str]
    is_new: Callable[[Any, datetime], bool]
    ever: Callable[[datetime], bool] = lambda _since: False


_known: Final[dict[str, News]] = {}


def declare(news: News) -> None:
    """Make it known; its topic is declared before.

    Raises  NotATopic
    """
    if news.topic.name in _known or not news.topic.only_in_digest:
        raise NotATopic(f"'{news.topic.name}' is declared already, or is told in other ways.")
    _known[news.topic.name] = news


def every() -> list[News]:
    return list(_known.values())


def new_for(person: Any, how: How, chosen: Mapping[str, How], *, since: datetime) -> list[News]:
    """What is new for somebody, of what they want to hear of in such a digest.

    chosen  how they want to be told, by topic
    """
    wanted = (each for each in every() if chosen.get(each.topic.name) == how)
    return [each for each in wanted if each.is_new(person, since)]
