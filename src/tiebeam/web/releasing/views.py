"""What may be shown is worked out, looked over, declared; a release is asked for, tried, decided.

Analysts ask, stewards decide, and nobody does both of one release.
"""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tiebeam.engine.disclosure.cube import BadCube
from tiebeam.engine.records.window import Window
from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.jobs.queries import progress_of
from tiebeam.web.organisation import queries as data
from tiebeam.web.permissions import Role, Visitor, allow, has_one
from tiebeam.web.releasing import actions, queries, turn
from tiebeam.web.releasing.forms import AskForm, GroupsForm, KeepForm
from tiebeam.web.releasing.models import Cube, Request
from tiebeam.web.releasing.tables import NothingLeft
from tiebeam.web.ui.days import day_words, window_words
from tiebeam.web.ui.shapes import Entry, Link, Signpost

whoever_works_with_data = allow(Role.ANALYST, Role.STEWARD)

# --- what may be shown ----------------------------------------------------------------------------


@whoever_works_with_data
def cubes(request: HttpRequest) -> HttpResponse:
    """Every year's declaration, and a new one."""
    version = data.current_version()
    if request.method == "POST":
        if version is None:
            return redirect("cubes")
        return redirect(actions.ask_for_cube(version.public_id, by=request.user, at=timezone.now()))
    shown = {
        "version": version,
        "posts": [_to_cube(each) for each in queries.cubes()],
        "bring": Link(text=_("Bring data"), href=reverse("data")),
    }
    return render(request, "releasing/cubes.html", shown)


def _to_cube(cube: Cube) -> Signpost:
    title = _("In the making")
    if cube.first and cube.last:
        title = window_words(Window(cube.first, cube.last))
    said = _("Asked for on %(day)s.") % {"day": day_words(cube.made_at)}
    if cube.declared_at:
        said = _("Declared on %(day)s.") % {"day": day_words(cube.declared_at)}
    state = cube.get_state_display()
    return Signpost(text=title, href=cube.get_absolute_url(), about=said, status=state)


@whoever_works_with_data
@keeps_what_was_typed
def cube(request: HttpRequest, public_id: str) -> HttpResponse:
    """The tables of a cube and what they spend; as long as it is a proposal, to be struck out."""
    found = _cube(public_id)
    if found.state in {Cube.State.ASKED, Cube.State.DROPPED}:
        job = queries.job_of_cube(found)
        shown = {"cube": found, "trail": _to_cubes(), "progress": progress_of(job) if job else None}
        return render(request, "releasing/cube_waits.html", shown)
    parts = queries.parts(found)
    form = KeepForm(request.POST or None, parts=parts, typed=typed_before(request))
    if form.is_valid() and _struck(request, found, form, parts):
        messages.success(request, _("Saved."))
        return redirect(found)
    shown = {
        "cube": found, "form": form, "parts": parts, "left_out": queries.left_out(found),
        "trail": _to_cubes(),
        "may_declare": _is(request, Role.STEWARD),
    }  # fmt: skip
    return render(request, "releasing/cube.html", shown)


def _struck(request: HttpRequest, found: Cube, form: KeepForm, parts: Any) -> bool:
    every = {each.key for part in parts for each in part.choices}
    try:
        actions.strike_out(found, every - form.kept(), by=request.user, at=timezone.now())
    except NothingLeft:
        form.add_error(None, _("Keep one table at least, or drop the proposal."))
        return False
    except actions.NotNow:
        form.add_error(None, _("It was declared or dropped meanwhile, so it stays as it is."))
        return False
    return True


