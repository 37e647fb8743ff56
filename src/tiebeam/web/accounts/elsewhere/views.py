"""The way to the organisation's own sign-in, and back. Where there is none, neither is there.

It begins with a link. A form would be led on to another site, and the policy of our pages does not
let forms be sent anywhere else: so it stays as strict as it is. To open the link signs nobody in
who is not signed in there, and only as themselves.
"""

from __future__ import annotations

from typing import Final

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import callback
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from tiebeam.web.accounts.elsewhere.adapter import not_finished
from tiebeam.web.permissions import everybody

#: One installation has one of them at most.
PROVIDER: Final = "elsewhere"


@everybody
@require_safe
@never_cache
def go(request: HttpRequest) -> HttpResponseBase:
    """Lead there; afterwards to the page that was asked for, if it is one of ours.

    With `again` in its address, somebody has to show there that it is them, also if they are
    signed in.
    """
    anew = {"auth_params": {"prompt": "login"}} if "again" in request.GET else {}
    try:
        provider = get_adapter(request).get_provider(request, PROVIDER)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    try:
        answer: HttpResponseBase = provider.redirect(
            request, process="login", next_url=get_next_redirect_url(request), **anew
        )
    except (OAuth2Error, RequestException, KeyError) as error:
        return not_finished(request, error)
    return answer


@everybody
@require_safe
@never_cache
def back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    answer: HttpResponseBase = callback(request, provider_id)
    return answer
