"""Pages of files: the file itself, those of a post, and words for what is to be seen in one."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.organisation.uploads import holds_files
from tiebeam.web.permissions import signed_in
from tiebeam.web.spaces import queries as spaces
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.around import (
    above,
    around,
    is_late,
    not_now,
    once,
    place_of,
    post_of,
    sent,
    to_thread,
)
from tiebeam.web.spaces.attaching import actions, lists, media, queries
from tiebeam.web.spaces.attaching.clean import MOST_BYTES
from tiebeam.web.spaces.attaching.forms import DescribeForm, FileForm
from tiebeam.web.spaces.lists import name, when
from tiebeam.web.spaces.models import Attachment, Post, State
from tiebeam.web.spaces.queries import ON_A_PAGE, Place
from tiebeam.web.spaces.who import name_of
from tiebeam.web.ui.shapes import Attached, Saying

#: Nothing in a file runs, fetches or is shown within a page, whatever a browser takes it for.
_SHUT: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"
_ENDINGS: Final = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "audio/wav": "wav",
    "application/pdf": "pdf", "text/plain": "txt",
}  # fmt: skip


@signed_in
@require_safe
def attachment(request: HttpRequest, where: str, thread: str, post: str, file: str) -> HttpResponse:
    """The file itself, for whoever reads the post."""
    found = _file_of(request, where, thread, post, file)[-1]
    try:
        content = media.read(found.public_id)
    except media.NotThere:
        raise Http404 from None
    how = "inline" if found.kind == Attachment.Kind.PICTURE else "attachment"
    return as_file(content, found.content_type, called=f"{found.kind}-{found.number}", how=how)


def as_file(content: bytes, content_type: str, *, called: str, how: str) -> HttpResponse:
    """A file as a browser is given it: shut in, whatever it takes it for."""
    is_text = content_type == "text/plain"
    answer = HttpResponse(
        content, content_type="text/plain; charset=utf-8" if is_text else content_type
    )
    called = f"{called}.{_ENDINGS[content_type]}"
    answer["Content-Disposition"] = f'{how}; filename="{called}"'
    answer["Content-Security-Policy"] = _SHUT
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@signed_in
@holds_files(most_bytes=MOST_BYTES)
@keeps_what_was_typed
def files(request: HttpRequest, where: str, thread: str, post: str) -> HttpResponse:
    """The files of what one wrote: add one, or take one away."""
    place = place_of(request, where)
    found = post_of(request, place, thread, post)
    if found.by != name_of(request.user):
        raise Http404
    there = queries.files_of([found])
    has_room = place.may_write and len(there.get(found.pk, ())) < actions.MOST
    form = FileForm(*sent(request, may=has_room), initial={"once": once()} | typed_before(request))
    if form.is_valid() and form.brought is not None:
        try:
            actions.attach(found, form.brought, once=form.cleaned_data["once"], by=request.user,
                           at=timezone.now())  # fmt: skip
        except (NotAllowed, actions.EnoughFiles):
            not_now(form)
            form.choose_again()
        else:
            return redirect("post-files", where, thread, post)
    given = {
        **around(place, where), "form": form, "has_room": has_room, "most": actions.MOST,
        "files": [(each, reverse("file-away", args=[where, thread, post, each.anchor]))
                  for each in shown_of(request, place, found, where)],
        "trail": [*above(place, where), to_thread(request, place, where, found)],
    }  # fmt: skip
    return render(request, "spaces/post_files.html", given)


@signed_in
@require_POST
def away(request: HttpRequest, where: str, thread: str, post: str, file: str) -> HttpResponse:
    """Take a file of what one wrote away, for everybody."""
    its_post, found = _file_of(request, where, thread, post, file)[1:]
    if its_post.by != name_of(request.user):
        raise Http404
    actions.take_away(found, by=request.user)
    messages.success(request, _("It is gone, for everybody."))
    return redirect("post-files", where, thread, post)


@signed_in
@keeps_what_was_typed
def describe(request: HttpRequest, where: str, thread: str, post: str, file: str) -> HttpResponse:
    """Say what is to be seen or heard in a file."""
    place, its_post, found = _file_of(request, where, thread, post, file)
    newest = next(iter(found.descriptions.all()), None)
    may = place.may_write and queries.may_describe(found, newest, request.user)
    if not may or (its_post.state != State.SHOWN and its_post.by != name_of(request.user)):
        raise Http404
    number = newest.number if newest else 0
    first = {"number": number, "words": newest.text if newest else ""}
    form = DescribeForm(request.POST or None, initial=first | typed_before(request),
                        is_picture=found.kind == Attachment.Kind.PICTURE)  # fmt: skip
    if form.is_valid():
        try:
            actions.describe(found, form.cleaned_data["words"], by=request.user, at=timezone.now(),
                             number=form.cleaned_data["number"])  # fmt: skip
        except NotAllowed:
            not_now(form)
        except ChangedMeanwhile:
            is_late(form, number=number)
        else:
            return redirect("post", where, thread, post)
    given = {
        **around(place, where), "form": form, "file": _to_look_at(request, place, found, where),
        "trail": [*above(place, where), to_thread(request, place, where, its_post)],
    }  # fmt: skip
    return render(request, "spaces/file_describe.html", given)


@signed_in
@require_safe
def before(request: HttpRequest, where: str, thread: str, post: str, file: str) -> HttpResponse:
    """What was said of a file before somebody said it otherwise."""
    place, its_post, found = _file_of(request, where, thread, post, file)
    said = queries.words_for(place, found)
    if len(said) < 2:
        raise Http404
    people = spaces.people_by_word(each.by for each in said)
    words = [
        Saying(anchor=str(each.number), by=name(each.by, people), at=when(each.at),
               html=format_html("<p>{}</p>", each.text), status="" if each != said[0] else _("Now"))
        for each in said
    ]  # fmt: skip
    given = {
        **around(place, where), "wordings": words,
        "trail": [*above(place, where), to_thread(request, place, where, its_post)],
    }  # fmt: skip
    return render(request, "spaces/file_before.html", given)


@signed_in
@require_safe
def to_describe(request: HttpRequest, where: str) -> HttpResponse:
    """The pictures of a space that wait for words, for those who may give them."""
    place = place_of(request, where)
    if not place.may_write:
        raise Http404
    found = queries.to_describe(request.user, place.space)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    given = {**around(place, where), "page": page, "trail": above(place, where),
             "posts": lists.waiting(page, where)}  # fmt: skip
    return render(request, "spaces/to_describe.html", given)


def shown_of(request: HttpRequest, place: Place, post: Post, where: str) -> list[Attached]:
    """The files of one post, as a page shows them."""
    found = queries.files_of([post])
    people = spaces.people_by_word(lists.words_by(found))
    return list(lists.shown([post], found, people, request.user, place, where).get(post.pk, ()))


def _file_of(
    request: HttpRequest, where: str, thread: str, post: str, file: str
) -> tuple[Place, Post, Attachment]:
    """A file, for whoever reads what it came with."""
    place = place_of(request, where)
    its_post = post_of(request, place, thread, post)
    found = queries.file_of(its_post, file)
    if found is None or not spaces.says_what(its_post, request.user, place):
        raise Http404
    return place, its_post, found


def _to_look_at(request: HttpRequest, place: Place, file: Attachment, where: str) -> Any:
    """The file above its own form: without another one below it."""
    every = shown_of(request, place, file.post, where)
    return [each.alone for each in every if each.anchor == file.public_id]
