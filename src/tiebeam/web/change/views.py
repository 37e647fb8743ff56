"""Pages of redesigns, and of what changed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_POST, require_safe

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.change import actions, lists, metrics, queries, wording
from tiebeam.web.change.forms import (
    AnswerForm,
    ArgumentForm,
    BarrierForm,
    DatesForm,
    DecidingForm,
    Edited,
    MeasureForm,
    NewForm,
    ReasonForm,
    TextForm,
)
from tiebeam.web.change.locking import canonical, fits
from tiebeam.web.change.models import Redesign
from tiebeam.web.change.queries import PARTS, PROPOSE, InDocument
from tiebeam.web.insight.barriers import queries as barred
from tiebeam.web.insight.barriers.lists import posts as barrier_posts
from tiebeam.web.organisation.inventory.queries import policies_for
from tiebeam.web.permissions import allow, signed_in
from tiebeam.web.ui.shapes import Link, Task

State = Redesign.State
#: On one printed page there is room for so many of a kind.
ON_A_SHEET: Final = 4
#: Before a new text is in force, this is proposed: two weeks to decide, and a month for the text.
DECIDE_DAYS, IN_FORCE_DAYS, JUDGE_DAYS = 14, 45, 365

CALLED: Final[Mapping[str, str | Promise]] = {
    "text": _later("What changes"),
    "deciding": _later("Who decides from now on"),
    "dates": _later("By when, and who sees to it"),
    "measure": _later("How it will be judged"),
}
LEADS: Final[Mapping[str, str | Promise]] = {
    "text": _later("The sentence as it stands, and the one that takes its place."),
    "deciding": _later("Name roles, not people: whoever comes next decides as well."),
    "dates": _later("These dates are fixed once it is proposed. What is missed is shown."),
    "measure": _later("Written down before it starts, and locked: so nobody chooses afterwards "
                      "what counts as a success."),
}  # fmt: skip


# --- what there is --------------------------------------------------------------------------------


@signed_in
@require_safe
def redesigns(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, what waits for its text, and what is being written."""
    found = queries.redesigns_for(request.user)
    by_state = {state: [each for each in found if each.state == state] for state in State}
    deciding = sorted(by_state[State.PROPOSED], key=_due)
    given = {
        "count": len(found), "may_propose": queries.may_propose(request.user),
        "deciding": lists.posts(deciding), "drafts": lists.posts(by_state[State.DRAFT]),
        "decided": lists.posts(sorted(by_state[State.DECIDED], key=_due)),
        "others": sum(bool(each.proposed_on) and not lists.is_waiting(each) for each in found),
    }  # fmt: skip
    return render(request, "change/redesigns.html", given)


def _due(found: Redesign) -> tuple[date, int]:
    return found.due or date.max, found.pk


@signed_in
@require_safe
def what_changed(request: HttpRequest) -> HttpResponse:
    """Every redesign with where it stands; nothing is hidden."""
    found = queries.redesigns_for(request.user)
    given = {"groups": lists.groups(found), "may_propose": queries.may_propose(request.user)}
    return render(request, "change/what_changed.html", given)


@signed_in
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """Decisions, dates and the heaviest barriers, on one page to print."""
    deciding, texts = queries.all_that_waits(request.user)
    given = {
        "deciding": lists.posts(deciding[:ON_A_SHEET]), "texts": lists.posts(texts[:ON_A_SHEET]),
        "more": max(len(deciding) - ON_A_SHEET, 0) + max(len(texts) - ON_A_SHEET, 0),
        "barriers": barrier_posts(barred.heaviest(3, request.user)), "trail": _above(),
        "day": _today(),
    }  # fmt: skip
    return render(request, "change/sheet.html", given)


