"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.kept import Kept, keeps
from tiebeam.web.ui.areas import Area, Page, add_page


class SpacesApp(AppConfig):
    name = "tiebeam.web.spaces"
    label = "spaces"

    def ready(self) -> None:
        """Lead to its one door, let things be found, and say what is kept."""
        from django.db.models.signals import post_delete

        from tiebeam.web.jobs.registry import name
        from tiebeam.web.spaces import actions, finding, hiding, queries
        from tiebeam.web.spaces.attaching.actions import goes_with_its_row
        from tiebeam.web.spaces.bridging import words
        from tiebeam.web.spaces.bridging.work import SAY
        from tiebeam.web.spaces.brokering import finding as briefs
        from tiebeam.web.spaces.caring import telling as caring
        from tiebeam.web.spaces.caring import work as weeks
        from tiebeam.web.spaces.emergency import telling as emergencies
        from tiebeam.web.spaces.following import telling
        from tiebeam.web.spaces.groups.asks import telling as asks
        from tiebeam.web.spaces.meeting import bridged, of_inventory, structures
        from tiebeam.web.spaces.meeting import work as meeting
        from tiebeam.web.spaces.models import Attachment, Receipt
        from tiebeam.web.spaces.raising import work
        from tiebeam.web.spaces.starting import actions as kits
        from tiebeam.web.spaces.starting import bridged as prompts

        finding.begin()
        briefs.begin()
        telling.begin()
        caring.begin()
        asks.begin()
        emergencies.begin()
        words.begin()
        bridged.begin()
        prompts.begin()
        hiding.when_hidden(kits.let_go)
        post_delete.connect(goes_with_its_row, sender=Attachment)
        post_delete.connect(goes_with_its_row, sender=Receipt)
        name(work.LET_OUT)
        name(SAY)
        name(meeting.FORGET)
        name(weeks.FORGET)
        structures.add_kind(of_inventory.STRUCTURES)
        add_page(Page(area=Area.ACT, name="spaces", text=_("Spaces"), place=10,
                      also=("/briefs/",)))  # fmt: skip
        add_page(Page(area=Area.ACT, name="ask", text=_("Ask"), place=15))
        add_page(Page(area=Area.ACT, name="desk", text=_("The broker's desk"), place=16))
        add_page(Page(area=Area.ACT, name="chances", text=_("Chances"), place=18))
        add_page(Page(area=Area.PROVE, name="asks", text=_("Asks to leaders"), place=30))
        add_page(Page(area=Area.PEOPLE, name="hours-to-pay", text=_("Hours to be paid"), place=90))
        add_page(
            Page(area=Area.PEOPLE, name="emergencies", text=_("Read in an emergency"), place=95)
        )
        add_page(Page(area=Area.ME, name="followed", text=_("What I follow"), place=42))
        add_page(Page(area=Area.ME, name="looking-after", text=_("What I look after"), place=44))
        add_page(Page(area=Area.ME, name="hours", text=_("Hours I gave"), place=60))
        keeps(
            Kept(
                name="spaces", place=72,
                what=_("The spaces that you are in, what you wrote there, what you asked, what you "
                       "answered or took on for a group, the chances that you posted, the hours "
                       "that you wrote down, what you "
                       "said of meetings, what you took on there, the weeks in which you look "
                       "after a space, and how much you take on"),
                purpose=_("So that you can read and write there. Who is in a space is named in our "
                          "tables by a word that only a key of its own can read."),
                how_long=_("Until you leave the space, or delete your account. What you wrote "
                           "stays, without your name. Questions that wait and hours go with "
                           "you, and so do files that you added: a face or a voice names you as "
                           "well. Whether you come to a meeting, and what you need for that, is "
                           "kept until it is over, and so is which week was yours. If you read a "
                           "space in an emergency, or agreed to it, its members can read your "
                           "name there."),
                export=queries.kept_about, forget=actions.forget_person,
            )
        )  # fmt: skip
