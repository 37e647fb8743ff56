"""The digest of what somebody follows: that there is something new, and not a word of what."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_noop

from tiebeam.web.delivery import news
from tiebeam.web.delivery.topics import Topic, declare

FOLLOWED: Final = Topic(
    name="spaces.followed",
    says=gettext_noop("There is something new in what you follow"),
    explains=gettext_noop("When others wrote something in a thread or a space that you follow. The "
                          "mail names neither."),
    leads_to=lambda _about: reverse("followed"), only_in_digest=True,
)  # fmt: skip


def begin() -> None:
    """When the web starts."""
    from tiebeam.web.spaces.following.queries import is_new

    declare(FOLLOWED)
    news.declare(news.News(topic=FOLLOWED, leads_to=lambda: reverse("followed"), is_new=is_new))