@allow(Role.STEWARD)
@require_POST
def declare(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _cube(public_id)
    try:
        actions.declare(found, by=request.user, at=timezone.now())
    except BadCube as wrong:
        messages.error(request, str(wrong))
    except (actions.NotNow, NothingLeft):
        messages.error(request, _("It was declared or dropped meanwhile, so it stays as it is."))
    else:
        messages.success(request, _("Declared. From now on this may be shown, and nothing else."))
    return redirect(found)


@whoever_works_with_data
@require_POST
def drop(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.drop(_cube(public_id), by=request.user, at=timezone.now())
    return redirect("cubes")


@whoever_works_with_data
@require_safe
def file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The cube as the file that `tiebeam release` reads."""
    found = _cube(public_id)
    if not found.text:
        raise Http404
    answer = HttpResponse(found.text, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cube-{found.first}.toml"'
    return answer


def _cube(public_id: str) -> Cube:
    found = queries.cube(public_id)
    if found is None:
        raise Http404
    return found


# --- what answers count as ------------------------------------------------------------------------


@allow(Role.STEWARD)
@keeps_what_was_typed
def answers(request: HttpRequest) -> HttpResponse:
    """How answers of people about themselves go together with what the data call it."""
    questions = queries.questions()
    form = GroupsForm(
        request.POST or None, questions=questions, called=queries.groups(),
        initial=typed_before(request),
    )  # fmt: skip
    if questions and form.is_valid():
        actions.name_groups(form.called(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved. It holds from the next release on."))
        return redirect("answers")
    shown = {"form": form if questions else None, "values": queries.values_in_use()}
    return render(request, "releasing/answers.html", shown)


# --- releases -------------------------------------------------------------------------------------


@whoever_works_with_data
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What was asked for, and what became of it."""
    posts = [
        Signpost(text=_("As of %(day)s") % {"day": day_words(each.at)},
             href=each.get_absolute_url(),
             about=_("Asked for on %(day)s.") % {"day": day_words(each.asked_at)},
             status=each.get_state_display())
        for each in queries.requests()
    ]  # fmt: skip
    may_ask = _is(request, Role.ANALYST)
    return render(request, "releasing/requests.html", {"posts": posts, "may_ask": may_ask})


@allow(Role.ANALYST)
@keeps_what_was_typed
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a release. Without data or a declaration, it says what comes first."""
    version, cube = data.current_version(), queries.declared_cubes().first()
    days = _days(cube, version) if cube and version else None
    if version is None or cube is None or days is None:
        missing = {
            "version": version, "cube": cube, "trail": _to_requests(),
            "last_day": turn.last_day(), "next_day": turn.next_day(),
        }  # fmt: skip
        return render(request, "releasing/cannot_ask.html", missing)
    first, last = days
    # The first declaration begins with the last day of the data.
    at = first if queries.declared_cubes().count() == 1 else last
    form = AskForm(
        request.POST or None, first=first, last=last, initial={"at": at} | typed_before(request)
    )
    if form.is_valid():
        try:
            asked, _job = actions.ask(
                cube, version.public_id, form.cleaned_data["at"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except actions.OneAtATime:
            form.add_error(None, _("A release is on its way already. Wait until it is decided."))
        else:
            return redirect(asked)
    shown = {"form": form, "version": version, "cube": cube, "trail": _to_requests()}
    return render(request, "releasing/ask.html", shown)


def _days(cube: Cube, version: Any) -> tuple[date, date] | None:
    """The first and the last day of which the next release may speak; None where there is none.

    A version tells its last year and not its last day. Which days it has, the worker sees.
    """
    end = date(version.last_year, 12, 31)
    first, last = cube.first or end, min(cube.last or end, end)
    first = max(first, turn.next_day() or first)
    return (first, last) if first <= last else None


def _is(request: HttpRequest, role: Role) -> bool:
    return has_one(cast(Visitor, request.user), [role])


@whoever_works_with_data
@require_safe
def request_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """How a release stands; for a steward, what it would show and how the attack went."""
    found = _request(public_id)
    job = queries.job_of(found)
    is_steward = _is(request, Role.STEWARD)
    is_own = found.asked_by_id == request.user.pk
    shown = {
        "found": found,
        "tone": _TONES.get(Request.State(found.state), "waiting"),
        "progress": progress_of(job) if job and found.state in _WITH_JOB else None,
        "entries": _about(found),
        "table": queries.shown_and_hidden(found, caption=_("What it would show, and what not")),
        "attacks": queries.attacks(found),
        "may_decide": is_steward and not is_own and found.state == Request.State.TRIED,
        "waits_for_another": is_steward and is_own and found.state == Request.State.TRIED,
        "may_withdraw": queries.can_be_withdrawn(found),
        "trail": _to_requests(),
    }
    return render(request, "releasing/request.html", shown)


_TONES = {
    Request.State.PUBLISHED: "good",
    Request.State.REFUSED: "plain",
    Request.State.WITHDRAWN: "plain",
}
#: States in which a job is at work, or is what stands in the way.
_WITH_JOB = {Request.State.ASKED, Request.State.LET_OUT}


def _about(found: Request) -> list[Entry]:
    said = [
        Entry(about=_("Speaks of"), said=day_words(found.at)),
        Entry(about=_("Asked for by"), said=str(found.asked_by or _("somebody who left"))),
    ]
    if found.decided_at:
        said.append(
            Entry(about=_("Decided by"), said=str(found.decided_by or _("somebody who left")))
        )
    if found.number:
        said.append(Entry(about=_("Number of the release"), said=str(found.number)))
    return said


@allow(Role.STEWARD)
@require_POST
def publish(request: HttpRequest, public_id: str) -> HttpResponse:
    return _decide(request, public_id, actions.let_out)


@allow(Role.STEWARD)
@require_POST
def refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    return _decide(request, public_id, actions.refuse)


def _decide(request: HttpRequest, public_id: str, decide: Any) -> HttpResponse:
    found = _request(public_id)
    try:
        decide(found, by=request.user, at=timezone.now())
    except actions.OwnRequest:
        messages.error(request, _("You asked for it, so another steward decides."))
    except actions.NotNow:
        messages.error(request, _("It was decided or withdrawn meanwhile."))
    return redirect(found)


@whoever_works_with_data
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _request(public_id)
    try:
        actions.withdraw(found, by=request.user, at=timezone.now())
    except actions.NotNow:
        messages.error(request, _("It is being published, or was decided. It stays as it is."))
    return redirect(found)


def _request(public_id: str) -> Request:
    found = queries.request(public_id)
    if found is None:
        raise Http404
    return found


def _to_cubes() -> list[Link]:
    return [Link(text=_("What may be shown"), href=reverse("cubes"))]


def _to_requests() -> list[Link]:
    return [Link(text=_("Releases asked for"), href=reverse("requests"))]
