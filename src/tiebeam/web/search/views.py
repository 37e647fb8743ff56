"""The page on which somebody looks for something."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tiebeam.web.permissions import signed_in
from tiebeam.web.search.forms import SearchForm
from tiebeam.web.search.queries import found_by
from tiebeam.web.search.sources import sources_for
from tiebeam.web.search.words import LONGEST, asked
from tiebeam.web.ui.shapes import Signpost


@signed_in
@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Nothing of what was looked for is kept."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    groups = [
        (each, [Signpost(text=found.title, href=found.url, about=found.about)
                for found in each.found])
        for each in found_by(request.user, text)
    ]  # fmt: skip
    return render(request, "search/search.html", {
        "form": SearchForm(initial={"q": text}),
        "is_asked": bool(asked(text)),
        "groups": groups,
        "sources": [str(each.title) for each in sources_for(request.user)],
    })  # fmt: skip
