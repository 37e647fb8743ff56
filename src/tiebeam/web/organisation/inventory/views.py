"""Pages of what the organisation has in writing."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.organisation.inventory import actions, known, lists, queries, reading
from tiebeam.web.organisation.inventory.faults import in_words
from tiebeam.web.organisation.inventory.forms import (
    PARTS,
    AboutUsForm,
    BringForm,
    NewForm,
    StateForm,
    VersionForm,
    WhereForm,
    places,
    proposed,
)
from tiebeam.web.organisation.inventory.panels import panels_for
from tiebeam.web.organisation.inventory.queries import LOOK_AFTER
from tiebeam.web.organisation.models import Bringing, Document, DocumentVersion, Policy
from tiebeam.web.organisation.uploads import published_key, sealed_text, takes_files
from tiebeam.web.permissions import allow, has_one, signed_in
from tiebeam.web.ui.shapes import Link

#: The worker does nothing more, and has told nothing.
ENDED: Final = frozenset({"done", "failed", "cancelled"})
#: Of what is missing, so much stands on the first page.
MOST_MISSING: Final = 5
#: Documents of which somebody says on one page where they belong.
MOST_AT_ONCE: Final = 40


# --- what there is --------------------------------------------------------------------------------


@signed_in
@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """What there is, kind by kind, and what is missing."""
    found, us, day = queries.policies_for(request.user), queries.about_us(), _today()
    may_write = _may_write(request)
    missing = queries.missing(found, us.countries, us.size)
    there = [each for each in found if each.state != Policy.State.ENDED]
    shown = {
        "groups": lists.by_kind(found, day), "ended": lists.ended(found, day), "us": us,
        "for_us": lists.us_words(us),
        **_missing(missing[:MOST_MISSING], us, may_write=may_write, in_short=True),
        "more": len(missing) - MOST_MISSING, "may_write": may_write, "count": len(there),
        "overdue": sum(lists.is_overdue(each, day) for each in there),
        "waiting": queries.documents_waiting().count() if may_write else 0,
        "bring": Link(text=_("Bring your documents"), href=reverse("policy-bring")),
    }  # fmt: skip
    return render(request, "organisation/policies.html", shown)


@signed_in
@require_safe
def usual(request: HttpRequest) -> HttpResponse:
    """What organisations usually have in writing: what is missing, and what covers the rest."""
    found, us = queries.policies_for(request.user), queries.about_us()
    missing, may_write = queries.missing(found, us.countries, us.size), _may_write(request)
    shown = {
        **_missing(missing, us, may_write=may_write), "us": us, "for_us": lists.us_words(us),
        "count": len(missing),
        "covered": lists.covered(found), "may_write": may_write, "trail": _above(),
    }  # fmt: skip
    return render(request, "organisation/policy_usual.html", shown)


def _missing(
    found: list[known.Usual], us: queries.Us, *, may_write: bool, in_short: bool = False
) -> dict[str, Any]:
    """Whoever may add it gets a way to do so."""
    if may_write:
        return {"missing": lists.missing(found, us, in_short=in_short)}
    return {"told_missing": lists.missing_in_words(found, us)}


@allow(*LOOK_AFTER)
@keeps_what_was_typed
def about_us(request: HttpRequest) -> HttpResponse:
    """How many work here, and where: it says what is usual."""
    us = queries.about_us()
    first = {"size": us.size, "countries": us.countries, **typed_before(request)}
    form = AboutUsForm(request.POST or None, initial=first)
    if form.is_valid():
        actions.say_about_us(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("policy-usual")
    return render(request, "organisation/policy_about_us.html", {"form": form, "trail": _above()})


@signed_in
@require_safe
def policy(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who decides, whom it covers, where it holds, and what it says."""
    found, day, may_write = _policy(request, public_id), _today(), _may_write(request)
    shown = {
        "policy": found, "trail": _above(), "may_write": may_write,
        "what": lists.what(found, day, may_change=may_write),
        "decides": lists.decides(found, may_change=may_write),
        "overdue": lists.review_words(found, day) if lists.is_overdue(found, day) else "",
        "panels": panels_for(request.user, found), "kind": lists.kind_called(found.kind),
    }  # fmt: skip
    return render(request, "organisation/policy.html", shown)


