"""By what a redesign is judged: parameters of its clause, or a measure of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from tiebeam import charts
from tiebeam.engine.measures.definitions import CATALOGUE
from tiebeam.web.change.clauses import amount, differing
from tiebeam.web.change.judging import NONE
from tiebeam.web.change.models import Redesign, Written
from tiebeam.web.insight import queries as releases
from tiebeam.web.insight.barriers import figures, places
from tiebeam.web.insight.reading import words
from tiebeam.web.insight.reading.words import value_words
from tiebeam.web.insight.words import measure_of, title_of
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Entry

Direction = Written.Direction
CLAUSE, FIGURE, MEASURE = "clause:", "figure:", "measure:"
#: Measures that are no one number that could go up or down.
_NO_METRIC: Final = frozenset({"organisation", "projection", "flow_ledger"})


# --- in words -------------------------------------------------------------------------------------


def parameter_called(metric: str) -> str:
    """ "clause:discretion.approver" as "Who decides"."""
    return words.parameter_called(metric.removeprefix(CLAUSE).split(".")[-1])


def called(written: Written) -> str:
    """What a metric is called."""
    if written.is_of_clause:
        return parameter_called(written.metric)
    return title_of(written.metric) if written.metric in CATALOGUE else written.metric


def change_words(written: Written, before: str, after: str) -> str:
    """ "Days to a decision: 90 before, 14 now." """
    return _("%(what)s: %(before)s before, %(after)s now.") % {
        "what": called(written), "before": value_words(before), "after": value_words(after),
    }  # fmt: skip


def sentence(written: Written) -> str:
    """What was written down, in one sentence."""
    about = {"what": called(written), "size": _size(written), "aim": value_words(written.aim)}
    if written.direction == Direction.BECOMES:
        return _("“%(what)s” becomes: %(aim)s.") % about
    if written.direction == Direction.UP:
        return _("“%(what)s” goes up, by %(size)s or more.") % about
    return _("“%(what)s” goes down, by %(size)s or more.") % about


def _size(written: Written) -> str:
    number = f"{float(written.size or 0):g}"
    if written.is_of_clause:
        return number
    unit = CATALOGUE[written.metric].unit if written.metric in CATALOGUE else ""
    said = {"share": _("%(n)s in 100"), "percent": _("%(n)s percent")}.get(unit, "%(n)s")
    return said % {"n": number}


def entries(written: Written) -> list[Entry]:
    """The same part by part, for whoever checks it."""
    when = _("As soon as the new text is in force: the text itself says it.")
    if written.judged_on:
        day = {"day": day_words(written.judged_on)}
        when = _("From %(day)s on, with the first release that speaks of the time after it.") % day
    if written.judged_on and written.where.get("figure"):
        when = _("From %(day)s on, with the same figure as today.") % day
    found = [
        Entry(about=_("Judged by"), said=called(written)),
        Entry(about=_("Where"), said=where_words(written)),
        Entry(about=_("When it can be judged"), said=when),
    ]
    if not written.is_of_clause:
        unknown = _("Not known from what is shown.")
        found.append(Entry(about=_("What so many people could show"),
                           said=written.detectable or unknown))  # fmt: skip
    return found


def where_words(written: Written) -> str:
    """The slice of which it speaks."""
    if written.is_of_clause:
        return _("In the clause itself")
    if address := written.where.get("figure"):
        return figure_said(address)
    named = [each for part in places.PARTS for each in written.where.get(part, ())]
    return ", ".join(named) or _("Everywhere")


def figure_said(address: str) -> str:
    """What a released figure says today; where none shows it any more, its address."""
    shown = releases.shown()
    offer = figures.offer_at(shown, address) if shown else None
    if shown is None or offer is None:
        return address
    return charts.said_alone(shown.figure(figures.newest(shown, offer)))


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Entry]:
    """What a clause says otherwise: "Days to a decision: from 90 to 14"."""
    found: dict[str, Entry] = {}
    for each in differing(before, after):
        about = parameter_called(each)
        said = _change_said(before.get(each, ""), after.get(each, ""))
        found.setdefault(about, Entry(about=about, said=said))
    return list(found.values())


def _change_said(before: str, after: str) -> str:
    words = {"before": value_words(before), "after": value_words(after)}
    if not after:
        return _("%(before)s before, and no longer said") % words
    if not before:
        return _("%(after)s, and not said before") % words
    return _("from %(before)s to %(after)s") % words


# --- what there is to choose ----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Metric:
    """Something by which a redesign can be judged.

    code        as a form sends it
    where       the slice
    detectable  the smallest effect that so many people could show, as a sentence
    smallest    the same as a share, where the figure has it
    """

    code: str
    title: str
    metric: str
    where: Mapping[str, Any] = field(default_factory=dict)
    detectable: str = ""
    smallest: float | None = None

    @property
    def is_of_clause(self) -> bool:
        return self.code.startswith(CLAUSE)


def choices(redesign: Redesign, barriers: Sequence[Any]) -> list[Metric]:
    """What can be chosen: first what the clause itself says, then figures that show its barriers,
    then every measure."""
    found = [*of_clause(redesign), *_of_figures(barriers), *_of_catalogue(barriers)]
    return list({each.code: each for each in found}.values())


def grouped(choices: Sequence[Metric]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The same by what they are, as a form shows them."""
    every = {
        CLAUSE: _("What the text itself says, known at once"),
        FIGURE: _("Figures that show the barrier"),
        MEASURE: _("Other figures: what so many people could show is not known"),
    }
    groups = ((title, [(each.code, each.title) for each in choices if each.code.startswith(kind)])
              for kind, title in every.items())  # fmt: skip
    return [(title, found) for title, found in groups if found]


