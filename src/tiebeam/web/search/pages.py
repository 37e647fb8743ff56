"""The pages of the areas, as something to be found: by those who may open them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiebeam.web.search.sources import Found
from tiebeam.web.ui.areas import CALLED, pages_for

#: Pages in no area that everybody who is signed in may open, by the name of their address.
OF_EVERYBODY: Final[Mapping[str, str | Promise]] = {
    "me": _("Me: my name, my language, how I sign in"),
    "notices": _("What I was told"),
    "told": _("Choose what I am told"),
    "speak-up": _("Speak up"),
}


def pages_to_find(person: Any) -> Iterator[Found]:
    """Each with the area that it is in."""
    for name, title in OF_EVERYBODY.items():
        yield Found(title=str(title), url=reverse(name))
    for each in pages_for(person):
        yield Found(title=str(each.text), url=reverse(each.name), about=str(CALLED[each.area]))
