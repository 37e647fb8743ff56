"""Pages of one's own, of who is here, and of coming in for the first time."""

from __future__ import annotations

from smtplib import SMTPException

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tiebeam.web.accounts import actions, queries
from tiebeam.web.accounts.forms import FirstForm, InviteForm, JoinForm, MeForm, RoleForm
from tiebeam.web.accounts.languages import in_language_of
from tiebeam.web.accounts.mails import send_invitation
from tiebeam.web.accounts.models import Invitation, User
from tiebeam.web.accounts.roles import listed, short
from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.audit import queries as trail
from tiebeam.web.permissions import Role, allow, everybody, signed_in
from tiebeam.web.ui.shapes import Entry, Link, Signpost

# --- coming in ------------------------------------------------------------------------------------


@everybody
def first(request: HttpRequest, key: str) -> HttpResponse:
    """The first owner comes in. To open the link does not use it up, to send the form does: mail
    programs and browsers open links on their own.
    """
    now = timezone.now()
    if not queries.is_first_link(key, at=now):
        return _dead_link(request)
    form = FirstForm(request.POST or None)
    if not form.is_valid():
        return _kept_secret(render(request, "accounts/first.html", {"form": form}))
    try:
        user = actions.become_owner(key, **form.cleaned_data, at=now)
    except (actions.LinkIsDead, actions.HasAnAccount):
        return _dead_link(request)
    return _come_in(request, user)


@everybody
def join(request: HttpRequest, key: str) -> HttpResponse:
    """Somebody who was invited comes in."""
    now = timezone.now()
    invitation = queries.invitation_of(key, at=now)
    if invitation is None:
        return _dead_link(request)
    form = JoinForm(request.POST or None, email=invitation.email)
    if not form.is_valid():
        shown = {"form": form, "invitation": invitation}
        return _kept_secret(render(request, "accounts/join.html", shown))
    try:
        user = actions.accept(key, **form.cleaned_data, at=now)
    except (actions.LinkIsDead, actions.HasAnAccount):
        return _dead_link(request)
    return _come_in(request, user)


def _come_in(request: HttpRequest, user: User) -> HttpResponse:
    answer: HttpResponse = perform_login(request, user, email_verification="none")
    return answer


def _dead_link(request: HttpRequest) -> HttpResponse:
    """The same words for used, withdrawn, too old and never made."""
    return _kept_secret(render(request, "accounts/dead_link.html", status=410))


def _kept_secret(response: HttpResponse) -> HttpResponse:
    """The address of the page is a key, so no cache keeps it. No other site is told of any page
    here. Were not even ours told, the form would come from nowhere, and be refused.
    """
    response["Cache-Control"] = "no-store"
    return response


# --- one's own ------------------------------------------------------------------------------------


@signed_in
@keeps_what_was_typed
def me(request: HttpRequest) -> HttpResponse:
    user = _signed_in(request)
    now = {"name": user.name, "pronouns": user.pronouns, "language": user.language}
    form = MeForm(request.POST or None, initial=now | typed_before(request))
    if not form.is_valid():
        shown = {"form": form, "entries": _ways_in(user), "told": _what_is_told()}
        return render(request, "accounts/me.html", shown)
    said = form.cleaned_data
    actions.describe_yourself(
        user, name=said["name"], pronouns=said["pronouns"], language=said.get("language")
    )
    messages.success(request, _("Saved."))
    return in_language_of(user, redirect("me"))


def _ways_in(user: User) -> list[Entry]:
    """How somebody signs in, and where each is changed."""
    return [
        Entry(about=_("E-mail address"), said=user.email, change=reverse("account_email")),
        Entry(about=_("Password"), said=_("Set") if user.has_usable_password() else _("None"),
              change=reverse("account_change_password")),
        Entry(about=_("Passkeys"), said=_("Sign in without a password"),
              change=reverse("mfa_list_webauthn")),
        Entry(about=_("One-time codes"), said=_("A second step, and codes for the day you lose it"),
              change=reverse("mfa_index")),
        Entry(about=_("Where you are signed in"), said=_("Each browser, and how to sign it out"),
              change=reverse("usersessions_list")),
        Entry(about=_("What you are trusted with"), said=listed(user.roles),
              change=reverse("people") if Role.OWNER in user.roles else ""),
    ]  # fmt: skip


