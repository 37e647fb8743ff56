"""Pages of bridges, for whoever looks after a space."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tiebeam.web.permissions import signed_in
from tiebeam.web.sealing import CannotSeal, published
from tiebeam.web.spaces.around import above, around, looked_after, once
from tiebeam.web.spaces.bridging import actions, queries
from tiebeam.web.spaces.bridging.forms import ASKS, BridgeForm
from tiebeam.web.spaces.bridging.words import why
from tiebeam.web.spaces.models import Bridge
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Link, Signpost


@signed_in
@require_safe
def bridges(request: HttpRequest, where: str) -> HttpResponse:
    """Where the space speaks, and where it can't at the moment."""
    place = looked_after(request, where)
    found = [
        {"tool": Bridge.Tool(each.tool).label, "since": day_words(each.made_on),
         "why": why(each.problem), "on": day_words(each.problem_on) if each.problem_on else "",
         "takes_prompts": each.takes_prompts,
         "prompts": reverse("bridge-prompts", args=[where, each.public_id]),
         "down": reverse("bridge-take-down", args=[where, each.public_id]),
         "anew": reverse("bridge-anew", args=[where, each.public_id])}
        for each in queries.bridges_of(place.space)
    ]  # fmt: skip
    tools = [
        Signpost(text=Bridge.Tool(each).label, href=reverse("bridge-new", args=[where, each]))
        for each in ASKS
    ]
    given = {**around(place, where), "bridges": found, "tools": tools, "trail": above(place, where)}
    return render(request, "spaces/bridges.html", given)


@signed_in
@never_cache
def new_bridge(request: HttpRequest, where: str, tool: str) -> HttpResponse:
    """Build one. What is typed is secret, so nothing of it is shown again."""
    place = looked_after(request, where)
    if tool not in ASKS:
        raise Http404
    form = BridgeForm(request.POST or None, tool=tool, initial={"once": once()},
                      may_take_prompts=not place.space.is_hidden)  # fmt: skip
    if form.is_valid():
        try:
            actions.build(
                place.space, tool, form.given, to=published(), once=form.cleaned_data["once"],
                by=request.user, at=timezone.now(), takes_prompts=form.takes_prompts,
            )  # fmt: skip
        except CannotSeal:
            form.add_error(None, _("This can't be kept at the moment, for there is no key to seal "
                                   "it with. Tell whoever looks after this Tiebeam."))  # fmt: skip
        except actions.EnoughBridges:
            form.add_error(None, _("This space has %(number)s bridges. Take one down first.")
                           % {"number": actions.MOST})  # fmt: skip
        else:
            messages.success(request, _("Built. A first word is on its way. If it can't be said, "
                                        "this page tells you why."))  # fmt: skip
            return redirect("space-bridges", where)
    trail = [
        *above(place, where),
        Link(text=_("Bridges"), href=reverse("space-bridges", args=[where])),
    ]
    given = {**around(place, where), "form": form, "tool": Bridge.Tool(tool).label, "trail": trail}
    return render(request, "spaces/bridge_new.html", given)


@signed_in
@require_POST
def take_down(request: HttpRequest, where: str, bridge: str) -> HttpResponse:
    """Say nothing over it any more."""
    actions.take_down(_bridge(request, where, bridge), by=request.user, at=timezone.now())
    return redirect("space-bridges", where)


@signed_in
@require_POST
def anew(request: HttpRequest, where: str, bridge: str) -> HttpResponse:
    """Try once more."""
    actions.try_anew(_bridge(request, where, bridge), by=request.user, at=timezone.now())
    return redirect("space-bridges", where)


@signed_in
@require_POST
def prompts(request: HttpRequest, where: str, bridge: str) -> HttpResponse:
    """Let prompts go over it, or no more."""
    found = _bridge(request, where, bridge)
    actions.let_prompts(found, go=request.POST.get("take") == "yes", by=request.user,
                        at=timezone.now())  # fmt: skip
    return redirect("space-bridges", where)


def _bridge(request: HttpRequest, where: str, public_id: str) -> Bridge:
    found = queries.bridge_of(looked_after(request, where).space, public_id)
    if found is None:
        raise Http404
    return found
