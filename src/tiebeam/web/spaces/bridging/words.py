"""What is said over every bridge first, and why something could not be said."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from tiebeam.bridges.said import WORDS, Reason
from tiebeam.web.spaces.actions import NOW_HIDDEN
from tiebeam.web.spaces.bridging import composing
from tiebeam.web.spaces.bridging.actions import HELLO
from tiebeam.web.spaces.bridging.composing import Words
from tiebeam.web.spaces.models import Space


def why(problem: str) -> str:
    """In words, why the last message could not be said; empty where all is well."""
    if problem == NOW_HIDDEN:
        return _("The space is hidden now, and its name would be read there. Try it once more if "
                 "everybody there is a member.")  # fmt: skip
    return _(WORDS[Reason(problem)]) if problem else ""


def _hello(space: Space, _about: str) -> Words:
    title = _("%(space)s speaks here from now on") % {"space": space.name}
    text = _("Meetings and prompts come here. Nothing that you write here is read.")
    return Words(title=title, text=text, path=reverse("space", args=[space.address]))


def begin() -> None:
    """When the web starts."""
    composing.declare(HELLO, _hello)
