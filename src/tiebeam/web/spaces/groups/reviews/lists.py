"""A review as a page shows it. Nothing is compared, and no sum has two currencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tiebeam.web.spaces.groups.asks.lists import short
from tiebeam.web.spaces.groups.budgets.currencies import in_words
from tiebeam.web.spaces.groups.reviews.forms import READERS
from tiebeam.web.spaces.groups.sponsors.duties import first_duties
from tiebeam.web.spaces.models import ReviewCorrection, YearReview
from tiebeam.web.spaces.written import as_html
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Entry, Link, Moment, Signpost


def posts(found: Iterable[YearReview], where: str) -> list[Signpost]:
    return [
        Signpost(text=_("What changed in %(year)s") % {"year": each.year},
                 href=reverse("space-review", args=[where, each.year]), about=stands(each),
                 status="" if each.put_out_on else _("A draft"),
                 tone="plain" if each.put_out_on else "waiting")
        for each in found
    ]  # fmt: skip


def stands(review: YearReview) -> str:
    if review.put_out_on is None:
        return _("Whoever speaks for the group reads it, and nobody else.")
    given = {"day": day_words(review.put_out_on), "readers": readers(review)}
    return _("Put out on %(day)s. Who reads it: %(readers)s.") % given


def readers(review: YearReview) -> str:
    if review.shown_to == "hidden":
        return str(READERS[0][1])
    return str(dict(READERS)[review.readers])


def words(review: YearReview) -> list[tuple[str, Any]]:
    """What the group says itself."""
    parts = [(_("What changed"), review.changed),
             (_("What did not change, and why"), review.did_not),
             (_("What the next year needs"), review.needs)]  # fmt: skip
    return [(called, as_html(said)) for called, said in parts if said]


def entries(told: Mapping[str, Any], *, sees_money: bool) -> list[Entry]:
    """What was known, line by line."""
    found = [*_asked(told.get("asks", ())), *_done(told), *_raised(told.get("raised"))]
    found += [*_held(told), *_duties(told.get("duties", ()))]
    return [*found, *_money(told.get("money", ()))] if sees_money else found


def _asked(asks: Sequence[Mapping[str, str]]) -> Iterator[Entry]:
    if not asks:
        yield Entry(about=_("Asked of leaders"), said=_("Nothing."))
        return
    by_kind = [(kind, sum(each["answer"] == kind for each in asks))
               for kind in ("yes", "partly", "no", "")]  # fmt: skip
    said = [f"{short(kind) if kind else _('No answer yet')}: {number}"
            for kind, number in by_kind if number]  # fmt: skip
    sent = ngettext("%(number)s ask.", "%(number)s asks.", len(asks)) % {"number": len(asks)}
    yield Entry(about=_("Asked of leaders"), said=f"{sent} {', '.join(said)}.")


def _done(told: Mapping[str, Any]) -> Iterator[Entry]:
    if "meetings" in told:
        yield Entry(about=_("Meetings held"), said=str(told["meetings"]))
    if "structures" in told:
        yield Entry(about=_("Structures that changed"), said=str(len(told["structures"])))


def _raised(raised: Mapping[str, int] | None) -> Iterator[Entry]:
    if raised and (raised["waits"] or raised["ended"]):
        said = _("Barriers that they show: %(ended)s answered or closed, %(waits)s not.") % raised
        yield Entry(about=_("Findings that were raised"), said=said)


def _held(told: Mapping[str, Any]) -> Iterator[Entry]:
    if told["charters"]:
        said = ngettext("%(number)s version written.", "%(number)s versions written.",
                        told["charters"])  # fmt: skip
        yield Entry(about=_("Charter"), said=said % {"number": told["charters"]})
    if told["offices"]:
        said = ngettext("%(number)s named.", "%(number)s named.", told["offices"])
        yield Entry(about=_("Offices"), said=said % {"number": told["offices"]})


def _duties(duties: Sequence[Mapping[str, str]]) -> Iterator[Entry]:
    """Each duty by itself, with what was said of each time; never how many were kept."""
    by_words: dict[str, list[str]] = {}
    for each in duties:
        ours = first_duties()[each["code"]][0] if each["code"] else ""
        called = each["says"] or _(ours)
        given = {"day": day_words(date.fromisoformat(each["due_on"]))}
        became = {"kept": _("For %(day)s: kept."), "not kept": _("For %(day)s: not kept."),
                  "moved": _("For %(day)s: moved."),
                  "": _("For %(day)s: nobody has said anything.")}[each["kind"]]  # fmt: skip
        by_words.setdefault(called, []).append(became % given)
    for called, said in by_words.items():
        yield Entry(about=_("The sponsor: %(duty)s") % {"duty": called}, said=" ".join(said))


def _money(money: Sequence[Mapping[str, str]]) -> Iterator[Entry]:
    for each in money:
        currency = each["currency"]
        given = {name: in_words(Decimal(each[name]), currency) for name in ("granted", "spent")}
        yield Entry(about=_("Money, %(currency)s") % {"currency": currency},
                    said=_("%(granted)s granted, %(spent)s spent.") % given)  # fmt: skip


def asks(told: Mapping[str, Any], there: Mapping[str, str]) -> list[tuple[Link, str]]:
    """What was asked, and what was answered by then.

    there  by public id, the addresses of those that are there still
    """
    return [
        (Link(text=each["title"], href=there[each["ask"]]),
         short(each["answer"]) if each["answer"] else _("No answer yet"))
        for each in told.get("asks", ()) if each["ask"] in there
    ]  # fmt: skip


def structures(told: Mapping[str, Any], links: Mapping[str, Link]) -> list[tuple[str, Link | None]]:
    """What is otherwise now, with a way to what changed where somebody may read that."""
    return [(each["changed"], links.get(each["structure"])) for each in told.get("structures", ())]


def corrections(found: Iterable[ReviewCorrection]) -> list[Moment]:
    return [
        Moment(at=day_words(each.on), more=each.says,
               text=_("A correction that members alone read") if each.shown_to == "hidden"
               else _("A correction"))
        for each in found
    ]  # fmt: skip