@signed_in
@require_safe
def redesign(request: HttpRequest, public_id: str) -> HttpResponse:
    """What it answers, what changes, who decides, by when, how it is judged, what speaks against
    it, and what became of it."""
    found = _redesign(request, public_id)
    there = queries.in_document(found)
    may_decide = queries.may_decide(request.user, found)
    given = {
        "redesign": found, "trail": _above(), "lead": lists.standing(found),
        "state": State(found.state).label, "stall": lists.stall(found),
        "barriers": lists.barriers(found), "deciding": lists.deciding(found),
        "dates": lists.dates(found), "receipts": lists.receipts(found),
        "says_otherwise": lists.says_otherwise(found),
        "is_waiting": lists.is_waiting(found), "history": lists.history(found),
        "reading": lists.reading(found),
        "objections": queries.with_arguments(found), **_text_of(found, there),
        **_may(request, found, may_decide),
    }  # fmt: skip
    if found.is_draft:
        given |= {"tasks": _tasks(found), "open": queries.still_open(found)}
    return render(request, "change/redesign.html", given)


def _text_of(found: Redesign, there: InDocument | None) -> dict[str, Any]:
    """The old and the new text, where they stand, and whether the old one still does."""
    runs = wording.between(found.old_text, found.new_text) if found.changes_text else []
    waits = found.is_draft or lists.is_waiting(found)
    stands = there is not None and len(there.places(found.old_text)) == 1
    return {
        "runs": runs, "document": there.document.called if there else "",
        "from_version": lists.version_link(
            found, found.version, _("Read the old text where it stands")
        ),
        "in_version": lists.version_link(
            found, found.found_in, _("Read the new text where it stands")
        ),
        "is_gone": bool(runs) and waits and not stands and found.state != State.DECIDED,
        "newer": bool(runs) and there is not None and found.state == State.DECIDED
                 and found.looked_at == there.newest.public_id,
    }  # fmt: skip


def _may(request: HttpRequest, found: Redesign, may_decide: bool) -> dict[str, bool]:
    may_propose = queries.may_propose(request.user)
    ended = (State.JUDGED, State.DROPPED)
    return {
        "may_write": may_propose and found.is_draft,
        "may_correct": queries.may_correct(request.user),
        "may_reword": may_propose and found.state == State.PROPOSED,
        "may_decide": may_decide and found.state == State.PROPOSED,
        "may_start": may_decide and found.state == State.DECIDED and not found.changes_text,
        "may_drop": _may_drop(found, may_decide=may_decide, may_propose=may_propose),
        "may_measure": may_propose and not found.is_draft and found.state not in ended,
        "may_object": found.state not in (State.DRAFT, *ended),
    }  # fmt: skip


def _may_drop(found: Redesign, *, may_decide: bool, may_propose: bool) -> bool:
    """What was proposed is dropped by whoever decides; before that, by whoever may write it."""
    return may_propose if found.is_draft else may_decide and lists.is_waiting(found)


def _tasks(found: Redesign) -> list[Task]:
    return [_task(found, part) for part in PARTS]


def _task(found: Redesign, part: str) -> Task:
    is_said = queries.is_said(found, part)
    href = reverse("redesign-say", args=[found.public_id, part])
    return Task(text=str(CALLED[part]), href=href, tone="good" if is_said else "plain",
                status=_("Said") if is_said else _("Not yet"), hint="")  # fmt: skip


# --- writing one ----------------------------------------------------------------------------------


@allow(*PROPOSE)
@keeps_what_was_typed
def new(request: HttpRequest) -> HttpResponse:
    """Begin one, from a barrier or a structure; then one step after the other."""
    barrier = _barrier(request)
    policies = [each for each in policies_for(request.user) if each.state != "ended"]
    first = _first(request, barrier) | typed_before(request)
    form = NewForm(request.POST or None, policies=policies, initial=first,
                   proposed=[first["title"]])  # fmt: skip
    if form.is_valid():
        return redirect(_begun(request, form, barrier))
    given = {"form": form, "trail": _above(), "barrier": barrier}
    return render(request, "change/redesign_new.html", given)


def _barrier(request: HttpRequest) -> Any | None:
    named = request.GET.get("barrier")
    found = barred.barrier(named, request.user) if named else None
    if named and (found is None or found.barrier.merged_into_id is not None):
        raise Http404
    return found.barrier if found else None


def _first(request: HttpRequest, barrier: Any | None) -> dict[str, Any]:
    policy = barrier.policy if barrier is not None else None
    named = policy.public_id if policy is not None else request.GET.get("structure", "")
    return {"once": secrets.token_urlsafe(16), "structure": named, "title": ""}