# --- saying what there is -------------------------------------------------------------------------


@allow(*LOOK_AFTER)
@keeps_what_was_typed
def new(request: HttpRequest) -> HttpResponse:
    """A structure, also one that stands in no document."""
    form = NewForm(request.POST or None, initial=_first(request) | typed_before(request))
    if form.is_valid():
        made = actions.start(
            form.said, once=form.cleaned_data["once"], by=request.user, at=timezone.now()
        )
        return redirect(made)
    item = known.usual_called(form["usual"].value() or "")
    shown = {
        "form": form, "trail": _above(), "item": item, "why": _(item.why) if item else "",
        "look_for": _(item.look_for) if item else "",
    }  # fmt: skip
    return render(request, "organisation/policy_new.html", shown)


def _first(request: HttpRequest) -> dict[str, Any]:
    item = known.usual_called(request.GET.get("covers", ""))
    title = _(item.name) if item else ""
    return {
        "once": _once(), "owner": request.user.public_id, "state": Policy.State.DRAFT,  # type: ignore[union-attr]
        "title": title, "usual": item.code if item else "",
        "kind": known.proposed_kind(item.name if item else ""),
    }  # fmt: skip


@allow(*LOOK_AFTER)
@keeps_what_was_typed
def change(request: HttpRequest, public_id: str, part: str) -> HttpResponse:
    """Say something else of a structure, one thing at a time."""
    found = _policy(request, public_id)
    if part not in PARTS:
        raise Http404
    asked = PARTS[part]
    first = {"edition": found.edition, **asked.before(found), **typed_before(request)}
    form = asked(request.POST or None, initial=first, policy=found)
    if form.is_valid() and _changed(request, found, form):
        return redirect(found)
    shown = {"form": form, "policy": found, "trail": [*_above(), _link_to(found)],
             "title": asked.title_of_page}  # fmt: skip
    return render(request, "organisation/policy_change.html", shown)


def _changed(request: HttpRequest, found: Policy, form: Any) -> bool:
    """Whether it was kept, or was so already."""
    edition = form.cleaned_data["edition"]
    try:
        actions.change(found, form.said, edition=edition, by=request.user, at=timezone.now())
    except actions.ChangedMeanwhile:
        by = found.changed_by.name if found.changed_by else _("Somebody who left")
        form.is_late(_("%(name)s changed this structure meanwhile. What you typed is still here. "
                       "If it is right, send it once more.") % {"name": by})  # fmt: skip
        return False
    messages.success(request, _("Saved."))
    return True


@allow(*LOOK_AFTER)
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """A structure holds no more: asked once more."""
    found = _policy(request, public_id)
    if request.method == "POST":
        actions.end(found, by=request.user, at=timezone.now())
        messages.success(request, _("The structure is ended."))
        return redirect(found)
    if found.state == Policy.State.ENDED:
        return redirect(found)
    shown = {"policy": found, "trail": [*_above(), _link_to(found)]}
    return render(request, "organisation/policy_end.html", shown)


# --- bringing documents ---------------------------------------------------------------------------


@allow(*LOOK_AFTER)
@takes_files
@keeps_what_was_typed
def bring(request: HttpRequest) -> HttpResponse:
    """Bring documents; each is sealed while it arrives."""
    if published_key() is None:
        return render(request, "organisation/upload_no_key.html", status=503)
    if request.method == "POST":
        form = BringForm(request.POST, request.FILES)
        if form.is_valid():
            return redirect("policy-brought", public_id=_received(request, form).public_id)
    else:
        form = BringForm(initial={"once": _once()} | typed_before(request))
    shown = {"form": form, "trail": _above(), "most": settings.HERE.upload_max_mb,
             "waiting": queries.documents_waiting().count()}  # fmt: skip
    return render(request, "organisation/policy_bring.html", shown)


