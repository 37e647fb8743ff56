"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tiebeam.web import withdrawals
from tiebeam.web.accounts.kept import Kept, keeps
from tiebeam.web.jobs.registry import name
from tiebeam.web.organisation import kinds
from tiebeam.web.ui.areas import Area, Page, add_page


class Organisation(AppConfig):
    name = "tiebeam.web.organisation"
    label = "organisation"

    def ready(self) -> None:
        """Lead to its pages, name its jobs, and say where people may be asked about themselves."""
        from tiebeam.web.accounts import asking
        from tiebeam.web.organisation import actions, queries
        from tiebeam.web.organisation.inventory import finding, telling, work
        from tiebeam.web.organisation.inventory import queries as inventory

        asking.may_ask = queries.countries_to_ask_in
        keeps(
            Kept(
                name="brought", place=64,
                what=_("Data that you brought, and what you answered before it"),
                purpose=_("So that it is known who stands for a version of the data."),
                how_long=_("It stays when you go, without your name."), export=queries.brought_by,
            )
        )  # fmt: skip
        keeps(
            Kept(
                name="structures", place=66,
                what=_("Structures that you look after, added or changed, and documents that you "
                       "brought"),
                purpose=_("So that it is known who looks after a rule, and who said what of it."),
                how_long=_("It stays when you go, without your name."),
                export=inventory.kept_about,
            )
        )  # fmt: skip
        finding.begin()
        telling.begin()
        add_page(Page(area=Area.SEE, name="policies", text=_("Structures"), place=40))
        add_page(Page(area=Area.DATA, name="data", text=_("Versions"), place=10))
        add_page(Page(area=Area.DATA, name="uploads", text=_("Uploads"), place=20))
        add_page(Page(area=Area.DATA, name="structure", text=_("Structure"), place=25))
        add_page(Page(area=Area.DATA, name="legal-start", text=_("Legal start"), place=30))
        add_page(Page(area=Area.DATA, name="why", text=_("Why"), place=90))
        for each in (*kinds.EVERY, *work.EVERY):
            name(each)
        withdrawals.register(actions.VERSION, actions.withdraw_again)
        withdrawals.register(actions.UPLOAD, actions.give_up_again)
