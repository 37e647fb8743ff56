"""What somebody was told, what they want to be told, and the link that ends mails."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from tiebeam.web.delivery import actions, queries
from tiebeam.web.delivery.forms import MessageForm, QuietForm, TimesForm, ToldForm
from tiebeam.web.delivery.models import Message, Notice
from tiebeam.web.delivery.quiet.subjects import subjects
from tiebeam.web.delivery.topics import topic_of, topics_for
from tiebeam.web.permissions import Role, allow, everybody, has_one, signed_in
from tiebeam.web.sealing import CannotSeal, published
from tiebeam.web.ui.shapes import Link, Signpost
from tiebeam.web.ui.typed import keeps_what_was_typed, typed_before

#: Notices on one page.
ON_A_PAGE = 50


@signed_in
@require_safe
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.notices_for(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    unread = queries.unread_for(request.user, at=timezone.now())
    new = set(unread.values_list("pk", flat=True))
    return render(request, "delivery/notices.html", {
        "page": page,
        "new": signposts([each for each in page if each.pk in new]),
        "opened": signposts([each for each in page if each.pk not in new]),
        "chooses": Link(text=_("Choose what you are told"), href=reverse("told")),
    })  # fmt: skip


def signposts(notices: Sequence[Notice]) -> list[Signpost]:
    """Notices in words, each with the way to what it is about."""
    found = [(each, topic_of(each.telling.topic)) for each in notices]
    return [
        Signpost(text=_(topic.says), href=reverse("notice", args=[each.public_id]),
                 about=date_format(timezone.localtime(each.made_at)))
        for each, topic in found if topic
    ]  # fmt: skip


@signed_in
@require_safe
@never_cache
def notice(request: HttpRequest, public_id: str) -> HttpResponse:
    """Lead to what a notice is about; from then on it counts as opened."""
    found = queries.notice_for(request.user, public_id)
    there = queries.address_of(found) if found else ""
    if found is None or not there:
        raise Http404
    actions.read(found, at=timezone.now())
    return redirect(there)


@signed_in
@keeps_what_was_typed
@never_cache
def told(request: HttpRequest) -> HttpResponse:
    """How somebody is told, topic by topic. All is off until they turn it on."""
    topics = topics_for(request.user)
    now: dict[str, Any] = dict(queries.chosen_by(request.user))
    form = ToldForm(request.POST or None, topics=topics, initial=now | typed_before(request))
    if form.is_valid():
        actions.choose(request.user, form.chosen)
        messages.success(request, _("Saved."))
        return redirect("told")
    return render(request, "delivery/told.html", {
        "form": form, "topics": topics,
    })  # fmt: skip


@signed_in
@keeps_what_was_typed
@never_cache
def times(request: HttpRequest) -> HttpResponse:
    """From when to when mails may reach somebody."""
    there = queries.times_of(request.user)
    first: dict[str, Any] = {"first": 0, "last": 24, "zone": str(settings.HERE.time_zone)}
    if there:
        first = {"first": there.first, "last": there.last, "zone": there.zone}
    form = TimesForm(request.POST or None, initial=first | typed_before(request))
    if form.is_valid():
        actions.say_times(request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("told")
    return render(request, "delivery/times.html", {"form": form})


@signed_in
@never_cache
def quiet(request: HttpRequest) -> HttpResponse:
    """What somebody wants quiet. It is sealed, so no page shows it again."""
    form = QuietForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.say_quiet(request.user, form.cleaned_data["subjects"], to=published())
        except CannotSeal:
            form.add_error(None, _("This can't be kept at the moment, for there is no key to seal "
                                   "it with. Tell whoever looks after this Tiebeam."))  # fmt: skip
        else:
            messages.success(request, _("Sealed. From now on that holds, and nothing before it."))
            return redirect("quiet")
    return render(request, "delivery/quiet.html", {"form": form})


# --- to everybody ---------------------------------------------------------------------------------


@signed_in
@require_safe
@never_cache
def said_to_everybody(request: HttpRequest) -> HttpResponse:
    """What leaders said to everybody, without what somebody wants quiet of."""
    every = "every" in request.GET
    found = queries.messages_for(request.user, also_quiet=every)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    posts = [
        Signpost(text=each.title, href=reverse("message", args=[each.public_id]),
                 about=_from(each))
        for each in page
    ]  # fmt: skip
    given = {"page": page, "posts": posts, "every": every,
             "may_write": _may_write(request.user)}  # fmt: skip
    return render(request, "delivery/messages.html", given)


@allow(Role.LEADER)
@keeps_what_was_typed
def new_message(request: HttpRequest) -> HttpResponse:
    """Say something to everybody."""
    first = {"once": secrets.token_urlsafe(16)} | typed_before(request)
    form = MessageForm(request.POST or None, initial=first)
    if form.is_valid():
        try:
            made = actions.say_to_everybody(**form.cleaned_data, by=request.user, at=timezone.now())
        except actions.EnoughSaid:
            form.add_error(None, _("So much was said to everybody in the last twelve months that "
                                   "nothing more can be said on these subjects."))  # fmt: skip
        else:
            messages.success(request, _("Said to everybody."))
            return redirect("message", made.public_id)
    return render(request, "delivery/message_new.html", {"form": form, "trail": [_messages()]})


@signed_in
@require_safe
def message(request: HttpRequest, message: str) -> HttpResponse:
    """One of them. To its author it says no more than to others."""
    found = queries.message(message)
    if found is None:
        raise Http404
    about = [_(subjects()[code]) for code in found.subjects.split()]
    given = {"message": found, "from": _from(found), "about": about, "trail": [_messages()]}
    return render(request, "delivery/message.html", given)


def _may_write(person: Any) -> bool:
    return has_one(person, [Role.LEADER])


def _from(found: Message) -> str:
    name = found.by.name if found.by else _("Somebody who is here no more")
    return f"{name}, {date_format(timezone.localtime(found.at))}"


def _messages() -> Link:
    return Link(text=_("Messages to everybody"), href=reverse("messages"))


# Mail programs send the form by themselves, from no page of ours. Whoever has the link may do what
# it does and nothing else, so there is nothing to protect from another site.
@csrf_exempt
@everybody
@never_cache
def stop(request: HttpRequest, key: str) -> HttpResponse:
    """End such mails, without signing in. To open the link does nothing: mail programs open links
    on their own.
    """
    is_done = request.method == "POST"
    is_there = actions.stop(key) if is_done else queries.is_link_to_stop(key)
    shown = {"is_there": is_there, "is_done": is_done}
    return render(request, "delivery/stop.html", shown, status=200 if is_there else 410)
