"""Pages of barriers."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.insight.barriers import (
    actions,
    choosing,
    findings,
    known,
    lists,
    places,
    queries,
)
from tiebeam.web.insight.barriers.answers import panels_for
from tiebeam.web.insight.barriers.forms import CorrectForm, JoinForm, NewForm, ReasonForm
from tiebeam.web.insight.barriers.queries import Standing
from tiebeam.web.insight.barriers.weighing import COUNTS_AS
from tiebeam.web.insight.models import Barrier
from tiebeam.web.insight.queries import shown
from tiebeam.web.organisation.inventory.queries import policies_for
from tiebeam.web.permissions import signed_in
from tiebeam.web.ui.shapes import Link

#: Barriers on one page.
AT_ONCE: Final = 50
#: Barriers among which somebody chooses one to be joined with.
MOST_TO_JOIN: Final = 60
State = Barrier.State


# --- what there is --------------------------------------------------------------------------------


@signed_in
@require_safe
def barriers(request: HttpRequest) -> HttpResponse:
    """Every barrier, the heaviest first."""
    every = queries.barriers_for(request.user)
    chosen = choosing.Choosing.asked(request.GET, every)
    page = Paginator(chosen.found, AT_ONCE).get_page(request.GET.get("page"))
    given = {
        "count": len(every), "chosen": chosen, "page": page, "posts": lists.posts(page),
        "counts_as": COUNTS_AS, "has_figures": shown() is not None,
    }  # fmt: skip
    return render(request, "insight/barriers.html", given)


@signed_in
@require_safe
def barrier(request: HttpRequest, public_id: str) -> HttpResponse:
    """One barrier: where, whom, how we know, who decides, what answers it."""
    found = _barrier(request, public_id)
    if found.barrier.merged_into is not None:
        return redirect(_whole(request, found))
    kept, every = found.barrier, queries.barriers_for(request.user)
    given = {
        "barrier": kept, "found": found, "state": found.state.label, "trail": [_to_all()],
        "sure": lists.sure_words(found.sure), "where": lists.where(found),
        "evidence": lists.evidence(found.evidence),
        "document": findings.text_address(kept.version) if kept.version else "",
        "decides": lists.decides(kept.policy) if kept.policy else [],
        "panels": panels_for(request.user, kept),
        "history": lists.history(kept, queries.history(kept, request.user)),
        "may_change": queries.may_change(request.user, kept),
        "like": lists.posts(queries.alike_among(every, found)),
    }  # fmt: skip
    return render(request, "insight/barrier.html", given)


def _whole(request: HttpRequest, found: Standing) -> Barrier:
    """The barrier that goes on in place of one that was joined, for whoever may read it."""
    whole = found.barrier.merged_into
    if whole is None or queries.barrier(whole.public_id, request.user) is None:
        raise Http404
    return whole


# --- opening --------------------------------------------------------------------------------------


@signed_in
@keeps_what_was_typed
def new(request: HttpRequest) -> HttpResponse:
    """What is known without asking anyone; then a barrier, or a question."""
    policies = _policies(request)
    start = _start(request, policies)
    form = NewForm(
        request.POST or None, policies=policies, proposed=(start.title, start.whom),
        there=[*start.where.get("units", ()), *start.where.get("sites", ())],
        initial=_proposed(start) | typed_before(request), draft=start.draft,
    )  # fmt: skip
    if form.is_valid():
        return redirect(_opened(request, form, start))
    about = known.figures_about(offer=start.offer, policy=start.policy, where=start.where)
    given = {
        "form": form, "trail": [_to_all()], "start": start,
        "first": about[0] if start.offer else None,
        "figures": known.posts(about[1:] if start.offer else about),
        "findings": [findings.said_of(each)
                     for each in findings.confirmed_in(start.policy, request.user)
                     if each.public_id not in start.addresses],
        "like": known.barriers_like(start, request.user), "query": request.GET.urlencode(),
        "decides": lists.decides(start.policy) if start.policy else [],
    }  # fmt: skip
    return render(request, "insight/barrier_new.html", given)


def _start(request: HttpRequest, policies: list[Any]) -> known.Start:
    try:
        return known.start(request.GET, policies, request.user)
    except known.NotThere:
        raise Http404 from None


def _proposed(start: known.Start) -> dict[str, Any]:
    return {"once": secrets.token_urlsafe(16), "title": start.title, "whom": start.whom,
            "structure": start.policy.public_id if start.policy else ""}  # fmt: skip


def _opened(request: HttpRequest, form: NewForm, start: known.Start) -> Barrier:
    said, policy = form.cleaned_data, form.policy
    # A clause is one of that structure, whichever else is chosen.
    clause = next((each for each in start.shown_by if each.clause and each.policy == policy), None)
    where = start.where or (places.slice_of(policy) if policy else {})
    return actions.open_barrier(
        {"title": said["title"], "whom": said["whom"], "policy": policy, **where,
         "clause": clause.clause if clause else "", "version": clause.version if clause else ""},
        start.shown_by, once=said["once"], by=request.user, at=timezone.now(),
    )  # fmt: skip


@signed_in
def evidence(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add one more thing that shows a barrier: what there is, and once it is chosen, that."""
    found = _barrier(request, public_id)
    if found.barrier.merged_into is not None:
        return redirect("barrier-evidence", public_id=_whole(request, found).public_id)
    try:
        _offer, chosen = known.shown_by_query(request.GET, request.user)
    except known.NotThere:
        raise Http404 from None
    if request.method == "POST" and chosen:
        return _added(request, found.barrier, chosen)
    given = {"barrier": found.barrier, "chosen": chosen, "query": request.GET.urlencode(),
             "trail": [_to_all(), _to(found.barrier)]}  # fmt: skip
    if not chosen:
        given |= _to_add(request, found)
    return render(request, "insight/barrier_evidence.html", given)


