"""Pages of reports: to write one, to decide on it, to read what was decided, and to appeal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces import queries as spaces
from tiebeam.web.spaces.actions import NotAllowed
from tiebeam.web.spaces.around import (
    above,
    around,
    looked_after,
    place_of,
    post_of,
    to_thread,
    today,
)
from tiebeam.web.spaces.attaching.views import shown_of
from tiebeam.web.spaces.models import Clause, Post, Space, State
from tiebeam.web.spaces.moderating import actions, lists, queries
from tiebeam.web.spaces.moderating.forms import (
    AgainForm,
    AppealForm,
    ReportForm,
    RuleForm,
    SpareForm,
)
from tiebeam.web.spaces.written import as_html
from tiebeam.web.ui.shapes import Link


@signed_in
@keeps_what_was_typed
def tell(request: HttpRequest, where: str, thread: str, post: str) -> HttpResponse:
    """Report a post: which line it is about."""
    place = place_of(request, where)
    found = post_of(request, place, thread, post)
    is_own = spaces.own_posts(request.user).filter(pk=found.pk).exists()
    if not place.is_in or is_own or found.state != State.SHOWN:
        raise Http404
    form = ReportForm(request.POST or None, clauses=_clauses(place.space),
                      initial=typed_before(request))  # fmt: skip
    if form.is_valid():
        actions.report(found, clause=form.clause, says=form.cleaned_data["says"], by=request.user,
                       at=timezone.now())  # fmt: skip
        messages.success(request, _("Reported. On the page of the space, “Decided on your posts "
                                    "and reports” will say what came of it."))  # fmt: skip
        return redirect("post", where, thread, post)
    given = {**around(place, where), "form": form,
             "html": _words(found, queries.newest_wording(found)),
             "trail": [*above(place, where), to_thread(request, place, where, found)]}  # fmt: skip
    return render(request, "spaces/report_new.html", given)


@signed_in
@require_safe
def queue(request: HttpRequest, where: str) -> HttpResponse:
    """Reports and appeals that wait for whoever looks after the space."""
    place, now = looked_after(request, where), timezone.now()
    every = "every" in request.GET
    reports = list(queries.queue_for(request.user, place.space, at=now, beyond=every))
    beyond = 0 if every else queries.beyond_what_they_wish(request.user, place.space, at=now)
    given = {
        **around(place, where), "trail": above(place, where),
        "reports": lists.reports(reports, where),
        "appeals": lists.appeals(queries.appeals_for(request.user, place.space), where),
        "others": queries.waiting_for_others(request.user, place.space, at=now),
        "beyond": beyond,
    }  # fmt: skip
    return render(request, "spaces/reports.html", given)


@signed_in
@keeps_what_was_typed
def report(request: HttpRequest, where: str, reported: str) -> HttpResponse:
    """A post that was reported: decide, or rather not."""
    place, now = looked_after(request, where), timezone.now()
    found = queries.report_for(request.user, place.space, reported, at=now)
    if found is None:
        raise Http404
    rules = "rule" in request.POST
    first = {"cites": str(found.clause.number)} | typed_before(request)
    form = RuleForm(request.POST if rules else None, clauses=_clauses(place.space), today=today(),
                    initial=first)  # fmt: skip
    try:
        if "decline" in request.POST:
            actions.decline(found, by=request.user, at=now)
            return redirect("space-reports", where)
        if rules and form.is_valid():
            said = form.cleaned_data
            actions.rule(found, said["kind"], clause=form.clause, says=said["says"],
                         until=said["until"], by=request.user, at=now)  # fmt: skip
            messages.success(request, _("Decided. Both can read it, with the line that you cited."))
            return redirect("space-reports", where)
        if request.method == "POST" and not rules:
            actions.take(found, by=request.user, at=now)
    except NotAllowed:
        messages.warning(request, _("Somebody has decided on it meanwhile."))
        return redirect("space-reports", where)
    given = {
        **around(place, where), "form": form, "report": found, "line": found.clause.title,
        "html": _words(found.post, found.wording), "later": _later(found.post, found.wording),
        "is_taken": queries.is_taken(found, request.user, at=now),
        "files": shown_of(request, place, found.post, where),
        "trail": [*above(place, where), _reports(where)],
    }  # fmt: skip
    return render(request, "spaces/report.html", given)


@signed_in
def spare(request: HttpRequest, where: str) -> HttpResponse:
    """Lines of which somebody wants no reports."""
    place = looked_after(request, where)
    titles = [each.title for each in _clauses(place.space)]
    first = {"titles": sorted(queries.spared_by(request.user, place.space))}
    form = SpareForm(request.POST if request.method == "POST" else None, titles=titles,
                     initial=first)  # fmt: skip
    if form.is_valid():
        actions.spare(place.space, form.cleaned_data["titles"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("space-reports", where)
    given = {**around(place, where), "form": form,
             "trail": [*above(place, where), _reports(where)]}  # fmt: skip
    return render(request, "spaces/spare.html", given)


@signed_in
@require_safe
def decided(request: HttpRequest, where: str) -> HttpResponse:
    """What was decided on what one wrote or reported."""
    place = place_of(request, where)
    rulings = queries.rulings_for(request.user, place.space)
    if not place.is_in:
        raise Http404
    given = {**around(place, where), "trail": above(place, where),
             "rulings": lists.rulings(rulings, request.user, place, where)}  # fmt: skip
    return render(request, "spaces/decided.html", given)


@signed_in
@keeps_what_was_typed
def appeal(request: HttpRequest, where: str, ruling: str) -> HttpResponse:
    """Ask that somebody else decides again."""
    place = place_of(request, where)
    found = queries.rulings_for(request.user, place.space).filter(public_id=ruling).first()
    if found is None or not lists.may_appeal(found, request.user):
        raise Http404
    form = AppealForm(request.POST or None, initial=typed_before(request))
    if form.is_valid():
        actions.appeal(found, says=form.cleaned_data["says"], by=request.user, at=timezone.now())
        return redirect("space-decided", where)
    given = {**around(place, where), "form": form, "entries": lists.entries(found, is_author=True),
             "html": _words(found.post, found.report.wording),
             "trail": [*above(place, where), _decided(where)]}  # fmt: skip
    return render(request, "spaces/appeal.html", given)


@signed_in
@keeps_what_was_typed
def again(request: HttpRequest, where: str, ruling: str) -> HttpResponse:
    """Decide again, as another person."""
    place = looked_after(request, where)
    found = queries.appeals_for(request.user, place.space).filter(public_id=ruling).first()
    if found is None:
        raise Http404
    form = AgainForm(request.POST or None, initial=typed_before(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.answer_appeal(found, lifts=said["lifts"] == "yes", says=said["says"],
                                  by=request.user, at=timezone.now())  # fmt: skip
        except NotAllowed:
            messages.warning(request, _("Somebody has decided on it meanwhile."))
        return redirect("space-reports", where)
    given = {**around(place, where), "form": form,
             "html": _words(found.post, found.report.wording),
             "later": _later(found.post, found.report.wording),
             "entries": lists.to_decide_again(found),
             "files": shown_of(request, place, found.post, where),
             "trail": [*above(place, where), _reports(where)]}  # fmt: skip
    return render(request, "spaces/again.html", given)


def _clauses(space: Space) -> list[Clause]:
    return list(spaces.guidelines_of(space).clauses.all())


def _words(post: Post, number: int) -> Any:
    """A post as it was when it was reported."""
    return as_html(post.wordings.get(number=number).text)


def _later(post: Post, number: int) -> Any:
    """What it says now, where that is something else."""
    newest = post.wordings.latest("number")
    return as_html(newest.text) if newest.number != number else ""


def _reports(where: str) -> Link:
    return Link(text=_("Reports"), href=reverse("space-reports", args=[where]))


def _decided(where: str) -> Link:
    there = reverse("space-decided", args=[where])
    return Link(text=_("Decided on your posts and reports"), href=there)