def _begun(request: HttpRequest, form: NewForm, barrier: Any | None) -> Redesign:
    said = {"title": form.cleaned_data["title"], "policy": form.policy}
    return actions.begin(said, [barrier] if barrier is not None else [],
                         once=form.cleaned_data["once"], by=request.user,
                         at=timezone.now())  # fmt: skip


@allow(*PROPOSE)
@keeps_what_was_typed
def say(request: HttpRequest, public_id: str, part: str) -> HttpResponse:
    """One step of it. Once it is proposed, the text and how it is judged can still be changed, and
    both changes are shown."""
    found = _redesign(request, public_id)
    if part not in PARTS or not _can_be_said(found, part):
        raise Http404
    form = _form_of(request, found, part)
    if form.is_valid() and _said(request, found, part, form):
        return redirect(_next(found, part))
    given = {
        "form": form, "redesign": found, "trail": [*_above(), _to(found)], "part": part,
        "title": CALLED[part], "lead": LEADS[part], "is_later": not found.is_draft,
        "documents": _to_read(found, form.documents) if part == "text" else [],
    }  # fmt: skip
    return render(request, "change/redesign_say.html", given)


def _can_be_said(found: Redesign, part: str) -> bool:
    if found.is_draft:
        return True
    if part == "text":
        return found.state == State.PROPOSED
    return part == "measure" and found.state not in (State.JUDGED, State.DROPPED)


def _form_of(request: HttpRequest, found: Redesign, part: str) -> Any:
    sent, edition = request.POST or None, {"edition": found.edition}
    typed = typed_before(request)
    if part == "text":
        documents = queries.documents_of(found.policy)
        first = _first_text(found, documents)
        return TextForm(sent, documents=documents, initial=edition | first | typed,
                        proposed=[found.stops])  # fmt: skip
    if part == "deciding":
        first = DecidingForm.before(found)
        return DecidingForm(sent, initial=edition | first | typed, proposed=first.values())
    if part == "dates":
        first, people = _first_dates(found), queries.everybody()
        return DatesForm(
            sent, initial=edition | first | typed, proposed=[found.cost], today=_today(),
            deciding=queries.may_be_asked_to_decide(found.policy, people), people=people,
        )  # fmt: skip
    choices = metrics.choices(found, _standing(request, found))
    first = _first_measure(found, choices)
    return MeasureForm(sent, redesign=found, choices=choices, initial=edition | first | typed)


def _first_text(found: Redesign, documents: list[InDocument]) -> dict[str, Any]:
    """What was said before; else the clause of the barrier that it answers."""
    first = TextForm.before(found)
    if not found.changes_text:
        barriers = (each.barrier for each in found.answers.all())
        clauses = (each.clause for each in barriers if each.policy_id == found.policy_id)
        first["old"] = first["new"] = next((each for each in clauses if each), "")
    wanted = first["old"]
    there = (each for each in documents if wanted and each.places(wanted))
    return first | {"document": next((each.document.public_id for each in there), "")}


def _first_dates(found: Redesign) -> dict[str, Any]:
    first, today = DatesForm.before(found), _today()
    first["decide_by"] = first["decide_by"] or today + timedelta(days=DECIDE_DAYS)
    first["in_force_by"] = first["in_force_by"] or today + timedelta(days=IN_FORCE_DAYS)
    if not first["owner"] and found.policy is not None and found.policy.owner:
        first["owner"] = found.policy.owner.public_id
    return first


def _first_measure(found: Redesign, choices: list[metrics.Metric]) -> dict[str, Any]:
    first = MeasureForm.before(found, choices)
    begins = found.in_force_by or _today()
    return first | {"judged_on": first.get("judged_on") or begins + timedelta(days=JUDGE_DAYS)}


def _standing(request: HttpRequest, found: Redesign) -> list[Any]:
    """The barriers that it answers, with what shows them."""
    every = (barred.barrier(each.barrier.public_id, request.user) for each in found.answers.all())
    return [each for each in every if each is not None]