def of_clause(redesign: Redesign) -> list[Metric]:
    """Parameters that the new text says otherwise."""
    before, after = redesign.reads_before, redesign.reads_after
    # Of a clause that is no longer known nothing is read, and that is not the same as "none".
    known = {key.split(".")[0] for key in after}
    named: dict[str, Metric] = {}
    for key in differing(before, after):
        if key.split(".")[0] not in known:
            continue
        code = f"{CLAUSE}{key}"
        about = {"what": parameter_called(code), "before": value_words(before.get(key, "")),
                 "after": value_words(after.get(key, ""))}  # fmt: skip
        title = _("%(what)s: %(before)s now, %(after)s in the new text") % about
        named.setdefault(about["what"], Metric(code=code, title=title, metric=code))
    return list(named.values())


def of_text(redesign: Redesign, metric: str) -> dict[str, Any]:
    """Direction, size and aim that the new text itself gives."""
    key = metric.removeprefix(CLAUSE)
    was, now = amount(redesign.reads_before.get(key)), amount(redesign.reads_after.get(key))
    if was is None or now is None or was == now:
        aim = redesign.reads_after.get(key, NONE)[:120]
        return {"direction": Direction.BECOMES, "size": None, "aim": aim}
    way = Direction.UP if now > was else Direction.DOWN
    return {"direction": way, "size": Decimal(f"{abs(now - was):.2f}"), "aim": ""}


def _of_figures(barriers: Iterable[Any]) -> list[Metric]:
    """Released figures that show the barriers that it answers."""
    shown = releases.shown()
    if shown is None:
        return []
    found = []
    for address in _addresses(barriers):
        offer = figures.offer_at(shown, address)
        if offer is None or offer.measure in _NO_METRIC:
            continue
        figure = shown.figure(figures.newest(shown, offer))
        about = {"measure": title_of(offer.measure), "said": charts.said_alone(figure)}
        found.append(
            Metric(code=f"{FIGURE}{address}", title=_("%(measure)s. Today: %(said)s") % about,
                   metric=offer.measure, where={"figure": address},
                   detectable=charts.smallest_gap(figure)[:400], smallest=figure.smallest_gap)
        )  # fmt: skip
    return found


def _addresses(barriers: Iterable[Any]) -> list[str]:
    every = [each.kept for barrier in barriers for each in barrier.evidence]
    return list(dict.fromkeys(each.address for each in every if each.kind == "figure"))


def _of_catalogue(barriers: Iterable[Any]) -> list[Metric]:
    """Every measure, where the barriers are; what so many people could show is not known then."""
    where: dict[str, list[str]] = {}
    for each in barriers:
        where = where or places.slice_of(each.barrier)
    return [
        Metric(code=f"{MEASURE}{name}", title=title_of(name), metric=name, where=where)
        for name in CATALOGUE if name not in _NO_METRIC and measure_of(name.replace("_", "-"))
    ]  # fmt: skip


def code_of(written: Written) -> str:
    """How a form sends what was written down."""
    if written.is_of_clause:
        return written.metric
    address = written.where.get("figure")
    return f"{FIGURE}{address}" if address else f"{MEASURE}{written.metric}"
