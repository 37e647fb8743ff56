"""Whom a view is for: it says so itself, and where it does not, it is for nobody."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from tiebeam.web.permissions import Guard, Role, allow, everybody, signed_in


@dataclass(frozen=True)
class Somebody:
    roles: frozenset[Role] = field(default_factory=frozenset)
    is_authenticated: bool = True


NOBODY = Somebody(is_authenticated=False)
MEMBER = Somebody(frozenset({Role.MEMBER}))
ANALYST = Somebody(frozenset({Role.MEMBER, Role.ANALYST}))


def view(request):
    return HttpResponse("here")


def asked(permission, visitor, address="/barriers/12/?sort=unit"):
    """What the guard answers before the view: nothing, where the visitor may come in."""

    def fresh(request):
        return view(request)

    request = RequestFactory().get(address)
    request.user = visitor
    said = permission(fresh) if permission else fresh
    return Guard(view).process_view(request, said)


def test_a_view_that_says_nothing_is_shown_to_nobody():
    for visitor in (NOBODY, MEMBER, ANALYST):
        with pytest.raises(Http404):
            asked(None, visitor)


def test_what_is_for_everybody_is_for_those_who_have_no_account_too():
    assert [asked(everybody, each) for each in (NOBODY, MEMBER, ANALYST)] == [None] * 3


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back():
    for permission in (signed_in, allow(Role.ANALYST)):
        answer = asked(permission, NOBODY)

        assert answer.status_code == 302
        assert answer["Location"] == "/sign-in/?next=%2Fbarriers%2F12%2F%3Fsort%3Dunit"


def test_whoever_has_an_account_sees_what_is_for_accounts():
    assert asked(signed_in, MEMBER) is None


def test_a_role_opens_its_own_pages_and_no_others():
    assert asked(allow(Role.ANALYST), ANALYST) is None
    assert asked(allow(Role.STEWARD, Role.ANALYST), ANALYST) is None
    for visitor, role in ((MEMBER, Role.ANALYST), (ANALYST, Role.STEWARD), (ANALYST, Role.OWNER)):
        with pytest.raises(Http404):
            asked(allow(role), visitor)


def test_no_role_is_above_the_others():
    owner = Somebody(frozenset({Role.OWNER}))

    with pytest.raises(Http404):
        asked(allow(Role.CASE_HANDLER), owner)


def test_a_view_names_the_roles_that_it_allows():
    with pytest.raises(TypeError, match="Name a role"):
        allow()
