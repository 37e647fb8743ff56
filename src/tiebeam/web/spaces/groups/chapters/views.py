"""Pages of chapters: those of a group, and the site and the group of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.organisation.inventory.queries import names_in_use
from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.around import above, around, is_late, not_now
from tiebeam.web.spaces.groups.around import group_of, in_vain, leads
from tiebeam.web.spaces.groups.chapters import actions, lists, queries
from tiebeam.web.spaces.groups.chapters.forms import GroupForm, SiteForm
from tiebeam.web.spaces.queries import Place


@signed_in
def chapters(request: HttpRequest, where: str) -> HttpResponse:
    """The chapters of a group; for those who look after it, also what waits to be confirmed."""
    place = group_of(request, where)
    if not queries.has_chapters(place.space):
        raise Http404
    if request.method == "POST":
        return _acted(request, place, where, "space-chapters")
    every = queries.chapters_of(request.user, place)
    found = [each for each in every if each.confirmed_on]
    waits = [each for each in every if not each.confirmed_on]
    given = {
        **around(place, where), "trail": above(place, where), "posts": lists.chapters(found),
        "waits": [(each, post, lists.since(each))
                  for each, post in zip(waits, lists.chapters(waits), strict=True)],
        "ties": [(each.public_id, each.chapter.name) for each in found],
        "may_change": place.looks_after and place.may_write,
    }  # fmt: skip
    return render(request, "spaces/chapters.html", given)


@signed_in
@keeps_what_was_typed
def chapter(request: HttpRequest, where: str) -> HttpResponse:
    """At which site a chapter is, and of which group."""
    place = group_of(request, where)
    if place.space.kind != queries.CHAPTER:
        raise Http404
    if "end" in request.POST:
        return _acted(request, place, where, "space-chapter")
    says = leads(request, place)
    if request.method == "POST" and not says:
        raise Http404
    site = queries.site_of(place.space)
    forms = _forms(request, place, site) if says else {}
    if says and _said(request, place, site, **forms):
        return redirect("space-chapter", where)
    found = list(queries.groups_of(request.user, place))
    given = {
        **around(place, where), "trail": above(place, where), "site": site, **forms,
        "groups": lists.groups(found), "may_change": place.looks_after and place.may_write,
        "ties": [(each, lists.since(each)) for each in found] if place.looks_after else [],
    }  # fmt: skip
    return render(request, "spaces/chapter.html", given)


def _forms(request: HttpRequest, place: Place, site: Any) -> dict[str, Any]:
    """Two forms of one page; with neither, there is none to choose from."""
    first = {"site": site.called if site else "", "edition": site.edition if site else 0}
    named = list(queries.groups_to_name(request.user, place.space))
    typed = typed_before(request)
    return {
        "site_form": SiteForm(request.POST if "site" in request.POST else None,
                              known=names_in_use()["sites"], initial=first | typed),
        "group_form": GroupForm(request.POST if "group" in request.POST else None, groups=named,
                                initial=typed) if named else None,
    }  # fmt: skip


def _said(
    request: HttpRequest, place: Place, site: Any, *, site_form: SiteForm,
    group_form: GroupForm | None,
) -> bool:  # fmt: skip
    """Whether one of the forms was heeded."""
    by, at = request.user, timezone.now()
    sent: SiteForm | GroupForm = site_form
    try:
        if site_form.is_valid():
            actions.say_where(place.space, site_form.cleaned_data["site"], by=by, at=at,
                              edition=site_form.cleaned_data["edition"])  # fmt: skip
            return True
        if group_form is not None and group_form.is_valid():
            sent = group_form
            actions.say_of(place.space, group_form.chosen, by=by, at=at)
            return True
    except NotAllowed:
        not_now(sent)
    except ChangedMeanwhile:
        is_late(sent, edition=site.edition if site else 0)
    return False


def _acted(request: HttpRequest, place: Place, where: str, page: str) -> HttpResponse:
    """Confirm a tie, or end it."""
    one = request.POST.get("confirm") or request.POST.get("end") or ""
    tie = queries.tie_for(request.user, place, one)
    if not place.looks_after:
        raise Http404
    if tie is None:
        messages.warning(request, _("That was changed meanwhile."))
        return redirect(page, where)
    try:
        if "confirm" in request.POST:
            actions.confirm(tie, by=request.user, at=timezone.now())
        else:
            actions.end(tie, by=request.user, at=timezone.now())
    except NotAllowed:
        return in_vain(request, place, where)
    return redirect(page, where)
