"""What somebody with a place of trust says to everybody, and who everybody is."""

from __future__ import annotations

from typing import Final

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext_noop

from tiebeam.web.delivery.audiences import Audience
from tiebeam.web.delivery.audiences import declare as declare_audience
from tiebeam.web.delivery.topics import How, Topic
from tiebeam.web.delivery.topics import declare as declare_topic

EVERYBODY: Final = Audience("delivery.everybody")
MESSAGE: Final = Topic(
    name="delivery.message",
    says=gettext_noop("There is a message to everybody here"),
    explains=gettext_noop("When a leader says something to everybody."),
    leads_to=lambda public_id: reverse("message", args=[public_id]),
    default=How.HERE, in_digest=False, reaches_everybody=True,
)  # fmt: skip


def begin() -> None:
    """When the web starts."""
    declare_audience(
        EVERYBODY.name, lambda _of: get_user_model().objects.values_list("pk", flat=True)
    )
    declare_topic(MESSAGE)
