"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.kept import Kept, keeps
from tiebeam.web.ui.areas import Area, Page, add_page


class Insight(AppConfig):
    name = "tiebeam.web.insight"
    label = "insight"

    def ready(self) -> None:
        """Lead to what releases show, and to the releases, and say what is kept of people."""
        from tiebeam.web.insight import queries
        from tiebeam.web.releasing import turn

        turn.ask_for_the_last(queries.last_day)
        add_page(Page(area=Area.SEE, name="see", text=_("Overview"), place=10))
        self._barriers()
        add_page(Page(area=Area.SEE, name="see-compare", text=_("Two dates"), place=60))
        add_page(Page(area=Area.SEE, name="see-report", text=_("On one sheet"), place=70))
        add_page(Page(area=Area.SEE, name="wishes", text=_("Ask for more"), place=80))
        add_page(Page(area=Area.PROVE, name="releases", text=_("Releases"), place=60))
        add_page(Page(area=Area.PROVE, name="promises", text=_("Promises"), place=70))
        keeps(
            Kept(
                name="wishes", place=60,
                what=_("What you wished to see in the next release"),
                purpose=_("To know how many want a figure. Who they are is shown to nobody."),
                how_long=_("Kept until you take it back, or you go."), export=queries.wished_by,
            )
        )  # fmt: skip

    def _barriers(self) -> None:
        """Lead to barriers, let them be found, and show them on the page of a structure."""
        from tiebeam.web.insight.barriers import finding, governing, telling
        from tiebeam.web.organisation.inventory.panels import add_panel

        finding.begin()
        telling.begin()
        add_panel(governing.PANEL)
        add_page(Page(area=Area.SEE, name="barriers", text=_("Barriers"), place=50))
