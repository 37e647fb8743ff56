"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tiebeam.web import withdrawals
from tiebeam.web.ui.areas import Area, Page, add_page


class Accounts(AppConfig):
    name = "tiebeam.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Lead to the pages of owners, and say how what was withdrawn is withdrawn again."""
        from tiebeam.web.accounts import actions

        add_page(Page(area=Area.PEOPLE, name="people", text=_("Who is here"), place=10))
        add_page(Page(area=Area.PEOPLE, name="audit-trail", text=_("What was done"), place=90))
        withdrawals.register(actions.INVITATION, actions.withdraw_again)
