"""What this room keeps about people, and what the rooms do that it stands on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.data import queries
from tiebeam.web.accounts.kept import Kept, keeps
from tiebeam.web.delivery.queries import told_to
from tiebeam.web.jobs.queries import asked_for_by

AS_LONG_AS_YOU = _("Kept as long as your account.")


def say_what_is_kept() -> None:
    """Called once, when this room starts."""
    for each in _everything():
        keeps(each)


def _everything() -> list[Kept]:
    return [
        Kept(
            name="account", place=10,
            what=_("Your name, e-mail address, pronouns and language"),
            purpose=_("So that you can sign in, and others know who writes."),
            how_long=AS_LONG_AS_YOU, export=queries.account_of,
        ),
        Kept(
            name="roles", place=15,
            what=_("What you are trusted with"),
            purpose=_("It opens the pages that your work needs."),
            how_long=_("Kept until a role is taken from you, or you go."), export=queries.roles_of,
        ),
        Kept(
            name="ways_of_signing_in", place=20,
            what=_("How you sign in"),
            purpose=_("To let you in and nobody else. Your password is kept as a mark from which "
                      "it can't be read."),
            how_long=_("Kept until you change it, or you go."), export=queries.ways_in_of,
        ),
        Kept(
            name="sessions", place=25,
            what=_("Where you are signed in: address on the network, and browser"),
            purpose=_("So that you find out when somebody else signs in as you."),
            how_long=_("Kept until that browser is signed out."), export=queries.sessions_of,
        ),
        Kept(
            name="invitations", place=30,
            what=_("The invitation by which you came, and those that you sent"),
            purpose=_("To know who was asked in by whom."),
            how_long=_("Yours goes with you. Those you sent stay, without your name."),
            export=queries.invitations_of,
        ),
        Kept(
            name="said_of_yourself", place=35,
            what=_("What you say of yourself, if anything: sealed"),
            purpose=_("For counts of groups. It can't be read here, and so is not in the file. "
                      "You can have it shown on a page of its own."),
            how_long=_("Kept until you take it back, or you go."), export=None,
        ),
        Kept(
            name="told", place=50,
            what=_("What you were told, and what you want to be told"),
            purpose=_("So that you get what you asked for, and nothing twice."),
            how_long=_("Notices are kept for a year, your choices as long as your account."),
            export=told_to,
        ),
        Kept(
            name="done_here", place=80,
            what=_("What you changed for others, such as a role that you gave"),
            purpose=_("So that nobody can change things unseen. It holds nothing that you wrote "
                      "or read."),
            how_long=_("It stays, also when you go: then under a number that leads to nobody."),
            export=queries.trail_of,
        ),
        Kept(
            name="jobs", place=85,
            what=_("What you had done in the background, and how it ended"),
            purpose=_("To show you how far it has come."),
            how_long=_("It stays when you go, without your name."), export=asked_for_by,
        ),
        Kept(
            name="tries", place=90,
            what=_("How often your address tried to sign in"),
            purpose=_("So that nobody can guess passwords. It is a number alone, and not in the "
                      "file."),
            how_long=_("Kept for an hour at most."), export=None,
        ),
    ]  # fmt: skip
