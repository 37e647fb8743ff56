"""Pages of spaces. Whoever may not know of one is told that there is no such page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.organisation.uploads import holds_files
from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces import actions, lists, queries
from tiebeam.web.spaces.around import (
    above,
    around,
    is_late,
    looked_after,
    not_now,
    once,
    only,
    place_of,
    post_of,
    sent,
    shows,
    thread_of,
    to_thread,
    today,
)
from tiebeam.web.spaces.attaching import actions as attaching
from tiebeam.web.spaces.attaching.clean import MOST_BYTES
from tiebeam.web.spaces.attaching.forms import PostFileForm, ThreadFileForm
from tiebeam.web.spaces.attaching.lists import shown, words_by
from tiebeam.web.spaces.attaching.queries import files_of, to_describe
from tiebeam.web.spaces.caring.queries import looked_after_in, who_looks_after
from tiebeam.web.spaces.emergency.lists import spaces as were_read
from tiebeam.web.spaces.emergency.queries import SHOWN_FOR, told_to
from tiebeam.web.spaces.forms import (
    OFFERED_NO_MORE,
    AgreeForm,
    ChangeForm,
    CiteForm,
    GuidelinesForm,
    HandOverForm,
    OpenForm,
    RewordForm,
    as_text,
)
from tiebeam.web.spaces.groups.chapters.lists import groups
from tiebeam.web.spaces.groups.chapters.queries import CHAPTER, groups_of, site_of
from tiebeam.web.spaces.kinds import first_guidelines, kinds, kinds_for
from tiebeam.web.spaces.load import takes_no_more
from tiebeam.web.spaces.meeting.views import met
from tiebeam.web.spaces.models import Post, Standing, Thread
from tiebeam.web.spaces.queries import ON_A_PAGE, Place
from tiebeam.web.spaces.who import name_of
from tiebeam.web.spaces.written import as_html
from tiebeam.web.ui.shapes import Link, Saying, Signpost

# --- the door -------------------------------------------------------------------------------------


@signed_in
@require_safe
def spaces(request: HttpRequest) -> HttpResponse:
    """The spaces that one is in, and the others that one may come into."""
    found = queries.places_for(request.user, today())
    mine = [each for each in found if each.is_in]
    others = [each for each in found if not each.is_in]
    read = told_to(request.user, timezone.now() - SHOWN_FOR)
    given = {"mine": lists.posts(mine), "others": lists.posts(others),
             "were_read": were_read(list(read)) if mine else [],
             "may_open": bool(kinds_for(request.user))}  # fmt: skip
    return render(request, "spaces/spaces.html", given)


@signed_in
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Of which kinds one may open a space."""
    found = kinds_for(request.user)
    if not found:
        raise Http404
    posts = [Signpost(text=_(each.called), href=reverse("space-new", args=[each.name]),
                      about=_(each.words)) for each in found]  # fmt: skip
    return render(request, "spaces/kinds.html", {"posts": posts, "trail": lists.trail()})


