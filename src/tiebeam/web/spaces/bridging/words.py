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


def _hello(space: Space, about: str) -> Words:
    """What comes over this very bridge, as it is when it is sent."""
    title = _("%(space)s speaks here from now on") % {"space": space.name}
    if not space.is_hidden and space.bridges.filter(public_id=about, takes_prompts=True).exists():
        text = _("Meetings come here, and prompts: what a member asks all others, with its title "
                 "and first paragraph. Nothing that you write here is read.")  # fmt: skip
    else:
        text = _("Meetings come here. Nothing that you write here is read.")
    return Words(title=title, text=text, path=reverse("space", args=[space.address]))


def begin() -> None:
    """When the web starts."""
    composing.declare(HELLO, _hello)
