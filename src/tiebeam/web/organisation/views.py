"""Pages of the legal start, of uploads and of versions."""

from __future__ import annotations

import csv
import secrets
from dataclasses import replace
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.organisation import actions, queries, tables
from tiebeam.web.organisation.faults import fault
from tiebeam.web.organisation.forms import LEGAL, MappingForm, UploadForm, before_saying
from tiebeam.web.organisation.legal import CALLED, LEADS, Topic
from tiebeam.web.organisation.models import DatasetVersion, ImportRun
from tiebeam.web.organisation.naming import CALLED as CALLED_KIND
from tiebeam.web.organisation.queries import LegalStart
from tiebeam.web.organisation.uploads import published_key, takes_files
from tiebeam.web.permissions import Role, allow, signed_in
from tiebeam.web.ui.shapes import Link, Task

#: Who brings data.
BRINGS: Final = (Role.STEWARD, Role.ANALYST)
#: The worker does nothing more, and has told nothing.
ENDED: Final = frozenset({"done", "failed", "cancelled"})

# --- the legal start ------------------------------------------------------------------------------


@allow(*BRINGS, Role.OWNER)
@require_safe
def legal_start(request: HttpRequest) -> HttpResponse:
    """What has to be answered, and what was."""
    start = queries.legal_start()
    shown = {"tasks": [_task(topic, start) for topic in Topic], "start": start,
             "brings": not request.user.roles.isdisjoint(BRINGS)}  # type: ignore[union-attr]  # fmt: skip
    return render(request, "organisation/legal_start.html", shown)


def _task(topic: Topic, start: LegalStart) -> Task:
    answer, href = start.answers.get(topic), reverse("legal-question", args=[topic.value])
    if answer is None:
        return Task(text=str(CALLED[topic]), status=_("Not yet"), tone="plain", href=href)
    about = {"name": answer.by_name, "day": date_format(answer.at)}
    hint = _("%(name)s, %(day)s") % about
    if not answer.is_settled:
        return Task(text=str(CALLED[topic]), status=_("Under way"), tone="waiting", href=href,
                    hint=hint)  # fmt: skip
    return Task(text=str(CALLED[topic]), status=_("Answered"), tone="good", href=href, hint=hint)


@allow(*BRINGS, Role.OWNER)
@keeps_what_was_typed
def legal_question(request: HttpRequest, topic: str) -> HttpResponse:
    """One question; the answer is kept at once, and earlier ones with it."""
    if topic not in set(Topic):
        raise Http404
    asked = Topic(topic)
    now = queries.legal_start().answers.get(asked)
    before: dict[str, Any] = dict(now.said) if now else {}
    form = LEGAL[asked](request.POST or None, initial=before | typed_before(request))
    if form.is_valid():
        actions.answer(asked, form.cleaned_data, is_settled=form.is_settled, by=request.user,
                       at=timezone.now())  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("legal-start")
    above = [Link(text=_("Legal start"), href=reverse("legal-start"))]
    shown = {"form": form, "title": CALLED[asked], "lead": LEADS[asked], "trail": above}
    return render(request, "organisation/legal_question.html", shown)


@signed_in
@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """What data is used here, for what, on which basis, and for how long: for everybody."""
    start = queries.legal_start()
    shown = {"told": queries.told(start), "start": start, "version": queries.current_version()}
    return render(request, "organisation/why.html", shown)


def first_step() -> dict[str, Any]:
    """What comes first where nothing was brought yet."""
    may_begin = queries.legal_start().is_complete
    first = Link(text=_("Bring your files"), href=reverse("upload-new"))
    before = Link(text=_("Answer the legal start"), href=reverse("legal-start"))
    return {"may_begin": may_begin, "action": first if may_begin else before}


# --- bringing files -------------------------------------------------------------------------------


@allow(*BRINGS)
@require_safe
def uploads(request: HttpRequest) -> HttpResponse:
    """Everything that was brought, and how far it came."""
    runs = queries.runs()
    shown = {"table": tables.of_uploads(runs, request.GET) if runs else None, **first_step()}
    return render(request, "organisation/uploads.html", shown)


