"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tiebeam.web import withdrawals
from tiebeam.web.accounts.identity.kinds import SHOW, TOLD
from tiebeam.web.jobs import registry
from tiebeam.web.ui.areas import Area, Page, add_page


class Accounts(AppConfig):
    name = "tiebeam.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Lead to its pages, let people be found, tell what happens, and say what is kept."""
        from tiebeam.web.accounts import actions, finding, telling
        from tiebeam.web.accounts.data.ours import say_what_is_kept

        finding.begin()
        telling.begin()
        add_page(Page(area=Area.ME, name="me", text=_("My page"), place=10))
        add_page(Page(area=Area.ME, name="my-data", text=_("What is known about me"), place=20))
        add_page(Page(area=Area.ME, name="identity", text=_("What I say of myself"), place=30))
        add_page(Page(area=Area.PEOPLE, name="people", text=_("Who is here"), place=10))
        add_page(Page(area=Area.PEOPLE, name="audit-trail", text=_("What was done"), place=90))
        registry.name(SHOW)
        say_what_is_kept()
        withdrawals.register(actions.INVITATION, actions.withdraw_again)
        withdrawals.register(actions.ACCOUNT, actions.delete_again)
        withdrawals.by_the_worker(TOLD)
