"""The digest of what needs somebody where they look after a space: that there is something."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from tiebeam.web.delivery import news
from tiebeam.web.delivery.topics import Topic, declare

WAITS: Final = Topic(
    name="spaces.looked-after",
    says=gettext_noop("Something waits where you look after a space"),
    explains=gettext_noop("When something waits for an answer or a decision in a space that you "
                          "look after, when a week is yours, or when nobody has written for long. "
                          "The mail names no space."),
    leads_to=lambda _about: reverse("looking-after"), only_in_digest=True,
)  # fmt: skip


def begin() -> None:
    """When the web starts."""
    declare(WAITS)
    news.declare(news.News(topic=WAITS, leads_to=lambda: reverse("looking-after"), is_new=_waits))


def _waits(person: Any, since: datetime) -> bool:
    """What waits is told again in each digest, until it waits no more: nobody was told by name."""
    from tiebeam.web.spaces.caring.queries import something_waits

    return something_waits(person, timezone.now())