@signed_in
@keeps_what_was_typed
def new_of_kind(request: HttpRequest, kind: str) -> HttpResponse:
    """Open a space; its guidelines are there at once, and can be changed."""
    chosen = kinds().get(kind)
    if chosen is None or chosen not in kinds_for(request.user):
        raise Http404
    first = OpenForm.first(chosen) | {"once": once()} | typed_before(request)
    form = OpenForm(request.POST or None, initial=first)
    if form.is_valid():
        clauses = [(_(title), _(says)) for title, says in first_guidelines()]
        made = actions.open_space(
            {**form.said, "kind": chosen.name}, clauses, once=form.cleaned_data["once"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        # A chapter says next where it is, and of which group.
        return redirect("space-chapter", made.address) if chosen.name == CHAPTER else redirect(made)
    given = {"form": form, "called": _(chosen.called), "words": _(chosen.words),
             "trail": [*lists.trail(), _kinds()]}  # fmt: skip
    return render(request, "spaces/new.html", given)


@signed_in
@never_cache
def come(request: HttpRequest, key: str) -> HttpResponse:
    """Where a link leads: what the space is for, its guidelines, and the way in."""
    place = queries.by_link(request.user, key, today())
    if place is None or place.is_shut:
        raise Http404
    if place.is_in:
        return redirect("space", _precise(place))
    there = queries.guidelines_of(place.space)
    form = AgreeForm(request.POST or None, initial={"number": there.number})
    may_come = place.standing in ("", Standing.ASKED)
    if may_come and form.is_valid() and _joined(request, place, form, has_link=True):
        return redirect("space", _precise(place))
    given = {"place": place, "form": form, "clauses": lists.clauses(there.clauses.all()),
             "readers": lists.READERS[place.space.visibility],
             "roster": lists.SEEN_BY[place.space.roster], "may_come": may_come,
             "said": "" if may_come else lists.said_of(place)}  # fmt: skip
    return render(request, "spaces/come.html", given)


# --- a space --------------------------------------------------------------------------------------


@signed_in
@require_safe
def space(request: HttpRequest, where: str) -> HttpResponse:
    """What it is for, who reads what, and what is talked about."""
    found = queries.named(request.user, where, today())
    if len(found) > 1:
        posts = lists.posts(found, among_others=True)
        return render(request, "spaces/which.html", {"posts": posts, "trail": lists.trail()})
    place = only(found)
    threads = queries.listed_for(request.user, place)
    page = Paginator(threads, ON_A_PAGE).get_page(request.GET.get("page"))
    asking, look_after = queries.who_asks_and_who_answers(place.space)
    door = queries.door_of(place.space, request.user, to_describe(request.user, place.space))
    given = {
        **around(place, where), "page": page,
        "threads": lists.threads(list(page), request.user, place, where),
        "facilitators": [each.name for each in look_after],
        "advised": place.kind.facilitators_advised, "said": lists.said_of(place),
        "asking": asking if place.looks_after else 0, "door": door,
        "bridge_is_stuck": place.looks_after and door.is_stuck,
        "to_describe": door.unsaid if place.may_write else 0,
        "looked": looked_after_in(place, request.user, timezone.now()),
        "trail": lists.trail(), **met(place, where), **_chapter(request, place),
    }  # fmt: skip
    return render(request, "spaces/space.html", given)


def _chapter(request: HttpRequest, place: Place) -> dict[str, Any]:
    """Of a chapter, where it is and whose it is."""
    if place.space.kind != CHAPTER:
        return {}
    return {"site": site_of(place.space), "groups": groups(groups_of(request.user, place)),
            "is_chapter": True}  # fmt: skip


@signed_in
def guidelines(request: HttpRequest, where: str) -> HttpResponse:
    """What holds in the space; and, for whoever is not in it, the way in."""
    place = place_of(request, where)
    there = queries.guidelines_of(place.space)
    asks = place.may_join or place.has_to_agree
    form = AgreeForm(request.POST or None, initial={"number": there.number}) if asks else None
    if form is not None and form.is_valid() and _joined(request, place, form):
        return redirect("space", where)
    given = {**around(place, where), "form": form, "clauses": lists.clauses(there.clauses.all()),
             "said": lists.said_of(place), "trail": above(place, where)}  # fmt: skip
    return render(request, "spaces/guidelines.html", given)


def _joined(request: HttpRequest, place: Place, form: AgreeForm, *, has_link: bool = False) -> bool:
    """Whether they are in it now, or have asked; else the form says why not."""
    number = form.cleaned_data["number"]
    try:
        if place.has_to_agree:
            actions.agree(place.space, agreed=number, by=request.user)
        else:
            actions.join(place.space, agreed=number, by=request.user, at=timezone.now(),
                         has_link=has_link)  # fmt: skip
    except actions.NotAllowed:
        # How one comes in was changed while somebody read.
        raise Http404 from None
    except actions.ChangedMeanwhile:
        form.add_error(None, _("The guidelines were changed meanwhile. Read them once more."))
        shows(form, number=queries.newest_number(place.space))
        return False
    return True


@signed_in
@keeps_what_was_typed
def change_guidelines(request: HttpRequest, where: str) -> HttpResponse:
    """A new version of them."""
    place = looked_after(request, where)
    there = queries.guidelines_of(place.space)
    first = {"number": there.number, "text": as_text(list(there.clauses.all()))}
    form = GuidelinesForm(request.POST or None, initial=first | typed_before(request))
    if form.is_valid():
        try:
            newest = actions.change_guidelines(
                place.space, form.cleaned_data["text"], number=form.cleaned_data["number"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except actions.ChangedMeanwhile:
            is_late(form, number=there.number)
        else:
            said = _("Saved. Everybody else is asked to agree to the new guidelines before they "
                     "write again.")  # fmt: skip
            is_new = newest != form.cleaned_data["number"]
            messages.success(request, said if is_new else _("Nothing was changed."))
            return redirect("space-guidelines", where)
    given = {**around(place, where), "form": form, "trail": above(place, where)}
    return render(request, "spaces/guidelines_change.html", given)


@signed_in
@keeps_what_was_typed
def change(request: HttpRequest, where: str) -> HttpResponse:
    """What it is called, and who reads what."""
    place = looked_after(request, where)
    there = place.space
    names = ("name", "about", "visibility", "joining", "roster", "edition")
    first = {name: getattr(there, name) for name in names}
    form = ChangeForm(request.POST or None, initial=first | typed_before(request))
    if form.is_valid():
        try:
            changed = actions.change_space(
                there, form.said, edition=form.cleaned_data["edition"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except actions.ChangedMeanwhile:
            is_late(form, edition=there.edition)
        else:
            messages.success(request, _("Saved."))
            # With another name it has another address.
            return redirect(changed)
    given = {**around(place, where), "form": form, "trail": above(place, where)}
    return render(request, "spaces/change.html", given)


@signed_in
@never_cache
def link(request: HttpRequest, where: str) -> HttpResponse:
    """Make a link by which people come in. It is shown once."""
    place = looked_after(request, where)
    made = ""
    if request.method == "POST":
        key = actions.new_link(place.space, by=request.user, at=timezone.now())
        made = f"{settings.HERE.address}{reverse('space-come', args=[key])}"
    given = {**around(place, where), "made": made, "trail": above(place, where)}
    return render(request, "spaces/link.html", given)


# --- who is in it ---------------------------------------------------------------------------------


@signed_in
@require_safe
def members(request: HttpRequest, where: str) -> HttpResponse:
    """Who is in it, for those who may see that; and who asked, for those who look after it."""
    place = place_of(request, where)
    if not (place.sees_roster or place.looks_after or place.is_in):
        raise Http404
    form = _hand_over_form(None, place) if place.looks_after else None
    return _shows_members(request, place, where, form)


def _shows_members(
    request: HttpRequest, place: Place, where: str, form: HandOverForm | None
) -> HttpResponse:
    look_after, this_week = who_looks_after(place.space, today())
    given = {
        **around(place, where), "trail": above(place, where),
        "members": [each.name for each in queries.members_of(place)],
        "form": form, "asking": queries.asking(place.space) if place.looks_after else [],
        "this_week": this_week if place.is_in else "",
        "facilitators": [each.name for each in look_after],
    }  # fmt: skip
    return render(request, "spaces/members.html", given)


def _hand_over_form(sent: Any, place: Place) -> HandOverForm | None:
    """Nothing where nobody offers it."""
    offers = [(row.public_id, person.name) for row, person in queries.offering(place.space)]
    return HandOverForm(sent, members=offers) if offers else None


@signed_in
def answer(request: HttpRequest, where: str, asked: str) -> HttpResponse:
    """Let somebody in, or refuse it and cite a clause."""
    place = looked_after(request, where)
    found = next((row for row in queries.asking(place.space) if row[0].public_id == asked), None)
    if found is None:
        raise Http404
    clauses = list(queries.guidelines_of(place.space).clauses.all())
    refuses = "refuse" in request.POST
    form = CiteForm(request.POST if refuses else None, clauses=clauses)
    lets_in = "let-in" in request.POST
    if lets_in or (refuses and form.is_valid()):
        actions.answer(place.space, asked, lets_in=lets_in, by=request.user, at=timezone.now(),
                       cites=None if lets_in else form.clause)  # fmt: skip
        return redirect("space-members", where)
    given = {**around(place, where), "form": form, "person": found[1],
             "trail": [*above(place, where), _members(where)]}  # fmt: skip
    return render(request, "spaces/answer.html", given)


@signed_in
@require_POST
def hand_over(request: HttpRequest, where: str) -> HttpResponse:
    """Let a member look after it as well."""
    place = looked_after(request, where)
    form = _hand_over_form(request.POST, place)
    if form is not None and not form.is_valid():
        return _shows_members(request, place, where, form)
    to = form.cleaned_data["member"] if form is not None else ""
    if not actions.hand_over(place.space, to, by=request.user, at=timezone.now()):
        messages.warning(request, OFFERED_NO_MORE)
    return redirect("space-members", where)


@signed_in
@require_POST
def offer(request: HttpRequest, where: str) -> HttpResponse:
    """Offer to look after it, or take that back."""
    place = place_of(request, where)
    if not place.is_in:
        raise Http404
    offers, has_enough = "offer" in request.POST, takes_no_more(name_of(request.user))
    actions.offer(place.space, offers=offers, by=request.user)
    if offers and has_enough:
        messages.warning(request, _("You already look after as many spaces as you wished to. Your "
                                    "offer counts all the same."))  # fmt: skip
    return redirect("space-members", where)


@signed_in
@require_POST
def step_back(request: HttpRequest, where: str) -> HttpResponse:
    """Look after it no more."""
    place = looked_after(request, where)
    try:
        actions.step_back(place.space, by=request.user, at=timezone.now())
    except actions.LastFacilitator:
        messages.warning(request, _("Nobody else looks after it. Let somebody do that first."))
        return redirect("space-members", where)
    return redirect("space", where)


@signed_in
def leave(request: HttpRequest, where: str) -> HttpResponse:
    """Go. Nobody is told, and no reason is asked."""
    place = place_of(request, where)
    if place.standing not in (Standing.MEMBER, Standing.ASKED):
        raise Http404
    if request.method == "POST":
        try:
            actions.leave(place.space, by=request.user, at=timezone.now())
        except actions.LastFacilitator:
            messages.warning(request, _("Nobody else looks after it. Let somebody do that first."))
            return redirect("space-members", where)
        return redirect("spaces")
    given = {**around(place, where), "trail": above(place, where)}
    return render(request, "spaces/leave.html", given)


# --- what is written ------------------------------------------------------------------------------


@signed_in
@holds_files(most_bytes=MOST_BYTES)
@keeps_what_was_typed
def begin(request: HttpRequest, where: str) -> HttpResponse:
    """Begin a thread."""
    place = place_of(request, where)
    if not place.may_write:
        raise Http404
    form = ThreadFileForm(
        *sent(request, may=place.may_write), initial={"once": once()} | typed_before(request)
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = attaching.begin_thread(
                place.space, form.brought, title=said["title"], text=said["text"],
                once=said["once"], by=request.user, at=timezone.now(),
            )  # fmt: skip
        except actions.NotAllowed:
            not_now(form)
            form.choose_again()
        else:
            return redirect("thread", where, made.public_id)
    given = {**around(place, where), "form": form, "trail": above(place, where)}
    return render(request, "spaces/thread_new.html", given)


@signed_in
@holds_files(most_bytes=MOST_BYTES)
@keeps_what_was_typed
def thread(request: HttpRequest, where: str, thread: str) -> HttpResponse:
    """What is said in it, the first thing first, and a place to say more."""
    place = place_of(request, where)
    found = thread_of(request, place, thread)
    to = _answered(request, found)
    form = PostFileForm(
        *sent(request, may=place.may_write), initial={"once": once()} | typed_before(request)
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = attaching.write(found, form.brought, said["text"], once=said["once"],
                                   by=request.user, at=timezone.now(), answers=to)  # fmt: skip
        except actions.NotAllowed:
            not_now(form)
            form.choose_again()
        else:
            return redirect("post", where, found.public_id, made.public_id)
    posts = queries.written_in(found, place)
    page = Paginator(posts, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = list(queries.page_of(found, page.object_list))
    words = [word for each in rows for word in (each.by, each.answers.by if each.answers else "")]
    files = files_of(rows)
    # Of what was hidden, no address says who wrote it either.
    named = to.by if to and queries.says_what(to, request.user, place) else ""
    people = queries.people_by_word([*words, *words_by(files), named])
    given = {
        **around(place, where), "thread": found, "page": page,
        "title": lists.title(found, request.user, place), "form": form,
        "written": lists.written(rows, people, request.user, place, where,
                                 shown(rows, files, people, request.user, place, where)),
        "to": lists.name(named, people) if named else "",
        "trail": above(place, where),
    }  # fmt: skip
    return render(request, "spaces/thread.html", given)


def _answered(request: HttpRequest, found: Thread) -> Post | None:
    """The post that is to be answered; one that is not there for whoever asks is no post."""
    named = request.GET.get("to", "").replace("\0", "")
    to = queries.post_for(request.user, found, named) if named else None
    if named and to is None:
        raise Http404
    return to


@signed_in
@require_safe
def post(request: HttpRequest, where: str, thread: str, post: str) -> HttpResponse:
    """Where a post stands: the page of its thread that holds it."""
    found = post_of(request, place_of(request, where), thread, post)
    page = queries.place_of(request.user, found) // ON_A_PAGE + 1
    there = reverse("thread", args=[where, found.thread.public_id])
    return redirect(f"{there}{f'?page={page}' if page > 1 else ''}#{found.public_id}")


@signed_in
@keeps_what_was_typed
def reword(request: HttpRequest, where: str, thread: str, post: str) -> HttpResponse:
    """Say otherwise what one wrote."""
    place = place_of(request, where)
    found = post_of(request, place, thread, post)
    if not place.may_write or not queries.own_posts(request.user).filter(pk=found.pk).exists():
        raise Http404
    newest = found.wordings.latest("number")
    first = {"number": newest.number, "text": newest.text}
    form = RewordForm(request.POST or None, initial=first | typed_before(request))
    if form.is_valid():
        try:
            actions.reword(found, form.cleaned_data["text"], by=request.user, at=timezone.now(),
                           number=form.cleaned_data["number"])  # fmt: skip
        except actions.NotAllowed:
            not_now(form)
        except actions.ChangedMeanwhile:
            is_late(form, number=newest.number)
        else:
            return redirect("post", where, thread, post)
    given = {**around(place, where), "form": form, "thread": found.thread,
             "trail": [*above(place, where), to_thread(request, place, where, found)]}  # fmt: skip
    return render(request, "spaces/post_change.html", given)


@signed_in
@require_safe
def before(request: HttpRequest, where: str, thread: str, post: str) -> HttpResponse:
    """What a post said before it was changed."""
    place = place_of(request, where)
    found = post_of(request, place, thread, post)
    wordings = list(found.wordings.order_by("-number"))
    if len(wordings) < 2 or not queries.says_what(found, request.user, place):
        raise Http404
    said = [
        Saying(anchor=str(each.number), by=_("Now") if each == wordings[0] else _("Before"),
               at=lists.when(each.at), html=as_html(each.text)) for each in wordings
    ]  # fmt: skip
    given = {**around(place, where), "wordings": said,
             "trail": [*above(place, where), to_thread(request, place, where, found)]}  # fmt: skip
    return render(request, "spaces/post_before.html", given)


def _kinds() -> Link:
    return Link(text=_("Open a space"), href=reverse("space-kinds"))


def _members(where: str) -> Link:
    return Link(text=_("Who is in it"), href=reverse("space-members", args=[where]))


def _precise(place: Place) -> str:
    return place.space.address
