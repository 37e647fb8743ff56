"""Headers that Django and django-csp do not send: what the browser need not offer to any page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseBase

#: None of it is used here, so nothing that gets into a page may use it either.
UNUSED: Final = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
    "microphone", "midi", "payment", "usb",
)  # fmt: skip


class PermissionsPolicy:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        response["Permissions-Policy"] = ", ".join(f"{each}=()" for each in UNUSED)
        # What is inside a page is ours: no other site shows it, and none is shown in it.
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
