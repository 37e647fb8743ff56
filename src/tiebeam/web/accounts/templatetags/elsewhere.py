"""The link to the organisation's own sign-in, where an installation has one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.socialaccount import app_settings
from django import template
from django.urls import reverse

from tiebeam.web.ui.shapes import Link

register = template.Library()


@register.simple_tag(takes_context=True)
def sign_in_elsewhere(context: dict[str, Any]) -> Link | None:
    """Its name, and the way there, which goes on to the page that was asked for."""
    for each in app_settings.PROVIDERS["openid_connect"]["APPS"]:
        after = context.get("redirect_field_value")
        query = f"?{urlencode({'next': after})}" if after else ""
        return Link(text=each["name"], href=reverse("sign-in-elsewhere") + query)
    return None
