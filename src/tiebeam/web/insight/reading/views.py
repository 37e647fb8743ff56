"""Pages of documents beside what was found in them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tiebeam import charts
from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.insight.reading import actions, comparing, notes, queries, text, walking, words
from tiebeam.web.insight.reading.actions import NobodyToSendTo, Saying
from tiebeam.web.insight.reading.forms import SayForm
from tiebeam.web.insight.reading.models import Finding, Verdict
from tiebeam.web.organisation.inventory import queries as inventory
from tiebeam.web.permissions import signed_in
from tiebeam.web.ui.shapes import Cell, Column, Link, Table

#: Groups of findings on a page.
ON_A_PAGE: Final = 20
#: Before so many were judged, a share says nothing.
FEWEST_JUDGED: Final = 10


# --- a document -----------------------------------------------------------------------------------


@signed_in
@require_safe
def document(request: HttpRequest, public_id: str) -> HttpResponse:
    """A text, and beside each sentence what was found in it."""
    found = _document(request, public_id)
    versions = inventory.versions_of(found)
    version = _version(found, versions, request.GET.get("version", ""))
    stands = queries.stands(queries.findings_of(version), _today())
    spans = [(each.finding.start, each.finding.end) for each in stands]
    shown_text = text.shown(found.name, version.text, version.read_as, spans)
    beside = notes.beside(stands, reader=request.user, request=request,
                          same=_repeated(request, stands))  # fmt: skip
    counted = Counter(each.finding.effect for each in stands)
    shown = {
        "document": found, "version": version, "versions": versions, "is_read":
        queries.is_read(version), "rows": text.rows(shown_text, beside), "text": shown_text,
        "beyond": [notes.post(stands[number - 1]) for number in shown_text.adrift],
        "count": len(stands), "wait": sum(each.waits for each in stands),
        "newest": versions[0], "trail": _trail(found),
        "lead": _lead(counted), "policy": found.policy,
    }  # fmt: skip
    return render(request, "insight/document.html", shown)


def _lead(counted: Counter[str]) -> str:
    """What clauses do, in a sentence."""
    hinder, help_ = counted["hinders"], counted["helps"]
    said = []
    if hinder:
        said.append(ngettext("%(n)d place hinders somebody.", "%(n)d places hinder somebody.",
                             hinder) % {"n": hinder})  # fmt: skip
    if help_:
        said.append(ngettext("%(n)d place helps.", "%(n)d places help.", help_) % {"n": help_})
    return " ".join([*said, _("Each is a question until people confirm it.")])


def _repeated(request: HttpRequest, stands: list[queries.Stand]) -> Counter[tuple[str, str]]:
    """In how many places the words of each stand."""
    marks = {each.finding.fingerprint for each in stands}
    found = queries.newest_for(request.user).filter(fingerprint__in=list(marks)[:500])
    return Counter(found.values_list("rule", "fingerprint"))


@signed_in
@require_safe
def versions(request: HttpRequest, public_id: str) -> HttpResponse:
    """Two versions side by side, with what was gained and lost."""
    found = _document(request, public_id)
    every = inventory.versions_of(found)
    if len(every) < 2:
        shown = {"document": found, "trail": [*_trail(found), _link_to(found)]}
        return render(request, "insight/document_alone.html", shown)
    by_number = {str(each.number): each for each in every}
    new = by_number.get(request.GET.get("to", ""), every[0])
    old = by_number.get(request.GET.get("from", ""), next(
        (each for each in every if each.number < new.number), every[-1]))  # fmt: skip
    between = comparing.compared(old, new)
    people = comparing.people(between)
    shown = {
        "document": found, "old": old, "new": new, "said": comparing.in_words(between, new),
        "between": between, "rows": comparing.facing(old, new), "every": every,
        "are_read": queries.is_read(old) and queries.is_read(new),
        "people": _people_table(people) if people else None,
        "trail": [*_trail(found), _link_to(found)],
        "links": [(each, f"?from={each.number}&to={new.number}") for each in every
                  if each.number < new.number],
    }  # fmt: skip
    return render(request, "insight/document_versions.html", shown)


def _people_table(rows: list[dict[str, Any]]) -> Table:
    return Table(
        name="people", caption=_("What changed for made-up people"), rows=rows,
        missing=_("not said"), can_be_sorted=False,
        columns=(
            Column(key="who", title=_("Who")), Column(key="what", title=_("What")),
            Column(key="before", title=_("Before"), is_number=True),
            Column(key="after", title=_("After"), is_number=True),
            Column(key="change", title=_("It is")),
        ),
    )  # fmt: skip


@signed_in
@require_safe
def walk(request: HttpRequest) -> HttpResponse:
    """Made-up people on their way through all clauses."""
    every = walking.paths(request.user, _today())
    shown: dict[str, Any] = {"paths": every, "trail": _above(), "action": _first_step()}
    if every:
        shown |= {
            "wide": walking.picture(every, width="wide"),
            "narrow": walking.picture(every, width="narrow"),
            "table": walking.table(every), "finding": charts.ways_finding(walking.ways(every)),
        }  # fmt: skip
    return render(request, "insight/person_walk.html", shown)


# --- findings -------------------------------------------------------------------------------------


@signed_in
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """What waits for a look: by structure, or by the same text."""
    waiting = queries.waiting_for(request.user, _today())
    sent = queries.sent_to(request.user, _today())
    by = "text" if request.GET.get("by") == "text" else "structure"
    grouped: list[Any] = notes.by_text(waiting) if by == "text" else notes.by_structure(waiting)
    page = Paginator(grouped, ON_A_PAGE * (2 if by == "text" else 1)).get_page(
        request.GET.get("page")
    )
    shown = {
        "count": len(waiting), "sent": [notes.post(each) for each in sent], "by": by, "page": page,
        "is_empty": not queries.newest_for(request.user).exists(), "action": _first_step(),
        "tabs": [
            Link(text=_("By structure"), href=reverse("findings"), current=by == "structure"),
            Link(text=_("By the same text"), href=f"{reverse('findings')}?by=text",
                 current=by == "text"),
        ],
    }  # fmt: skip
    return render(request, "insight/findings.html", shown)


@signed_in
@keeps_what_was_typed
def finding(request: HttpRequest, public_id: str) -> HttpResponse:
    """One finding: what it says, what people say of it, and what to say oneself."""
    found = _finding(request, public_id)
    others = queries.same_text(found, request.user)
    may_review = queries.may_review(request.user, found)
    form = _say_form(request, found, places=len(others) + 1) if may_review else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            return _said(request, found, others, form)
    stand = queries.stand(found, _today())
    shown = {
        "finding": found, "stand": stand, "form": form, "others": _places(others),
        "title": words.kind_called(found.kind), "lines": notes.lines(found, reader=request.user),
        "asks": _(found.question) if found.question else "", "how": notes.how_it_stands(stand),
        "history": notes.history(stand), "in_text": notes.address_in_text(found),
        "barrier": notes.barrier_address(found), "trail": _trail_to(found),
        "other_place": notes.other_place(found, request.user),
        "next": queries.next_waiting(request.user, _today(), after=found),
        "document": found.version.document,
        "is_newest": queries.newest_for(request.user).filter(pk=found.pk).exists(),
    }  # fmt: skip
    return render(request, "insight/finding.html", shown)


def _say_form(request: HttpRequest, found: Finding, *, places: int) -> SayForm:
    mine = queries.stand(found, _today()).of(request.user)
    first = {"says": mine.says, "reason": mine.reason} if mine else {}
    return SayForm(request.POST or None, initial={**first, **typed_before(request)},
                   owner=notes.owner_of(found), places=places)  # fmt: skip


def _said(
    request: HttpRequest, found: Finding, others: list[Finding], form: SayForm
) -> HttpResponse:  # fmt: skip
    every = [found, *(others if form.cleaned_data.get("everywhere") else [])]
    may = [each for each in every if queries.may_review(request.user, each)]
    saying = form.saying(_today())
    if saying.says == Verdict.Says.SENT:
        may = [each for each in may if notes.owner_of(each)]
    _say(request, may, saying)
    return redirect(found)


def _say(request: HttpRequest, every: list[Finding], saying: Saying) -> None:
    try:
        actions.say(every, saying, by=request.user, at=timezone.now())
    except NobodyToSendTo:
        messages.warning(
            request, _("Nobody looks after this structure by now, so it was not sent.")
        )
        return
    said = ngettext("Said for %(n)d place.", "Said for %(n)d places.", len(every))
    messages.success(request, said % {"n": len(every)})


@signed_in
@require_POST
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """It is so: said beside the sentence, with one button."""
    return _from_text(request, public_id, Saying(says=Verdict.Says.CONFIRMED))


@signed_in
@require_POST
def send(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send it to whoever looks after the structure."""
    return _from_text(request, public_id, Saying(says=Verdict.Says.SENT))


