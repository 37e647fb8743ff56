"""What members are told when their space is read from outside.

No row says to whom: who is in a space stands in no table but by the words of `who`. So it is worked
out for each when their digest is made and sent, and when they open a page of spaces.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_noop

from tiebeam.web.delivery import news
from tiebeam.web.delivery.topics import How, Topic, declare

READ: Final = Topic(
    name="spaces.was-read", says=gettext_noop("A space that you are in was read in an emergency"),
    explains=gettext_noop("When an owner or a steward, with another's agreement, reads for a day "
                          "what is written in a space. Its page says who, and why."),
    leads_to=lambda _about: reverse("spaces"), default=How.DAILY, only_in_digest=True,
)  # fmt: skip


def begin() -> None:
    """When the web starts."""
    declare(READ)
    news.declare(
        news.News(topic=READ, leads_to=lambda: reverse("spaces"), is_new=_was_read, ever=_ever)
    )


def _was_read(person: Any, since: datetime) -> bool:
    from tiebeam.web.spaces.emergency.queries import told_to

    return told_to(person, since).exists()


def _ever(since: datetime) -> bool:
    from tiebeam.web.spaces.emergency.queries import read_since

    return read_since(since).exists()