def _said(request: HttpRequest, found: Redesign, part: str, form: Any) -> bool:
    """Whether it was kept, or was so already."""
    edition, now = form.cleaned_data["edition"], timezone.now()
    act = actions.write_down if part == "measure" else actions.say
    try:
        act(found, form.said, edition=edition, by=request.user, at=now)
    except actions.ChangedMeanwhile:
        _is_late(form, found)
        return False
    except actions.GoneOn:
        messages.warning(request, _("It has gone on meanwhile. This is how it stands now."))
        return True
    messages.success(request, _("Saved."))
    if part == "measure" and form.is_too_small:
        messages.warning(request, _("So many people could not show an effect of that size. Choose "
                                    "a larger one, or a later day."))  # fmt: skip
    return True


def _is_late(form: Edited, found: Redesign) -> None:
    form.is_late(found.edition)


def _next(found: Redesign, part: str) -> str:
    """The next step that is still open; else the page."""
    still = queries.still_open(found) if found.is_draft else []
    later = [each for each in still if PARTS.index(each) > PARTS.index(part)]
    if later:
        return reverse("redesign-say", args=[found.public_id, later[0]])
    return found.get_absolute_url()


def _to_read(found: Redesign, documents: list[InDocument]) -> list[Link]:
    """The newest texts of its structure, to copy from."""
    links = [lists.version_link(found, each.newest.public_id, each.document.called)
             for each in documents]  # fmt: skip
    return [each for each in links if each]


