"""Pages that need no account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tiebeam.web.permissions import everybody
from tiebeam.web.ui.gallery import components
from tiebeam.web.ui.shell import Shell
from tiebeam.web.ui.speaking_up import countries, country


@everybody
def gallery(request: HttpRequest) -> HttpResponse:
    """It holds nothing but made-up words."""
    return render(request, "ui/gallery.html", {"components": components(request.GET)})


@everybody
def speak_up(request: HttpRequest) -> HttpResponse:
    """Nothing of who asks is kept: no session, no log line, no copy in the browser's history."""
    asked = {"countries": countries(), "chosen": country(request.GET.get("country"))}
    response = render(request, "ui/speak_up.html", asked)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same words whatever was asked for, so that an address betrays nothing."""
    around = {"shell": Shell(request, is_nowhere=True)}
    return render(request, "ui/not_found.html", around, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/broken.html", status=500)
