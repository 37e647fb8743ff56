"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tiebeam.web.ui.areas import Area, Page, add_page


class Delivery(AppConfig):
    name = "tiebeam.web.delivery"
    label = "delivery"

    def ready(self) -> None:
        """Lead to what somebody was told, and to what they want to be told."""
        from tiebeam.web.delivery import messages

        messages.begin()
        add_page(Page(area=Area.ME, name="notices", text=_("What I was told"), place=40))
        add_page(Page(area=Area.ME, name="messages", text=_("Messages to everybody"), place=45))
        add_page(Page(area=Area.ME, name="told", text=_("What I want to be told"), place=50))
        add_page(Page(area=Area.ME, name="quiet", text=_("Quiet"), place=55))
