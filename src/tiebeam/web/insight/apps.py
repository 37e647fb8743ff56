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
        from tiebeam.web.insight.reading import panel, telling, work
        from tiebeam.web.insight.reading import queries as reading
        from tiebeam.web.jobs.registry import name
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
        keeps(
            Kept(
                name="verdicts", place=68,
                what=_("What you said of findings in documents"),
                purpose=_("So that others see whether a finding is so, and who thinks so. Whoever "
                          "may read the document sees it."),
                how_long=_("It stays when you go, without your name."),
                export=reading.kept_about,
            )
        )  # fmt: skip
        add_page(Page(area=Area.SEE, name="findings", text=_("Findings"), place=42))
        add_page(Page(area=Area.SEE, name="person-walk", text=_("A walk"), place=44))
        name(work.READ)
        telling.begin()
        panel.begin()

    def _barriers(self) -> None:
        """Lead to barriers, let them be found, and show them on the page of a structure."""
        from tiebeam.web.insight.barriers import finding, governing, telling
        from tiebeam.web.organisation.inventory.panels import add_panel

        finding.begin()
        telling.begin()
        add_panel(governing.PANEL)
        add_page(Page(area=Area.SEE, name="barriers", text=_("Barriers"), place=50))
