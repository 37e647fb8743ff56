"""What was raised as pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tiebeam.web.insight.barriers.lists import sure_words
from tiebeam.web.insight.barriers.queries import Standing
from tiebeam.web.spaces.models import Raised
from tiebeam.web.spaces.raising.happenings import happenings
from tiebeam.web.ui.shapes import Signpost


def posts(raised: Sequence[Raised], became: Mapping[str, Standing]) -> list[Signpost]:
    """What was raised, each with the barrier that it shows and how that stands."""
    found = ((each, became.get(each.barrier)) for each in raised)
    return [
        Signpost(text=stands.barrier.title, href=stands.barrier.get_absolute_url(),
                 about=f"{_said(each, stands.barrier)} {sure_words(stands.sure)}",
                 status=str(stands.state.label))
        for each, stands in found if stands is not None
    ]  # fmt: skip


def _said(raised: Raised, barrier: Any) -> str:
    """Where it was raised, and what, unless the barrier says that itself."""
    what = _(happenings()[raised.what])
    given = {"what": what, "where": raised.place or _("Everywhere")}
    if barrier.title.endswith(what):
        return _("Where: %(where)s.") % given
    return _("Raised: %(what)s. Where: %(where)s.") % given