def _received(request: HttpRequest, form: BringForm, **where: Any) -> Bringing:
    said = form.cleaned_data
    files: list[Any] = [*said["brought"]]
    if said["pasted"]:
        files.append(sealed_text(said["pasted"], name=_pasted_name(said["called"])))
    brought, is_new = actions.receive(
        files, once=said["once"], by=request.user, at=timezone.now(), **where
    )
    for each in files:
        if is_new:
            each.keep()
        each.close()
    return brought


def _pasted_name(called: str) -> str:
    return f"{called or _('Pasted text')}.md"


@allow(*LOOK_AFTER)
@require_safe
@never_cache
def brought(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far documents have come, and what could not be read."""
    found = _bringing(public_id)
    shown: dict[str, Any] = {"brought": found, "faults": in_words(found.faults),
                             "trail": [*_above(), _link_to_bringing()]}  # fmt: skip
    if found.is_busy:
        shown["progress"] = queries.progress(found)
        shown["has_ended"] = shown["progress"].state in ENDED
    else:
        shown["waiting"] = queries.documents_waiting().count()
    return render(request, "organisation/policy_brought.html", shown)


@allow(*LOOK_AFTER)
@require_safe
@never_cache
def brought_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far it has come, alone; once the worker has finished, the whole page anew."""
    found = _bringing(public_id)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("policy-brought", public_id=public_id)
    progress = queries.progress(found)
    if not found.is_busy or progress.state in ENDED:
        return HttpResponseClientRefresh()
    shown = {"brought": found, "progress": progress}
    return render(request, "organisation/policy_progress.html", shown)


@allow(*LOOK_AFTER)
@require_POST
def try_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the worker was stopped in, once more."""
    found = _bringing(public_id)
    if found.is_busy and queries.progress(found).state in ENDED:
        try:
            actions.try_again(found, by=request.user, at=timezone.now())
        except actions.GoneOn:
            messages.warning(request, _("It has gone on meanwhile. This is how it stands now."))
    return redirect("policy-brought", public_id=public_id)


@allow(*LOOK_AFTER)
@require_POST
def give_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """Nothing comes of what was not read yet, and its files are deleted."""
    try:
        actions.give_up(_bringing(public_id), by=request.user, at=timezone.now())
    except actions.GoneOn:
        messages.warning(request, _("It has gone on meanwhile. This is how it stands now."))
    return redirect("policy-brought", public_id=public_id)


@allow(*LOOK_AFTER)
@takes_files
@keeps_what_was_typed
def new_version(request: HttpRequest, public_id: str) -> HttpResponse:
    """A new version of a document of a structure, with the day from which on it counts."""
    found = _policy(request, public_id)
    if published_key() is None:
        return render(request, "organisation/upload_no_key.html", status=503)
    documents = list(found.documents.all())
    first = {"once": _once(), "document": documents[0].public_id if documents else "new"}
    if request.method == "POST":
        form = VersionForm(request.POST, request.FILES, documents=documents)
        if form.is_valid():
            where = _where(found, documents, form)
            there = _received(request, form, **where)
            return redirect("policy-brought", public_id=there.public_id)
    else:
        form = VersionForm(initial=first | typed_before(request), documents=documents)
    shown = {"form": form, "policy": found, "trail": [*_above(), _link_to(found)]}
    return render(request, "organisation/policy_version.html", shown)


def _where(policy: Policy, documents: list[Document], form: VersionForm) -> dict[str, Any]:
    chosen = form.cleaned_data["document"]
    document = next((each for each in documents if each.public_id == chosen), None)
    return {"policy": policy, "document": document, "in_force_on": form.cleaned_data["in_force_on"]}


@allow(*LOOK_AFTER)
@keeps_what_was_typed
def sort(request: HttpRequest) -> HttpResponse:
    """Say where each document belongs, all on one page."""
    waiting = list(queries.documents_waiting()[:MOST_AT_ONCE])
    if not waiting:
        return redirect("policies")
    typed = typed_before(request)
    rows = _rows(request, waiting, typed)
    first = {"state": typed.get("state", Policy.State.IN_FORCE)}
    state = StateForm(request.POST or None, initial=first)
    sent = [each for each in rows if each.is_bound]
    if request.method == "POST":
        if not sent:
            # They were put somewhere in another tab, or by the same form before.
            return redirect("policy-sort")
        if all([*(each.is_valid() for each in sent), state.is_valid()]):
            return _sorted(request, sent, state)
    shown = {"rows": rows, "state": state, "trail": _above(),
             "wrong": [each for each in (*sent, state) if each.errors],
             "more": queries.documents_waiting().count() - len(waiting)}  # fmt: skip
    return render(request, "organisation/policy_sort.html", shown)


def _rows(
    request: HttpRequest, waiting: list[Document], typed: dict[str, Any]
) -> list[WhereForm]:  # fmt: skip
    policies = [each for each in queries.policies_for(request.user)
                if each.state != Policy.State.ENDED]  # fmt: skip
    documents, rows = queries.placed_documents(), []
    there = places(policies, documents)
    for each in waiting:
        first: dict[str, Any] = dict(proposed(each, policies, documents))
        first |= {name: typed[key] for name in first
                  if (key := f"{each.public_id}-{name}") in typed}  # fmt: skip
        # One that came since the page was shown is not in what was sent.
        sent = request.POST if f"{each.public_id}-where" in request.POST else None
        rows.append(WhereForm(sent, initial=first, document=each, places=there))
    return rows


def _sorted(request: HttpRequest, rows: list[WhereForm], state: StateForm) -> HttpResponse:
    said = [placing for each in rows if (placing := each.placing)]
    made = actions.place(
        said, state=state.cleaned_data["state"], by=request.user, at=timezone.now()
    )
    text = ngettext("%(count)d structure has something new.",
                    "%(count)d structures have something new.", len(made))  # fmt: skip
    messages.success(request, text % {"count": len(made)})
    left = queries.documents_waiting().count()
    return redirect("policy-sort" if left and len(rows) == MOST_AT_ONCE else "policies")


# --- reading --------------------------------------------------------------------------------------


@signed_in
@require_safe
def text(request: HttpRequest, public_id: str, version: str) -> HttpResponse:
    """What a version says."""
    found = _version(request, public_id, version)
    document = found.document
    others = queries.versions_of(document)
    shown = {
        "version": found, "document": document, "parts": reading.parts_of(found),
        "newest": others[0], "public_id": public_id, "policy": document.policy,
        "others": [each for each in others if each.pk != found.pk],
        "trail": [*_above(), *([_link_to(document.policy)] if document.policy else [])],
    }  # fmt: skip
    return render(request, "organisation/policy_text.html", shown)


@signed_in
@require_safe
def text_file(request: HttpRequest, public_id: str, version: str) -> HttpResponse:
    """The text of a version, exactly, as a file."""
    found = _version(request, public_id, version)
    # Whatever it is, a browser shall not run it.
    response = HttpResponse(found.text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{reading.file_name(found)}"'
    return response


# --- what they share ------------------------------------------------------------------------------

#: In the address of a text whose document belongs nowhere yet.
NOWHERE: Final = "sort"


def _version(request: HttpRequest, public_id: str, version: str) -> DocumentVersion:
    found = queries.version_for(request.user, version)
    belongs = found and (found.document.policy.public_id if found.document.policy else NOWHERE)
    if found is None or belongs != public_id:
        raise Http404
    return found


def _policy(request: HttpRequest, public_id: str) -> Policy:
    found = queries.policy_for(request.user, public_id)
    if found is None:
        raise Http404
    return found


def _bringing(public_id: str) -> Bringing:
    found = queries.bringing(public_id)
    if found is None:
        raise Http404
    return found


def _may_write(request: HttpRequest) -> bool:
    return has_one(request.user, LOOK_AFTER)  # type: ignore[arg-type]


def _today() -> date:
    return timezone.now().astimezone(settings.HERE.time_zone).date()


def _once() -> str:
    return secrets.token_urlsafe(24)


def _above() -> list[Link]:
    return [Link(text=_("Structures"), href=reverse("policies"))]


def _link_to(policy: Policy) -> Link:
    return Link(text=policy.title, href=policy.get_absolute_url())


def _link_to_bringing() -> Link:
    return Link(text=_("Bring your documents"), href=reverse("policy-bring"))
