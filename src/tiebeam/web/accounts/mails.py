"""What we write to people who have no account yet."""

from __future__ import annotations

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tiebeam.web.accounts.models import Invitation


def send_invitation(invitation: Invitation, *, link: str, organisation: str) -> None:
    """Raises OSError or SMTPException where the mail server does not take it."""
    said = {"invitation": invitation, "link": link, "organisation": organisation}
    send_mail(
        subject=_("You are invited to Tiebeam at %(name)s") % {"name": organisation},
        message=render_to_string("accounts/mail/invitation.txt", said),
        from_email=None,
        recipient_list=[invitation.email],
    )