@allow(*PROPOSE)
@keeps_what_was_typed
def barriers(request: HttpRequest, public_id: str) -> HttpResponse:
    """One more barrier that it answers."""
    found = _redesign(request, public_id)
    if found.state in (State.JUDGED, State.DROPPED):
        raise Http404
    there = {each.barrier_id for each in found.answers.all()}
    others = [each for each in barred.barriers_for(request.user)
              if each.barrier.pk not in there and each.state != "closed"]  # fmt: skip
    form = BarrierForm(request.POST or None, barriers=others, initial=typed_before(request))
    if form.is_valid():
        actions.answer_also(found, form.chosen, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect(found)
    given = {"form": form, "redesign": found, "others": others, "trail": [*_above(), _to(found)]}
    return render(request, "change/redesign_barriers.html", given)


@allow(*PROPOSE)
@require_POST
def propose(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everybody reads it from now on, and how it will be judged is locked."""
    found = _redesign(request, public_id)
    try:
        actions.propose(found, edition=_edition(request), by=request.user, at=timezone.now())
    except actions.NotComplete:
        messages.warning(request, _("Some steps are still open. Do them first."))
    except actions.NotInTheNewest:
        messages.warning(request, _("The newest version no longer says what is to be changed. Open "
                                    "“What changes”, and copy it anew."))  # fmt: skip
    except actions.ChangedMeanwhile:
        messages.warning(request, _("Somebody changed it meanwhile. Read it once more, and then "
                                    "propose it."))  # fmt: skip
    else:
        messages.success(request, _("It is proposed. How it will be judged is locked."))
    return redirect(found)


# --- deciding -------------------------------------------------------------------------------------


@signed_in
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that it will be so: asked once more, with all that speaks against it."""
    found = _to_decide(request, public_id)
    if found.state != State.PROPOSED:
        return redirect(found)
    if request.method == "POST":
        return _decided(request, found)
    given = {
        "redesign": found, "trail": [*_above(), _to(found)], "receipts": lists.receipts(found)[:1],
        "objections": queries.with_arguments(found), "deciding": lists.deciding(found),
        **_text_of(found, queries.in_document(found)),
    }  # fmt: skip
    return render(request, "change/redesign_decide.html", given)


def _decided(request: HttpRequest, found: Redesign) -> HttpResponse:
    try:
        actions.decide(found, edition=_edition(request), by=request.user, at=timezone.now())
    except actions.ChangedMeanwhile:
        messages.warning(request, _("Somebody changed it meanwhile. Read it once more, and then "
                                    "decide."))  # fmt: skip
        return redirect("redesign-decide", public_id=found.public_id)
    except (actions.GoneOn, actions.NotInTheNewest):
        messages.warning(request, _("It has gone on meanwhile. This is how it stands now."))
    else:
        messages.success(request, _("It is decided. Now its text has to be changed."))
    return redirect(found)


@signed_in
@require_POST
def in_force(request: HttpRequest, public_id: str) -> HttpResponse:
    """One that changes no text: whoever decides says that it is in force."""
    found = _to_decide(request, public_id)
    try:
        actions.put_in_force(found, by=request.user, at=timezone.now())
    except actions.GoneOn:
        messages.warning(request, _("It has gone on meanwhile. This is how it stands now."))
    return redirect(found)


@signed_in
@keeps_what_was_typed
def drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """It will not be done, and why."""
    found = _redesign(request, public_id)
    may = {"may_decide": queries.may_decide(request.user, found),
           "may_propose": queries.may_propose(request.user)}  # fmt: skip
    if found.state == State.DROPPED:
        return redirect(found)
    if not _may_drop(found, **may):
        raise Http404
    form = ReasonForm(request.POST or None, initial=typed_before(request))
    if form.is_valid():
        actions.drop(found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        messages.success(request, _("It is dropped. It can still be read, with the reason."))
        return redirect("redesigns") if found.is_draft else redirect(found)
    given = {"form": form, "redesign": found, "trail": [*_above(), _to(found)]}
    return render(request, "change/redesign_drop.html", given)


# --- arguments ------------------------------------------------------------------------------------


@signed_in
@keeps_what_was_typed
def object_to(request: HttpRequest, public_id: str) -> HttpResponse:
    """An argument against it."""
    found = _open_to_arguments(request, public_id)
    form = ArgumentForm(request.POST or None, initial=_once() | typed_before(request))
    if form.is_valid():
        said = form.cleaned_data
        actions.object_to(found, says=said["says"], once=said["once"], at=timezone.now())
        messages.success(request, _("It stands there now, without a name."))
        return redirect(found)
    given = {"form": form, "redesign": found, "trail": [*_above(), _to(found)]}
    return render(request, "change/redesign_object.html", given)


@signed_in
@keeps_what_was_typed
def reply(request: HttpRequest, public_id: str, objection: str) -> HttpResponse:
    """An answer to an argument."""
    found = _open_to_arguments(request, public_id)
    argument = queries.objection(found, objection)
    if argument is None:
        raise Http404
    form = AnswerForm(request.POST or None, initial=_once() | typed_before(request))
    if form.is_valid():
        said = form.cleaned_data
        actions.reply(argument, says=said["says"], once=said["once"], at=timezone.now())
        messages.success(request, _("It stands there now, without a name."))
        return redirect(found)
    given = {"form": form, "redesign": found, "argument": argument,
             "trail": [*_above(), _to(found)]}  # fmt: skip
    return render(request, "change/redesign_object.html", given)


def _open_to_arguments(request: HttpRequest, public_id: str) -> Redesign:
    found = _redesign(request, public_id)
    if found.state in (State.DRAFT, State.JUDGED, State.DROPPED):
        raise Http404
    return found


@signed_in
@require_safe
def locked(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """The line over which the hash was worked out, so that anybody can do it again."""
    found = _redesign(request, public_id)
    written = next((each for each in found.written.all() if each.number == number), None)
    if written is None or not written.hash:
        raise Http404
    given = {
        "redesign": found, "written": written, "line": canonical(written, of=found.public_id),
        "fits": fits(written, of=found.public_id), "trail": [*_above(), _to(found)],
    }  # fmt: skip
    return render(request, "change/redesign_locked.html", given)


# --- what they share ------------------------------------------------------------------------------


def _redesign(request: HttpRequest, public_id: str) -> Redesign:
    found = queries.redesign(public_id, request.user)
    if found is None:
        raise Http404
    return found


def _to_decide(request: HttpRequest, public_id: str) -> Redesign:
    found = _redesign(request, public_id)
    if not queries.may_decide(request.user, found):
        raise Http404
    return found


def _edition(request: HttpRequest) -> int:
    sent = request.POST.get("edition", "")
    return int(sent) if sent.isascii() and sent.isdigit() else 0


def _once() -> dict[str, Any]:
    return {"once": secrets.token_urlsafe(16)}


def _today() -> date:
    return timezone.now().astimezone(settings.HERE.time_zone).date()


def _above() -> list[Link]:
    return [Link(text=_("Redesigns"), href=reverse("redesigns"))]


def _to(found: Redesign) -> Link:
    return Link(text=found.title, href=found.get_absolute_url())