def _from_text(request: HttpRequest, public_id: str, saying: Saying) -> HttpResponse:
    found = _finding(request, public_id)
    if not queries.may_review(request.user, found):
        raise Http404
    _say(request, [found], saying)
    return redirect(notes.address_in_text(found, of="note"))


@signed_in
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """How each rule has fared so far, and how far people agree."""
    fares = queries.rules_so_far(request.user)
    shown = {
        "table": _rules_table(request, fares), "judged": sum(each.judged for each in fares),
        "confirmed": sum(each.confirmed for each in fares), "trail": _above(), "fares": fares,
        "pairs": queries.pairs_of_reviewers(request.user), "fewest": queries.FEWEST_IN_COMMON,
        "action": _first_step(),
        "may_stay": notes.may_stay(queries.allow_list(request.user, _today())),
    }  # fmt: skip
    return render(request, "insight/finding_rules.html", shown)


def _rules_table(request: HttpRequest, fares: list[queries.Fares]) -> Table:
    return Table.asked(
        request.GET, name="rules", caption=_("Rules, and what people said of what they found"),
        can_be_searched=True, missing=_("nobody looked yet"),
        columns=(
            Column(key="kind", title=_("What it finds")),
            Column(key="rule", title=_("Rule")),
            Column(key="found", title=_("In the newest texts"), is_number=True),
            Column(key="confirmed", title=_("Confirmed"), is_number=True),
            Column(key="dismissed", title=_("Dismissed"), is_number=True),
            Column(key="disputed", title=_("Seen differently"), is_number=True),
            Column(key="precision", title=_("So far right")),
        ),
        rows=[_rule_row(each) for each in fares],
    )  # fmt: skip


