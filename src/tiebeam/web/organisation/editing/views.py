"""Pages of the structure: as it stands, and one thing of it to change at a time."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.organisation import actions, queries
from tiebeam.web.organisation.editing import lists
from tiebeam.web.organisation.editing.forms import (
    MOST_GRADES,
    LevelNamesForm,
    LevelsForm,
    NameForm,
    OnceForm,
    StructureForm,
    TakeBackForm,
)
from tiebeam.web.organisation.naming import CALLED
from tiebeam.web.organisation.structure import KINDS, Kind, Standing, as_kind
from tiebeam.web.organisation.views import BRINGS, first_step
from tiebeam.web.permissions import allow
from tiebeam.web.ui.shapes import Link


@allow(*BRINGS)
@require_safe
@never_cache
def structure(request: HttpRequest) -> HttpResponse:
    """Units, sites and the ladder as they stand, what waits to be read, and what changed."""
    standing = queries.standing()
    if standing is None:
        shown = {**first_step(), "version": queries.current_version(), "again": _once()}
        return render(request, "organisation/structure_empty.html", shown)
    editions = queries.editions()
    shown = {
        **_overview(standing), **_waiting(standing),
        "moments": lists.moments(editions), "standing": standing,
        "take_back": TakeBackForm(initial={"edition": standing.edition}) if editions else None,
    }  # fmt: skip
    return render(request, "organisation/structure.html", shown)


def _overview(standing: Standing) -> dict[str, Any]:
    """Each kind as it stands; a long list is behind a link."""
    units, sites = standing.sources("units"), standing.sources("sites")
    has_grades = bool(standing.sources("grades"))
    return {
        "tree": lists.tree(standing) if len(units) <= lists.MOST_IN_A_TREE else None,
        "units": units,
        "sites": sites,
        "site_links": lists.links(standing, "sites") if len(sites) <= lists.MOST_SITES else None,
        "levels": lists.levels(standing) if has_grades else None,
        "has_levels": bool(standing.structure.ladder),
        "beside": lists.beside(standing),
        "unplaced": [standing.structure.own("grades", each) for each in standing.unplaced()],
        "withheld": standing.seen.withheld,
    }


def _waiting(standing: Standing) -> dict[str, Any]:
    """What is read with an older structure, and what is new in an upload."""
    version = queries.current_version()
    is_late = bool(version and not queries.is_read_with_newest(version.run))
    under_way = queries.being_read_again(version) if version and is_late else None
    fresh = [(CALLED[kind], names) for kind in KINDS if (names := standing.fresh_names(kind))]
    return {
        "version": version, "fresh": fresh, "under_way": under_way,
        "again": _once() if is_late and not under_way else None,
        "uploads": [each for each in queries.waiting_runs() if each.state == each.State.CHECKED],
    }  # fmt: skip


def _once() -> OnceForm:
    return OnceForm(initial={"once": secrets.token_urlsafe(24)})


@allow(*BRINGS)
@require_safe
def names(request: HttpRequest, kind: str) -> HttpResponse:
    """All units, sites or grades, to look for one by name."""
    standing, known = _standing(), _kind(kind)
    sources = standing.sources(known)
    shown = {
        "title": CALLED[known], "trail": _above(), "count": len(sources),
        "table": lists.names(standing, known, request.GET) if sources else None,
        "most": lists.MOST_ROWS, "withheld": known in standing.seen.withheld,
    }  # fmt: skip
    return render(request, "organisation/structure_names.html", shown)


@allow(*BRINGS)
@keeps_what_was_typed
def name(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """What one unit, site or grade is called, and where a unit stands."""
    standing, known = _standing(), _kind(kind)
    source = standing.source(known, key)
    if source is None:
        raise Http404
    first = {"edition": standing.edition, **typed_before(request)}
    form = NameForm(
        request.POST or None, initial=first, standing=standing, kind=known, source=source
    )
    if form.is_valid() and _changed(request, form):
        return redirect("structure")
    called = Link(text=str(CALLED[known]), href=reverse("structure-names", args=[known]))
    shown = {
        "form": form, "trail": [*_above(), called], "source": source,
        "path": standing.structure.called(known, source),
        "also": lists.also(standing, known, source),
    }  # fmt: skip
    return render(request, "organisation/structure_name.html", shown)


@allow(*BRINGS)
@keeps_what_was_typed
def levels(request: HttpRequest) -> HttpResponse:
    """The order of grades, and which of them are one level."""
    standing = _standing()
    count = len(standing.sources("grades"))
    if not count:
        raise Http404
    if count > MOST_GRADES:
        shown = {"trail": _above(), "count": count}
        return render(request, "organisation/structure_too_many.html", shown)
    first = {"edition": standing.edition, **typed_before(request)}
    form = LevelsForm(request.POST or None, initial=first, standing=standing)
    if form.is_valid() and _changed(request, form):
        return redirect("structure")
    shown = {"form": form, "trail": _above()}
    return render(request, "organisation/structure_levels.html", shown)


@allow(*BRINGS)
@keeps_what_was_typed
def level_names(request: HttpRequest) -> HttpResponse:
    """What the levels are called in figures."""
    standing = _standing()
    if "grades" in standing.seen.withheld or not standing.structure.ladder:
        raise Http404
    first = {"edition": standing.edition, **typed_before(request)}
    form = LevelNamesForm(request.POST or None, initial=first, standing=standing)
    if form.is_valid() and _changed(request, form):
        return redirect("structure")
    shown = {"form": form, "trail": _above()}
    return render(request, "organisation/structure_level_names.html", shown)


def _changed(request: HttpRequest, form: StructureForm) -> bool:
    """Whether it was kept, or was so already."""
    try:
        actions.change_structure(
            form.now, before=form.standing.structure, edition=form.cleaned_data["edition"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
    except actions.ChangedMeanwhile:
        form.is_late(_late())
        return False
    messages.success(request, _("Saved. It counts from the next version on."))
    return True


def _late() -> str:
    """Who changed what since."""
    newest = queries.newest_edition()
    if newest is None:
        return _("The structure was changed meanwhile. What you typed is still here.")
    about = {"name": newest.by_name, "what": lists.moments([newest])[0].text}
    return _("%(name)s changed the structure meanwhile: %(what)s What you typed is still here. If "
             "it is right, send it once more.") % about  # fmt: skip


@allow(*BRINGS)
@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Undo the newest edition; to undo that is to do it again."""
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        edition = form.cleaned_data["edition"]
        actions.take_back(edition=edition, by=request.user, at=timezone.now())
        messages.success(request, _("Taken back. It is as it was before."))
    except actions.ChangedMeanwhile:
        messages.warning(request, _("The structure was changed meanwhile, so nothing was taken "
                                    "back. This is how it stands now."))  # fmt: skip
    return redirect("structure")


@allow(*BRINGS)
@require_POST
def read_again(request: HttpRequest) -> HttpResponse:
    """Have the worker read the files of the version in use with the structure as it is now."""
    version, form = queries.current_version(), OnceForm(request.POST)
    if version is None or not form.is_valid():
        raise Http404
    if not queries.legal_start().is_complete:
        messages.warning(request, _("A question of the legal start is open again. Answer it "
                                    "first."))  # fmt: skip
        return redirect("legal-start")
    run = actions.read_again(
        version, once=form.cleaned_data["once"], by=request.user, at=timezone.now()
    )
    return redirect("upload", public_id=run.public_id)


def _standing() -> Standing:
    found = queries.standing()
    if found is None:
        raise Http404
    return found


def _kind(word: str) -> Kind:
    found = as_kind(word)
    if found is None:
        raise Http404
    return found


def _above() -> list[Link]:
    return [Link(text=_("Structure"), href=reverse("structure"))]
