"""The page of a group: what it stands on, and what is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces.around import above, around, today
from tiebeam.web.spaces.brokering.queries import GROUPS as TAKE_QUESTIONS
from tiebeam.web.spaces.groups import lists, queries
from tiebeam.web.spaces.groups.around import group_of, speaks_for
from tiebeam.web.spaces.groups.budgets.queries import sees_totals
from tiebeam.web.spaces.groups.chapters.lists import chapters
from tiebeam.web.spaces.groups.chapters.queries import chapters_of, has_chapters
from tiebeam.web.spaces.groups.offices.queries import SAID_BEFORE
from tiebeam.web.spaces.groups.reviews.queries import last_year_of
from tiebeam.web.spaces.queries import Place


@signed_in
@require_safe
def group(request: HttpRequest, where: str) -> HttpResponse:
    """What there is since when, and of what is missing, what it would give."""
    place = group_of(request, where)
    found = queries.standing_of(place, soon=today() + timedelta(days=SAID_BEFORE))
    # The page on which it is said is for members who may write.
    asked = place.may_write and place.space.kind in TAKE_QUESTIONS
    posts = lists.posts(found, where, sees_budget=sees_totals(place),
                        questions=place.space.takes_questions if asked else None,
                        reviewed=last_year_of(place))  # fmt: skip
    given = {**around(place, where), "posts": posts, "trail": above(place, where),
             "reads_kits": place.space.kind == "resource-group"
             and speaks_for(request.user, place), **_chapters(request, place)}  # fmt: skip
    return render(request, "spaces/group.html", given)


def _chapters(request: HttpRequest, place: Place) -> dict[str, Any]:
    """Of a group, its chapters; for those who look after it, how many wait to be confirmed."""
    if not has_chapters(place.space):
        return {}
    every = chapters_of(request.user, place)
    found = [each for each in every if each.confirmed_on]
    return {"has_chapters": True, "chapters": chapters(found), "waits": len(every) - len(found)}