def _rule_row(each: queries.Fares) -> dict[str, Any]:
    said = None
    if each.precision is not None:
        said = Cell(words=_in_so_many(each), number=each.precision)
    return {
        "kind": words.kind_called(each.kind), "rule": each.rule, "found": each.found,
        "confirmed": each.confirmed, "dismissed": each.dismissed, "disputed": each.disputed,
        "precision": said,
    }  # fmt: skip


def _in_so_many(each: queries.Fares) -> str:
    counts = {"confirmed": each.confirmed, "judged": each.judged}
    if each.judged < FEWEST_JUDGED:
        return _("%(confirmed)d of %(judged)d, too few to say") % counts
    return _("%(confirmed)d of %(judged)d") % counts


# --- what they share ------------------------------------------------------------------------------


def _document(request: HttpRequest, public_id: str) -> Any:
    found = inventory.document_for(request.user, public_id)
    if found is None or not found.versions.exists():
        raise Http404
    return found


def _version(found: Any, versions: list[Any], asked: str) -> Any:
    """The version that is asked for; without one, the newest."""
    if not asked:
        return versions[0]
    version = next((each for each in versions if each.public_id == asked), None)
    if version is None:
        raise Http404
    return version


def _finding(request: HttpRequest, public_id: str) -> Finding:
    found = queries.finding(public_id, request.user)
    if found is None:
        raise Http404
    return found


def _places(others: list[Finding]) -> list[Link]:
    return [Link(text=each.version.document.called, href=each.get_absolute_url())
            for each in others]  # fmt: skip


def _first_step() -> Link:
    return Link(text=_("See the structures"), href=reverse("policies"))


def _today() -> date:
    return timezone.now().astimezone(settings.HERE.time_zone).date()


def _above() -> list[Link]:
    return [Link(text=_("Findings"), href=reverse("findings"))]


def _trail(found: Any) -> list[Link]:
    above = [Link(text=_("Structures"), href=reverse("policies"))]
    policy = found.policy
    return [*above, Link(text=policy.title, href=policy.get_absolute_url())] if policy else above


def _link_to(found: Any) -> Link:
    return Link(text=found.called, href=reverse("document", args=[found.public_id]))


def _trail_to(found: Finding) -> list[Link]:
    document = found.version.document
    return [*_trail(document), _link_to(document)]
