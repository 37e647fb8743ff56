"""What a browser says it is, in words that its owner knows it by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django import template
from django.utils.translation import gettext as _

register = template.Library()

#: The first that is found counts: most say that they are like one of those further down.
BROWSERS: Final[Mapping[str, str]] = {
    "Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox",
    "FxiOS": "Firefox", "Chrome": "Chrome", "CriOS": "Chrome", "Safari": "Safari",
}  # fmt: skip
SYSTEMS: Final[Mapping[str, str]] = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "ChromeOS",
    "Windows": "Windows", "Mac OS X": "Mac", "Linux": "Linux",
}  # fmt: skip


@register.filter
def browser_named(said: str) -> str:
    """For example "Firefox on Windows"; what nobody knows stays as it was said."""
    browser = next((name for mark, name in BROWSERS.items() if mark in said), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in said), "")
    if not browser or not system:
        return said or _("A browser without a name")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