def _to_add(request: HttpRequest, found: Standing) -> dict[str, Any]:
    kept, there = found.barrier, {each.kept.address for each in found.evidence}
    figures = known.figures_about(
        offer=None, policy=kept.policy, where=places.slice_of(kept), without=there
    )
    confirmed = findings.confirmed_in(kept.policy, request.user)
    return {
        "figures": known.posts(figures, choose=True),
        "findings": [(findings.said_of(each), urlencode({"finding": each.public_id}))
                     for each in confirmed if each.public_id not in there],
    }  # fmt: skip


def _added(request: HttpRequest, kept: Barrier, chosen: list[Any]) -> HttpResponse:
    is_new = False
    try:
        for each in chosen:
            is_new |= actions.add_evidence(kept, each, by=request.user, at=timezone.now())
    except actions.JoinedAlready:
        return redirect(kept)
    messages.success(request, _("Added.") if is_new else _("It stands there already."))
    return redirect(kept)


# --- changing -------------------------------------------------------------------------------------


@signed_in
@keeps_what_was_typed
def correct(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say otherwise what it is, whom it hinders, and where."""
    kept = _to_change(request, public_id)
    first = CorrectForm.before(kept) | typed_before(request)
    form = CorrectForm(request.POST or None, initial=first, barrier=kept,
                       policies=_policies(request, kept.policy))  # fmt: skip
    if form.is_valid() and _corrected(request, kept, form):
        return redirect(kept)
    given = {"form": form, "barrier": kept, "trail": [_to_all(), _to(kept)]}
    return render(request, "insight/barrier_correct.html", given)


def _corrected(request: HttpRequest, kept: Barrier, form: CorrectForm) -> bool:
    """Whether it was kept, or was so already."""
    edition = form.cleaned_data["edition"]
    try:
        actions.correct(kept, form.said, edition=edition, by=request.user, at=timezone.now())
    except actions.ChangedMeanwhile:
        form.is_late()
        return False
    messages.success(request, _("Saved."))
    return True


@signed_in
@keeps_what_was_typed
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """It is no longer a barrier, and why."""
    return _with_a_reason(
        request, public_id, actions.close, "insight/barrier_close.html",
        _("The barrier is closed."), lambda state: state == State.CLOSED,
    )  # fmt: skip


@signed_in
@keeps_what_was_typed
def reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """It is one after all, and why."""
    return _with_a_reason(request, public_id, actions.reopen, "insight/barrier_reopen.html",
                          _("The barrier is open again."),
                          lambda state: state not in (State.CLOSED, State.ANSWERED))  # fmt: skip


def _with_a_reason(
    request: HttpRequest, public_id: str, act: Callable[..., None], template: str, done: str,
    is_so: Callable[[str], bool],
) -> HttpResponse:  # fmt: skip
    kept = _to_change(request, public_id)
    if is_so(kept.state):
        return redirect(kept)
    form = ReasonForm(request.POST or None, initial=typed_before(request),
                      there=[*kept.units, *kept.sites])  # fmt: skip
    if form.is_valid():
        act(kept, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        messages.success(request, done)
        return redirect(kept)
    given = {"form": form, "barrier": kept, "trail": [_to_all(), _to(kept)]}
    return render(request, template, given)


@signed_in
@keeps_what_was_typed
def join(request: HttpRequest, public_id: str) -> HttpResponse:
    """Two that are one: both keep what became of them, and the old address leads on."""
    found = _standing_to_change(request, public_id)
    kept = found.barrier
    others = _to_join(request, found)
    first = {"into": request.GET.get("into", "")} | typed_before(request)
    titles = {each.barrier.public_id: each.barrier.title for each in others}
    form = JoinForm(request.POST or None, initial=first, barriers=titles)
    if form.is_valid():
        into = next(each.barrier for each in others
                    if each.barrier.public_id == form.cleaned_data["into"])  # fmt: skip
        return _joined(request, kept, into)
    given = {"form": form, "barrier": kept, "trail": [_to_all(), _to(kept)], "others": others}
    return render(request, "insight/barrier_join.html", given)


def _to_join(request: HttpRequest, found: Standing) -> list[Standing]:
    """Barriers that somebody may join with one, those that are like it first."""
    every = queries.barriers_for(request.user)
    like = {each.barrier.pk for each in queries.alike_among(every, found)}
    mine = [each for each in every if each.barrier != found.barrier
            and queries.may_change(request.user, each.barrier)]  # fmt: skip
    return sorted(mine, key=lambda each: each.barrier.pk not in like)[:MOST_TO_JOIN]


def _joined(request: HttpRequest, kept: Barrier, into: Barrier) -> HttpResponse:
    try:
        whole = actions.join(kept, into, by=request.user, at=timezone.now())
    except (actions.JoinedAlready, actions.JoinedWithItself):
        messages.warning(request, _("It has gone on meanwhile. This is how it stands now."))
        return redirect(kept)
    messages.success(request, _("They are one barrier now. Both histories are kept."))
    return redirect(whole)


# --- what they share ------------------------------------------------------------------------------


def _barrier(request: HttpRequest, public_id: str) -> Standing:
    found = queries.barrier(public_id, request.user)
    if found is None:
        raise Http404
    return found


def _to_change(request: HttpRequest, public_id: str) -> Barrier:
    """A barrier that was joined with none, for whoever may change it."""
    return _standing_to_change(request, public_id).barrier


def _standing_to_change(request: HttpRequest, public_id: str) -> Standing:
    found = _barrier(request, public_id)
    kept = found.barrier
    if kept.merged_into_id is not None or not queries.may_change(request.user, kept):
        raise Http404
    return found


def _policies(request: HttpRequest, also: Any = None) -> list[Any]:
    """Structures that a barrier can be about, for whoever may read them.

    also  one that may have ended meanwhile
    """
    every = policies_for(request.user)
    return [each for each in every if each.state != "ended" or each == also]


def _to_all() -> Link:
    return Link(text=_("Barriers"), href=reverse("barriers"))


def _to(kept: Barrier) -> Link:
    return Link(text=kept.title, href=kept.get_absolute_url())
