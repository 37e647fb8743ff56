"""The page of a group: what it stands on, and what is missing."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces.around import above, around, today
from tiebeam.web.spaces.brokering.queries import GROUPS as TAKE_QUESTIONS
from tiebeam.web.spaces.groups import lists, queries
from tiebeam.web.spaces.groups.around import group_of, speaks_for
from tiebeam.web.spaces.groups.budgets.queries import sees_totals
from tiebeam.web.spaces.groups.offices.queries import SAID_BEFORE


@signed_in
@require_safe
def group(request: HttpRequest, where: str) -> HttpResponse:
    """What there is since when, and of what is missing, what it would give."""
    place = group_of(request, where)
    found = queries.standing_of(place, soon=today() + timedelta(days=SAID_BEFORE))
    # The page on which it is said is for members who may write.
    asked = place.may_write and place.space.kind in TAKE_QUESTIONS
    posts = lists.posts(found, where, sees_budget=sees_totals(place),
                        questions=place.space.takes_questions if asked else None)  # fmt: skip
    given = {**around(place, where), "posts": posts, "trail": above(place, where),
             "reads_kits": place.space.kind == "resource-group"
             and speaks_for(request.user, place)}  # fmt: skip
    return render(request, "spaces/group.html", given)
