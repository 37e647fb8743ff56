"""Who comes in by the organisation's own sign-in: those who have an account or were invited."""

from __future__ import annotations

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tiebeam.web.accounts import actions
from tiebeam.web.accounts.forms import one_line
from tiebeam.web.accounts.models import User

logger = logging.getLogger(__name__)
LONGEST_NAME = 200


class NoAddress(LookupError):
    """The sign-in elsewhere did not say, or did not vouch for, whose address it is."""


class Elsewhere(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Nothing of what is told there is kept, but for the number by which somebody is known."""

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        user.name = _called(data.get("name") or "", user.email)
        sociallogin.account.extra_data = {}
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Goes on with somebody who may come in, and else ends with the page of a dead link."""
        if sociallogin.account.pk:
            return
        if sociallogin.is_existing:
            if _is_known_by_another_number(sociallogin):
                raise ImmediateHttpResponse(_refused(request))
            return
        try:
            user = actions.accept_from_elsewhere(
                _proven(sociallogin), name=sociallogin.user.name, at=timezone.now()
            )
        except (actions.LinkIsDead, actions.HasAnAccount, NoAddress):
            raise ImmediateHttpResponse(_refused(request)) from None
        sociallogin.connect(request, user)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **told: Any) -> None:
        """Somebody turned back, or the two do not understand each other."""
        raise ImmediateHttpResponse(not_finished(request, told.get("exception")))

    def send_notification_mail(self, template: str, user: User, **more: Any) -> None:
        """Not to whoever came in by it just now: they know."""
        if user.has_usable_password():
            super().send_notification_mail(template, user, **more)


def not_finished(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    """Back to our own sign-in. What went wrong may hold tokens, so the log says its class alone."""
    if error is not None:
        logger.warning("the sign-in elsewhere failed on %s", type(error).__qualname__)
    messages.error(request, _("That sign-in was not finished. Try again, or use another way."))
    return redirect("account_login")


def _is_known_by_another_number(sociallogin: SocialLogin) -> bool:
    """An address that was given to somebody else does not open the account of whoever had it."""
    mine = SocialAccount.objects.filter(user=sociallogin.user)
    return bool(mine.filter(provider=sociallogin.account.provider).exists())


def _proven(sociallogin: SocialLogin) -> str:
    """Raises  NoAddress"""
    for each in sociallogin.email_addresses:
        if each.verified:
            return str(each.email)
    raise NoAddress


def _called(name: str, email: str) -> str:
    """The name that is said there, if it is one; else what stands before the @."""
    name = name.strip()[:LONGEST_NAME]
    try:
        one_line(name)
    except ValidationError:
        name = ""
    return name or email.partition("@")[0]


def _refused(request: HttpRequest) -> HttpResponse:
    """The same page as for a dead link: it does not tell who has an account."""
    answer = render(request, "accounts/dead_link.html", status=410)
    answer["Cache-Control"] = "no-store"
    return answer
