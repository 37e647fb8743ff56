"""What there is to see, figure by figure; the releases; and what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tiebeam import charts
from tiebeam.engine.disclosure import Released
from tiebeam.engine.disclosure.changes import changes, seen
from tiebeam.engine.disclosure.entries import release_of
from tiebeam.engine.kept import again
from tiebeam.engine.measures.definitions import definition
from tiebeam.engine.measures.from_releases import Offer
from tiebeam.web.accounts.typed import keeps_what_was_typed, typed_before
from tiebeam.web.insight import actions, pictures, queries, tables
from tiebeam.web.insight.attacks import attacks_on, worst_of
from tiebeam.web.insight.bodies import body
from tiebeam.web.insight.choosing import (
    ABOUT,
    BY,
    Choosing,
    address_of,
    how_words,
    query_of,
    when_words,
    whom_words,
)
from tiebeam.web.insight.comparing import Pair, pair_of
from tiebeam.web.insight.downloads import as_csv, figure_rows, line_rows
from tiebeam.web.insight.forms import WishForm
from tiebeam.web.insight.overview import about_each, headlines, in_one_picture
from tiebeam.web.insight.promises import PROMISES
from tiebeam.web.insight.receipts import receipt_of, receipt_of_release
from tiebeam.web.insight.words import fields_words, measure_of, plain, title_of, words_of
from tiebeam.web.permissions import signed_in
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Link, Signpost, Table

#: Lines of a release on one page.
LINES: int = 100
#: Findings for which a sheet of paper has room, under the organisation in one picture.
ON_A_SHEET: int = 7


def _see() -> Link:
    return Link(text=_("What there is to see"), href=reverse("see"))


# --- figures --------------------------------------------------------------------------------------


@signed_in
def see(request: HttpRequest) -> HttpResponse:
    """Three sentences, the organisation in one picture, and what there is to see."""
    shown = queries.shown()
    if shown is None:
        return render(request, "insight/nothing_yet.html", {"title": _("What there is to see")})
    return render(request, "insight/page.html", {
        "title": _("What there is to see"), "body": body("insight/see.html", _overview, shown),
    })  # fmt: skip


def _overview(shown: queries.Shown) -> dict[str, Any]:
    first = headlines(shown)
    picture = in_one_picture(first)
    return {
        "name": settings.HERE.name,
        "sentences": charts.summary([shown.figure(each) for each in first]),
        "picture": picture and _picture(shown, picture),
        "chapters": about_each(shown, first),
        "last": shown.ledger.last,
        "day": day_words(shown.ledger.last.at),
    }


@signed_in
def measure(request: HttpRequest, slug: str) -> HttpResponse:
    """One figure, from the sentence down to how it was computed."""
    found, shown = _asked(slug), queries.shown()
    if shown is None:
        return render(request, "insight/nothing_yet.html", {"title": title_of(found)})
    choosing = Choosing.of(shown.ledger, found)
    offer = choosing.asked(request.GET)
    if offer is None:
        return _not_there(request, found, choosing, shown)
    template, title = "insight/measure.html", charts.subtitle(shown.figure(offer))
    # As one reader sorted and searched the table, it is of use to them alone.
    inside = (
        render_to_string(template, _about_figure(shown, offer, request.GET))
        if Table.is_asked_by(request.GET)
        else body(template, _about_figure, shown, offer)
    )
    return render(request, "insight/page.html", {"title": title, "body": inside})


def _about_figure(
    shown: queries.Shown, offer: Offer, query: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    figure, choosing = shown.figure(offer), Choosing.of(shown.ledger, offer.measure)
    kept = query_of(offer)
    return {
        "trail": [_see()],
        "title": charts.said_alone(figure),
        "kicker": charts.subtitle(figure),
        "between": charts.between(figure),
        "sure": _sure(figure),
        "tone": "plain" if charts.stands_clear(figure) else "waiting",
        "about_sure": " ".join(
            each for each in (charts.smallest_gap(figure), charts.noise(figure)) if each
        ),
        "has_noise": charts.has_noise(figure),
        "showing": {"whom": whom_words(offer), "how": how_words(offer), "when": when_words(offer)},
        "parts": choosing.parts(offer, address_of),
        "more": Link(text=_("Ask for something else in the next release"),
                     href=_wish_for(offer.measure, kept)),
        "picture": _picture(shown, offer),
        "table": tables.of_figure(
            figure, query, kept=kept, download=address_of(offer, "see-csv")
        ),
        "takes": _takes(offer),
        "compare": _compare_address(choosing, offer),
        "chosen": words_of(definition(offer.measure).in_releases),
        "notes": [again(each) for each in figure.notes],
        "receipt": receipt_of(shown, figure),
    }  # fmt: skip


def _sure(figure: Released) -> str:
    if figure.measure == "projection":
        return _("This is no forecast. It says what follows if the rates stay.")
    return charts.how_sure(figure)


def _asked(slug: str) -> str:
    found = measure_of(slug)
    if found is None:
        raise Http404
    return found


def _not_there(
    request: HttpRequest, measure: str, choosing: Choosing, shown: queries.Shown
) -> HttpResponse:
    """What was asked for is in no release, or hidden: no error, but an offer to ask for it."""
    hidden = choosing.asked_and_hidden(request.GET)
    offers = choosing.offers[:1]
    return render(
        request,
        "insight/not_there.html",
        {
            "trail": [_see()],
            "title": title_of(measure),
            "action": Link(text=_("Ask for it in the next release"),
                           href=_wish_for(measure, request.GET)),
            "why": charts.what_is_hidden(shown.figure(hidden)) if hidden else "",
            "lacks": again(shown.ledger.why_not(measure, request.GET.get(ABOUT, ""))),
            "there": [
                Signpost(
                    text=title_of(measure), href=address_of(each), about=_showing(each)
                )
                for each in offers
            ],
        },
    )  # fmt: skip


def _showing(offer: Offer) -> str:
    return f"{whom_words(offer)}, {how_words(offer)}, {when_words(offer)}"


def _wish_for(measure: str, query: Mapping[str, str]) -> str:
    """The page to ask on, filled in with as much of an address as can be asked for."""
    asked = QueryDict(mutable=True)
    asked.update({"measure": measure})
    for name, field in ((ABOUT, "about"), (BY, "within"), ("when", "year")):
        said = str(query.get(name) or "")
        if said:
            asked[field] = said[:4] if field == "year" else said
    return f"{reverse('wishes')}?{asked.urlencode()}"


def _picture(shown: queries.Shown, offer: Offer) -> dict[str, Any]:
    return {
        "wide": pictures.on_a_page(shown, offer, width="wide"),
        "narrow": pictures.on_a_page(shown, offer, width="narrow"),
        "caption": charts.finding(shown.figure(offer)),
    }


def _takes(offer: Offer) -> list[Link]:
    return [
        Link(text=_("Picture for a page (SVG)"), href=address_of(offer, "see-svg")),
        Link(text=_("Picture for a document (PNG)"), href=address_of(offer, "see-png")),
    ]


def _compare_address(choosing: Choosing, offer: Offer) -> str:
    """Where this is set beside another date; empty where there is one date alone."""
    return address_of(offer, "see-two") if pair_of(choosing, offer, {}) else ""


def _offer(request: HttpRequest, slug: str) -> tuple[queries.Shown, Offer]:
    """The figure that an address names.

    Raises  Http404 where no release holds it
    """
    found, shown = _asked(slug), queries.shown()
    offer = Choosing.of(shown.ledger, found).asked(request.GET) if shown else None
    if shown is None or offer is None:
        raise Http404
    return shown, offer


@signed_in
def as_file(request: HttpRequest, slug: str) -> HttpResponse:
    """A figure row by row, for a spreadsheet."""
    shown, offer = _offer(request, slug)
    return _file(as_csv(figure_rows(shown.figure(offer))), "text/csv; charset=utf-8", slug, "csv")


@signed_in
def as_svg(request: HttpRequest, slug: str) -> HttpResponse:
    shown, offer = _offer(request, slug)
    return _file(pictures.svg(shown, offer).encode(), "image/svg+xml", slug, "svg")


@signed_in
def as_png(request: HttpRequest, slug: str) -> HttpResponse:
    shown, offer = _offer(request, slug)
    return _file(pictures.png(shown, offer), "image/png", slug, "png")


def _file(content: bytes, kind: str, name: str, ending: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


# --- two dates ------------------------------------------------------------------------------------


@signed_in
def compare(request: HttpRequest) -> HttpResponse:
    """What can be set side by side at two dates."""
    shown = queries.shown()
    if shown is None:
        return render(request, "insight/nothing_yet.html", {"title": _("Two dates side by side")})
    found = []
    for each in headlines(shown):
        choosing = Choosing.of(shown.ledger, each.measure)
        if pair_of(choosing, each, {}):
            by = _("%(title)s, by %(by)s") if each.attribute else _("%(title)s, by everybody")
            text = by % {"title": title_of(each.measure), "by": whom_words(each)}
            found.append(Signpost(text=text, href=address_of(each, "see-two")))
    return render(request, "insight/compare.html", {"posts": found})


@signed_in
def two(request: HttpRequest, slug: str) -> HttpResponse:
    """One figure at two dates; a change within the band is not called one."""
    shown, offer = _offer(request, slug)
    choosing = Choosing.of(shown.ledger, offer.measure)
    pair = pair_of(choosing, offer, request.GET)
    if pair is None:
        raise Http404
    return render(request, "insight/page.html", {
        "title": _("%(title)s: two dates side by side") % {"title": title_of(offer.measure)},
        "body": body("insight/two.html", _two_dates, shown, pair),
    })  # fmt: skip


def _two_dates(shown: queries.Shown, pair: Pair) -> dict[str, Any]:
    then, now = shown.figure(pair.then), shown.figure(pair.now)
    found = changes(then, now)
    return {
        "trail": [_see(), Link(text=_("Two dates side by side"), href=reverse("see-compare"))],
        "title": title_of(pair.now.measure),
        "whom": whom_words(pair.now), "how": fields_words(pair.now.fields),
        "then": when_words(pair.then), "now": when_words(pair.now),
        "parts": pair.parts(address_of),
        "seen": len(seen(found)), "rows": len(found),
        "table": tables.of_changes(found, then, now),
        "gap": charts.smallest_gap(now),
        "noise": charts.noise(now),
        "receipt": receipt_of(shown, now),
    }  # fmt: skip


@signed_in
def report(request: HttpRequest) -> HttpResponse:
    """What matters most on one sheet of paper."""
    shown = queries.shown()
    if shown is None:
        return render(request, "insight/nothing_yet.html", {"title": _("On one sheet")})
    first = headlines(shown)
    figures = [shown.figure(each) for each in first]
    icicle = next((each for each in first if each.measure == "organisation"), None)
    every = [each for each in figures if each.rows and each.measure != "organisation"]
    # Those that stand clear first, each kind in the order of reading.
    told = sorted(every, key=lambda each: not charts.stands_clear(each))[:ON_A_SHEET]
    return render(
        request,
        "insight/report.html",
        {
            "sentences": charts.summary(figures),
            # Only this one leaves room on the sheet for what was found.
            "picture": icicle and _picture(shown, icicle),
            "found": [(charts.subtitle(each), charts.finding(each)) for each in told],
            "more": len(every) - len(told),
            "gaps": [(charts.subtitle(each), gap) for each in told
                     if (gap := charts.smallest_gap_words(each))],
            "last": shown.ledger.last,
            "day": day_words(shown.ledger.last.at),
        },
    )  # fmt: skip


# --- wishes ---------------------------------------------------------------------------------------


@signed_in
@keeps_what_was_typed
def wishes(request: HttpRequest) -> HttpResponse:
    """Ask for a figure in the next release; see what others would like to see."""
    shown = queries.shown()
    if shown is None:
        return render(request, "insight/nothing_yet.html", {"title": _("Ask for more")})
    before = request.GET.dict() | typed_before(request)
    form = WishForm(request.POST or None, initial=before, ledger=shown.ledger)
    if form.is_valid():
        said = form.cleaned_data
        actions.wish(
            request.user, measure=said["measure"], attribute=said["about"],
            within=said["within"], year=said["year"], at=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("Your wish is counted. Nobody sees that it is yours."))
        return redirect("wishes")
    wished = [_wished(each) for each in queries.wishes(request.user)]
    return render(request, "insight/wishes.html", {"form": form, "wished": wished})


def _wished(wish: Any) -> dict[str, Any]:
    within = (wish["within"],) if wish["within"] else ()
    return {
        "what": title_of(wish["measure"]),
        "whom": plain(wish["attribute"]),
        "how": fields_words(within),
        **{name: wish[name] for name in ("year", "people", "own", "public_id")},
    }


@signed_in
@require_POST
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.take_back(request.user, public_id)
    messages.success(request, _("Your wish is no longer counted."))
    return redirect("wishes")


# --- releases and promises ------------------------------------------------------------------------


@signed_in
def releases(request: HttpRequest) -> HttpResponse:
    """Every release: how much it shows, how much it hides, and why."""
    shown = queries.shown()
    if shown is None:
        return render(request, "insight/nothing_yet.html", {"title": _("Releases")})
    found = [
        Signpost(
            text=_("Release %(number)s, %(day)s") % {"number": each.number,
                                                     "day": day_words(each.at)},
            href=reverse("release", args=[each.number]),
            about=tables.how_much(each),
        )
        for each in reversed(shown.ledger.releases)
    ]  # fmt: skip
    last = shown.ledger.last
    return render(request, "insight/releases.html", {"posts": found, "hash": last.hash})


@signed_in
def release(request: HttpRequest, number: int) -> HttpResponse:
    kept = queries.release(number)
    if kept is None:
        raise Http404
    found = release_of(kept.content, line=kept.number, hash=kept.hash)
    page = Paginator(found.lines, LINES).get_page(request.GET.get("page"))
    return render(
        request,
        "insight/release.html",
        {
            "trail": [Link(text=_("Releases"), href=reverse("releases"))],
            "number": found.number,
            "day": day_words(found.at),
            "how_much": tables.how_much(found),
            "kinds": tables.of_kinds(found),
            "reasons": tables.of_reasons(found),
            "attacks": attacks_on(found),
            "attacked": tables.of_attacks(attacks_on(found)),
            "receipt": receipt_of_release(kept, found),
            "lines": tables.of_lines(page, reverse("release-csv", args=[number])),
            "page": page,
        },
    )


@signed_in
def release_file(request: HttpRequest, number: int) -> HttpResponse:
    kept = queries.release(number)
    if kept is None:
        raise Http404
    found = release_of(kept.content, line=kept.number, hash=kept.hash)
    content = as_csv(line_rows(found))
    return _file(content, "text/csv; charset=utf-8", f"release-{number}", "csv")


@signed_in
def promises(request: HttpRequest) -> HttpResponse:
    """What is promised, what holds it, and what our own attack found last."""
    shown = queries.shown()
    attacks = attacks_on(shown.ledger.last) if shown else []
    worst = worst_of(attacks)
    return render(
        request,
        "insight/promises.html",
        {
            "promises": PROMISES,
            "last": shown.ledger.last if shown else None,
            "day": day_words(shown.ledger.last.at) if shown else "",
            "certain": sum(each.certain for each in attacks),
            "attacked": tables.of_attacks(attacks),
            "worst": worst,
            "of_100": _of_100(worst),
        },
    )


def _of_100(worst: Any) -> dict[str, str]:
    if worst is None:
        return {}
    shares = {"right": worst.right, "bound": worst.bound, "rate": worst.rate}
    return {name: f"{100 * share:.0f}" for name, share in shares.items()}
