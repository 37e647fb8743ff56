"""A job's page, for whoever asked for it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from tiebeam.web.jobs import actions, queries
from tiebeam.web.jobs.models import Job
from tiebeam.web.jobs.registry import kind_of
from tiebeam.web.permissions import signed_in


@signed_in
@require_safe
@never_cache
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    job = _asked_for_by(request, public_id)
    return render(request, "jobs/job.html", {
        "job": job,
        "title": _(kind_of(job.kind).title),
        "progress": queries.progress_of(job),
        "made": queries.what_it_made(job),
    })  # fmt: skip


@signed_in
@require_safe
@never_cache
def progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far it has come, alone. Once it has ended, the whole page says what comes next."""
    job = _asked_for_by(request, public_id)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(job)
    if not job.is_open:
        return HttpResponseClientRefresh()
    return render(request, "jobs/progress.html", {
        "job": job, "progress": queries.progress_of(job),
    })  # fmt: skip


@signed_in
@require_POST
def stop(request: HttpRequest, public_id: str) -> HttpResponse:
    job = _asked_for_by(request, public_id)
    actions.ask_to_stop(job, at=timezone.now())
    return redirect(job)


def _asked_for_by(request: HttpRequest, public_id: str) -> Job:
    job = queries.job_for(request.user, public_id)
    if job is None:
        raise Http404
    return job