@allow(*BRINGS)
@takes_files
def new_upload(request: HttpRequest) -> HttpResponse:
    """Bring the files of an export; each was sealed while it arrived."""
    if not queries.legal_start().is_complete:
        return render(request, "organisation/upload_later.html")
    if published_key() is None:
        return render(request, "organisation/upload_no_key.html", status=503)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            return redirect("upload", public_id=_received(request, form).public_id)
    else:
        form = UploadForm(initial={"once": secrets.token_urlsafe(24)})
    shown = {"form": form, "trail": _above_upload(), "most": settings.HERE.upload_max_mb}
    return render(request, "organisation/upload_new.html", shown)


def _received(request: HttpRequest, form: UploadForm) -> ImportRun:
    files, once = form.cleaned_data["brought"], form.cleaned_data["once"]
    run, is_new = actions.receive(files, once=once, by=request.user, at=timezone.now())
    if is_new:
        for each in files:
            each.keep()
    return run


@allow(*BRINGS)
@require_safe
@never_cache
def upload(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far an upload has come, and what to do next."""
    run = _run(public_id)
    shown: dict[str, Any] = {"run": run, "trail": _above_upload(), "files": run.files.all()}
    if run.is_busy:
        shown["progress"] = queries.progress(run)
        shown["has_ended"] = shown["progress"].state in ENDED
    if run.problem:
        shown |= {"fault": fault(run.problem), "file": queries.file_with_problem(run)}
    if run.report:
        shown |= {"rows": tables.of_rows(run), "problems": tables.of_problems(run, request.GET),
                  "before": queries.same_files(run)}  # fmt: skip
    if run.state == run.State.CHECKED:
        shown |= _about_structure(run)
    if run.state == run.State.KEPT:
        shown["version"] = queries.version(run.version)
    return render(request, "organisation/upload.html", shown)


def _about_structure(run: ImportRun) -> dict[str, Any]:
    """What units, sites and grades are new in an upload, and whether the structure is newer."""
    standing, seen = queries.standing(), queries.seen_in(run)
    told = {"is_late": not queries.is_read_with_newest(run)}
    if standing is None or seen is None:
        return told
    only = replace(standing, fresh={
        kind: names & seen.names.get(kind, frozenset()) for kind, names in standing.fresh.items()
    })  # fmt: skip
    fresh = [(CALLED_KIND[kind], only.fresh_names(kind)) for kind in only.fresh]
    return {**told, "fresh": [(title, names) for title, names in fresh if names]}


@allow(*BRINGS)
@require_safe
@never_cache
def upload_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far it has come, alone; once the worker has finished, the whole page anew."""
    run = _run(public_id)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("upload", public_id=public_id)
    progress = queries.progress(run)
    if not run.is_busy or progress.state in ENDED:
        return HttpResponseClientRefresh()
    return render(request, "organisation/progress.html", {"run": run, "progress": progress})


@allow(*BRINGS)
@keeps_what_was_typed
def mapping(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what the columns mean; then the files are read so."""
    run = _run(public_id)
    if run.is_busy or run.state in run.OVER or not run.found:
        return redirect("upload", public_id=public_id)
    standing = queries.standing()
    given = {"found": run.found, "standing": standing, "seen": queries.seen_in(run)}
    if request.method == "POST":
        form = MappingForm(request.POST, **given)
        if form.is_valid() and (answer := _confirmed(request, run, form)):
            return answer
    else:
        ladder = queries.ladder_to_propose(run, standing)
        first = {"round": run.round, **before_saying(run.found, run.chosen, ladder=ladder)}
        form = MappingForm(initial=first | typed_before(request), **given)
    shown = {"form": form, "run": run, "trail": [*_above_upload(), _link_to(run)],
             "unused": queries.files_at(run, run.found.get("unused", ())),
             "fresh": queries.grades_without_place(run, standing)}  # fmt: skip
    return render(request, "organisation/mapping.html", shown)


def _confirmed(request: HttpRequest, run: ImportRun, form: MappingForm) -> HttpResponse | None:
    """Where to go on; None where the structure was changed meanwhile, and the form says so."""
    try:
        actions.confirm(run, form.chosen, round=form.cleaned_data["round"], named=form.named,
                        by=request.user, at=timezone.now())  # fmt: skip
    except actions.ChangedMeanwhile:
        form.is_late()
        return None
    except actions.SaidElsewhere:
        messages.warning(request, _("Somebody said what the columns mean in another tab. What you "
                                    "see here is how it stands now."))  # fmt: skip
    return redirect("upload", public_id=run.public_id)


@allow(*BRINGS)
@require_POST
def accept(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was checked becomes a version."""
    try:
        actions.accept(_run(public_id), by=request.user, at=timezone.now())
    except actions.SaidElsewhere:
        messages.warning(request, _("It has gone on meanwhile. This is how it stands now."))
    return redirect("upload", public_id=public_id)


@allow(*BRINGS)
@require_POST
def try_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the worker was stopped in, once more."""
    run = _run(public_id)
    if run.is_busy and queries.progress(run).state in ENDED:
        try:
            actions.try_again(run, by=request.user, at=timezone.now())
        except actions.SaidElsewhere:
            messages.warning(request, _("It has gone on meanwhile. This is how it stands now."))
    return redirect("upload", public_id=public_id)


@allow(*BRINGS)
@require_POST
def read_with_newest(request: HttpRequest, public_id: str) -> HttpResponse:
    """The files of an upload once more, with the structure as it is now."""
    try:
        actions.check_with_newest(_run(public_id), by=request.user, at=timezone.now())
    except actions.SaidElsewhere:
        messages.warning(request, _("It has gone on meanwhile. This is how it stands now."))
    return redirect("upload", public_id=public_id)


@allow(*BRINGS)
@require_POST
def give_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """Nothing comes of it, and its files are deleted."""
    try:
        actions.give_up(_run(public_id), by=request.user, at=timezone.now())
    except actions.SaidElsewhere:
        messages.warning(request, _("It has gone on meanwhile. This is how it stands now."))
    return redirect("upload", public_id=public_id)


@allow(*BRINGS)
@require_safe
def problems(request: HttpRequest, public_id: str) -> HttpResponse:
    """Row, column and remedy of all that was found, as a file: never a value."""
    run = _run(public_id)
    if not run.report:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="what-to-put-right.csv"'
    response.write("\ufeff")
    csv.writer(response).writerows(tables.lines_of_problems(run))
    return response


def _run(public_id: str) -> ImportRun:
    found = queries.run(public_id)
    if found is None:
        raise Http404
    return found


def _above_upload() -> list[Link]:
    return [Link(text=_("Uploads"), href=reverse("uploads"))]


def _link_to(run: ImportRun) -> Link:
    return Link(text=_("This upload"), href=reverse("upload", args=[run.public_id]))


# --- versions -------------------------------------------------------------------------------------


@allow(*BRINGS)
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Every version of the data, which of them is used, and what comes next."""
    versions = queries.versions()
    shown = {
        "current": queries.current_version(),
        "table": tables.of_versions(versions, request.GET) if versions else None,
        "waiting": queries.waiting_runs(),
        **first_step(),
    }
    return render(request, "organisation/data.html", shown)


@allow(*BRINGS)
@require_safe
def version(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a version holds, and what is other than in the one before."""
    found = _version(public_id)
    shown = {"version": found, "entries": tables.about_version(found),
             "changes": tables.changes_in_words(found), "trail": _above_version()}  # fmt: skip
    return render(request, "organisation/version.html", shown)


@allow(*BRINGS)
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Use a version no more: asked once more, and never why."""
    found = _version(public_id)
    if request.method == "POST":
        actions.withdraw(found, by=request.user, at=timezone.now())
        messages.success(request, _("The version is withdrawn. Its files are being deleted."))
        return redirect("version", public_id=public_id)
    if found.is_withdrawn:
        return redirect("version", public_id=public_id)
    this = Link(text=_("This version"), href=reverse("version", args=[public_id]))
    shown = {"version": found, "trail": [*_above_version(), this]}
    return render(request, "organisation/version_withdraw.html", shown)


def _version(public_id: str) -> DatasetVersion:
    found = queries.version(public_id)
    if found is None:
        raise Http404
    return found


def _above_version() -> list[Link]:
    return [Link(text=_("Versions"), href=reverse("data"))]
