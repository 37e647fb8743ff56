"""Prompts as they are said over bridges: how they begin, and never who posted them."""

from __future__ import annotations

import re
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from tiebeam.web.spaces.bridging import composing
from tiebeam.web.spaces.bridging.actions import PROMPT
from tiebeam.web.spaces.bridging.composing import Words
from tiebeam.web.spaces.models import KitPart, Space, State, Thread

#: Letters of how it begins.
MOST: Final = 600


def _prompt(space: Space, about: str) -> Words | None:
    """As it reads when it is sent; None where it was hidden or removed, or is no prompt, and where
    nobody but members knows of the space."""
    if space.is_hidden:
        return None
    found = Thread.objects.filter(space=space, public_id=about, state=State.SHOWN).first()
    if found is None or not KitPart.objects.filter(thread=found).exists():
        return None
    post = found.posts.earliest("at", "pk")
    path = reverse("thread", args=[space.address, found.public_id])
    return Words(title=_("A question: %(title)s") % {"title": found.title},
                 text=beginning(post.wordings.latest("number").text), path=path)  # fmt: skip


def beginning(text: str) -> str:
    """The first part of a text, up to an empty line; where that is long, its first words."""
    first = re.split(r"\n\s*\n", text.strip(), maxsplit=1)[0]
    return first if len(first) <= MOST else f"{first[:MOST].rsplit(maxsplit=1)[0]} …"


def begin() -> None:
    """When the web starts."""
    composing.declare(PROMPT, _prompt)
