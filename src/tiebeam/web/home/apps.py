"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.kept import Kept, keeps


class Home(AppConfig):
    name = "tiebeam.web.home"
    label = "home"

    def ready(self) -> None:
        """Say what is kept of people."""
        from tiebeam.web.home import queries

        keeps(
            Kept(
                name="last_visit", place=70,
                what=_("The day on which you last opened your home"),
                purpose=_("To tell you what is new since then. Nobody else is shown it."),
                how_long=_("Kept until your next visit but one, or you go."),
                export=queries.visits_of,
            )
        )  # fmt: skip
