"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.kept import Kept, keeps
from tiebeam.web.ui.areas import Area, Page, add_page


class Releasing(AppConfig):
    name = "tiebeam.web.releasing"
    label = "releasing"

    def ready(self) -> None:
        """Lead to its pages, and name what it asks the worker for."""
        from tiebeam.web.jobs import registry
        from tiebeam.web.releasing import kinds, queries

        add_page(Page(area=Area.DATA, name="cubes", text=_("What may be shown"), place=50))
        add_page(Page(area=Area.DATA, name="requests", text=_("Requests"), place=60))
        add_page(Page(area=Area.DATA, name="answers", text=_("Answers"), place=40))
        keeps(
            Kept(
                name="releases", place=62,
                what=_("Releases that you asked for or decided, and what you declared"),
                purpose=_("Two people stand for each release, and it is known who."),
                how_long=_("It stays when you go, without your name."), export=queries.done_by,
            )
        )  # fmt: skip
        for each in kinds.EVERY:
            registry.name(each)
