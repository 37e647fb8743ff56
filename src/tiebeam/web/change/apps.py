"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.kept import Kept, keeps
from tiebeam.web.jobs.registry import name
from tiebeam.web.ui.areas import Area, Page, add_page


class Change(AppConfig):
    name = "tiebeam.web.change"
    label = "change"

    def ready(self) -> None:
        """Lead to its pages, name its jobs, and show redesigns where lower rooms leave a place."""
        from tiebeam.web.change import finding, named, panels, queries, telling, work
        from tiebeam.web.insight.barriers import answers
        from tiebeam.web.organisation.inventory.panels import add_panel
        from tiebeam.web.spaces.meeting.structures import add_kind

        finding.begin()
        telling.begin()
        answers.add_panel(panels.OF_BARRIER)
        add_panel(panels.OF_POLICY)
        add_kind(named.REDESIGNS)
        add_page(Page(area=Area.ACT, name="redesigns", text=_("Redesigns"), place=40))
        add_page(Page(area=Area.PROVE, name="what-changed", text=_("What changed"), place=10))
        for each in work.EVERY:
            name(each)
        keeps(
            Kept(
                name="redesigns", place=68,
                what=_("Redesigns that you are to decide, and those that may pass to you"),
                purpose=_("So that everybody sees who has to decide, and by when."),
                how_long=_("It stays when you go, without your name."), export=queries.kept_about,
            )
        )  # fmt: skip