def _what_is_told() -> list[Signpost]:
    return [
        Signpost(text=_("What you were told"), href=reverse("notices"),
                 about=_("Only what you asked for.")),
        Signpost(text=_("Choose what you are told"), href=reverse("told"),
                 about=_("And whether here, or by mail.")),
    ]  # fmt: skip


@signed_in
@require_POST
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    user = _signed_in(request)
    actions.end_session(user, number)
    messages.success(request, _("That browser is signed out."))
    return redirect("usersessions_list")


# --- who is here ----------------------------------------------------------------------------------


@allow(Role.OWNER)
@keeps_what_was_typed
def people(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    first = {"role": Role.MEMBER.value} | typed_before(request)
    form = InviteForm(request.POST or None, initial=first)
    if form.is_valid() and _invited(request, form):
        return redirect("people")
    shown = {
        "form": form,
        "invitations": [(each, short(Role(each.role))) for each in queries.open_invitations(now)],
        "entries": [
            Entry(about=each.name, said=listed(each.roles),
                  change=reverse("person", args=[each.public_id]))
            for each in queries.people()
        ],
    }  # fmt: skip
    return render(request, "accounts/people.html", shown)


def _invited(request: HttpRequest, form: InviteForm) -> bool:
    """Whether somebody was invited; else the form says why not."""
    email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
    by = _signed_in(request)
    try:
        invitation, key = actions.invite(email=email, role=role, by=by, at=timezone.now())
    except actions.HasAnAccount:
        form.add_error("email", _("There is an account with this address. Open it in the list."))
        return False
    link = request.build_absolute_uri(reverse("join", args=[key]))
    _send(request, invitation, link)
    return True


def _send(request: HttpRequest, invitation: Invitation, link: str) -> None:
    try:
        send_invitation(invitation, link=link, organisation=settings.HERE.name)
    except (OSError, SMTPException):
        messages.error(request, _("The mail server did not take the mail. Withdraw this "
                                  "invitation, and invite them again later."))  # fmt: skip
    else:
        messages.success(request, _("The invitation is on its way."))


@allow(Role.OWNER)
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    invitation = queries.open_invitations(now).filter(public_id=public_id).first()
    if invitation:
        actions.withdraw(invitation, by=_signed_in(request), at=now)
    messages.success(request, _("The invitation is withdrawn. Its link works no more."))
    return redirect("people")


@allow(Role.OWNER)
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """What somebody is trusted with, and what else they could be."""
    found = _person(public_id)
    form = RoleForm(request.POST or None, roles=[each for each in Role if each not in found.roles])
    if form.is_valid():
        role, now = Role(form.cleaned_data["role"]), timezone.now()
        actions.give_role(found, role, by=_signed_in(request), at=now)
        return redirect("person", public_id=public_id)
    held = [(each, short(each)) for each in Role if each in found.roles and each != Role.MEMBER]
    above = [Link(text=_("People"), href=reverse("people"))]
    shown = {"person": found, "form": form, "held": held, "trail": above}
    return render(request, "accounts/person.html", shown)


@allow(Role.OWNER)
@require_POST
def take_role(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _person(public_id)
    form = RoleForm(request.POST, roles=Role)
    if form.is_valid():
        try:
            role, now = Role(form.cleaned_data["role"]), timezone.now()
            actions.take_role(found, role, by=_signed_in(request), at=now)
        except actions.LastOwner:
            messages.error(request, _("Nobody could invite people any more. Make somebody else an "
                                      "owner first."))  # fmt: skip
    # Whoever took it from themselves may not see this page any more.
    is_self = found == request.user and not form.errors
    return redirect("me") if is_self else redirect("person", public_id=public_id)


def _signed_in(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user


def _person(public_id: str) -> User:
    found = queries.person(public_id)
    if found is None:
        raise Http404
    return found


#: Entries of the trail on one page.
ON_A_PAGE = 100


@allow(Role.OWNER)
def audit_trail(request: HttpRequest) -> HttpResponse:
    """What was done and by whom, the newest first. It holds nothing of what was written or read."""
    page = Paginator(trail.entries(), ON_A_PAGE).get_page(request.GET.get("page"))
    table = queries.trail_as_table(page.object_list, caption=_("What was done, the newest first"))
    return render(request, "accounts/audit_trail.html", {"table": table, "page": page})


# --- what is said instead -------------------------------------------------------------------------


def too_often(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Somebody tried more often than a person does."""
    return render(request, "accounts/too_often.html", status=429)


def no_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without the mark of this site, or after somebody else signed in."""
    return render(request, "accounts/no_token.html", status=403)
