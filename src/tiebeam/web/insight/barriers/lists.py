"""Barriers as pages list them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from tiebeam import charts
from tiebeam.engine.records.window import Window
from tiebeam.engine.words import number
from tiebeam.web.insight import choosing
from tiebeam.web.insight.barriers import places
from tiebeam.web.insight.barriers.figures import Now, People
from tiebeam.web.insight.barriers.queries import AsItStands, Standing
from tiebeam.web.insight.barriers.weighing import Sure
from tiebeam.web.insight.models import Barrier, Evidence, Moment
from tiebeam.web.ui.days import day_words, window_words
from tiebeam.web.ui.shapes import Entry, Link, Signpost, Tone
from tiebeam.web.ui.shapes import Moment as OnTimeline

State, Kind, What = Barrier.State, Evidence.Kind, Moment.What
_TONE: Final[dict[str, Tone]] = {
    State.QUESTION: "waiting", State.OPEN: "hurts", State.ANSWERED: "good", State.CLOSED: "plain",
}  # fmt: skip


# --- one sentence each ----------------------------------------------------------------------------


def sure_words(sure: Sure) -> str:
    """How sure a barrier is, in words."""
    return {
        Sure.QUESTION: _("A question: nothing that is shown says so yet."),
        Sure.HINTED: _("A question: something points there, and nothing shows it clearly yet."),
        Sure.BY_TEXT: _("Known from the text: two people have confirmed what it says."),
        Sure.BY_FIGURE: _("Known from figures: chance alone would rarely do this."),
        Sure.BY_BOTH: _("Known from figures and from the text. Chance alone would rarely do this, "
                        "and two people have confirmed what the text says."),
    }[sure]  # fmt: skip


def people_words(people: People | None) -> str:
    """How many people, as a released figure shows the size of their group."""
    if people is None:
        return _("Not known from what is shown.")
    about = {"number": number(round(people.number)), "whom": people.whom}
    if not people.band:
        return _("%(number)s %(whom)s, as a released figure shows.") % about
    about["band"] = number(round(people.band))
    return (
        _("About %(number)s %(whom)s, give or take %(band)s, as a released figure shows.") % about
    )


def since_words(evidence: Iterable[Evidence]) -> str:
    """The earliest release or version that shows it."""
    windows = [(each.since_from, each.since_to) for each in evidence if each.since_from]
    if not windows:
        return _("Not known from what is shown.")
    first, last = min(windows, key=lambda each: (each[0], each[1]))
    words = window_words(Window(first, last or first))
    return _("%(when)s at the latest: nothing from before that is shown.") % {"when": words}


# --- lists ----------------------------------------------------------------------------------------


def post(found: Standing, *, of_one_structure: bool = False) -> Signpost:
    """The way to a barrier: how sure, how many, and how it stands.

    of_one_structure  where that need not be said
    """
    barrier = found.barrier
    said = [sure_words(found.sure)]
    if found.people:
        said.append(people_words(found.people))
    if barrier.policy and not of_one_structure:
        said.append(_("Structure: %(title)s.") % {"title": barrier.policy.title})
    return Signpost(text=barrier.title, href=barrier.get_absolute_url(), about=" ".join(said),
                    status=str(found.state.label), tone=_TONE[found.state])  # fmt: skip


def posts(found: Iterable[Standing], *, of_one_structure: bool = False) -> list[Signpost]:
    return [post(each, of_one_structure=of_one_structure) for each in found]


# --- one of them ----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A thing that shows a barrier, as its page has it.

    key        unlike that of any other of the page
    broader    that it speaks of more than the place of the barrier, where it does
    then, now  on which day it was shown so; and what the releases say now, where that is something
               else
    """

    called: str
    said: str
    sure: str
    tone: Tone
    then: str
    link: Link | None
    receipt: list[Entry]
    now: str = ""
    now_sure: str = ""
    now_title: str = ""
    broader: str = ""
    key: str = ""


def evidence(found: Iterable[AsItStands]) -> list[Shown]:
    return [_shown(each) for each in found]


def _shown(found: AsItStands) -> Shown:
    kept = found.kept
    strength = Evidence.Strength(kept.strength)
    now = _now_words(found.now) if found.now and found.now.is_other else {}
    gone = kept.kind == Kind.FIGURE and found.now is None
    if gone:
        now = {"now": _("No release shows this figure any more."), "now_title": _("Today")}
    stands = Evidence.Strength(found.strength).label if kept.kind != Kind.FIGURE else strength.label
    return Shown(
        called=str(Kind(kept.kind).label), said=_said(found), sure=f"{stands}.", then=_then(kept),
        tone="plain" if strength in (Evidence.Strength.CLEAR, Evidence.Strength.TWO) else "waiting",
        link=_link(found), receipt=_receipt(kept), key=f"evidence-{kept.pk}",
        broader=_broader(found), **now,
    )  # fmt: skip


def _said(found: AsItStands) -> str:
    """The sentence as it was kept; of the same numbers, in the language of whoever reads."""
    if found.now and found.now.is_same:
        return charts.said_alone(found.now.then)
    return found.kept.said


def _broader(found: AsItStands) -> str:
    if not found.broader:
        return ""
    return _("It counts more people than those in the place of this barrier, so it does not say "
             "how many they are.")  # fmt: skip


def _then(kept: Evidence) -> str:
    if kept.kind == Kind.FIGURE and kept.speaks_of:
        about = {"number": kept.release, "day": day_words(kept.speaks_of)}
        return _("As release %(number)s had it, which speaks of %(day)s.") % about
    return _("As it stood on %(day)s.") % {"day": day_words(kept.at)}


def _now_words(now: Now) -> dict[str, str]:
    when = choosing.when_words(now.offer)
    return {
        "now": charts.said_alone(now.figure), "now_sure": charts.how_sure(now.figure),
        "now_title": _("The newest figure, %(when)s") % {"when": when},
    }  # fmt: skip


def _link(found: AsItStands) -> Link | None:
    kept = found.kept
    if kept.kind == Kind.FIGURE:
        slug, _sep, query = kept.address.partition("?")
        return Link(
            text=_("Open the figure"), href=f"{reverse('see-measure', args=[slug])}?{query}"
        )
    if kept.kind == Kind.FINDING:
        return Link(text=_("Open the finding"), href=reverse("finding", args=[kept.address]))
    return None


def _receipt(kept: Evidence) -> list[Entry]:
    said: Sequence[tuple[str, str]] = [(_("Added"), day_words(kept.at))]
    if kept.kind == Kind.FIGURE and kept.speaks_of:
        of = {"number": kept.release, "day": day_words(kept.speaks_of)}
        said = [(_("Release"), _("%(number)s, of %(day)s") % of),
                (_("Hash of the release"), kept.mark), *said]  # fmt: skip
    elif kept.mark:
        said = [(_("Rule, and its version"), kept.mark), *said]
    return [Entry(about=about, said=each) for about, each in said]


def where(found: Standing) -> list[Entry]:
    """Where it is, whom it hinders, how many, since when."""
    barrier = found.barrier
    return [
        Entry(about=_("Where"), said=places.words(barrier)),
        Entry(about=_("Whom it hinders"), said=barrier.whom or _("Nobody has said.")),
        Entry(about=_("How many people"), said=people_words(found.people)),
        Entry(about=_("Since when"), said=since_words(each.kept for each in found.evidence)),
    ]  # fmt: skip


def decides(policy: Any) -> list[Entry]:
    """Who decides, and how one gets to be that, as the structure says."""
    unsaid = _("Nobody has said.")
    return [
        Entry(about=_("Who decides"), said=policy.decides or unsaid),
        Entry(about=_("How somebody gets that role"), said=policy.gets_there or unsaid),
        Entry(about=_("Looked after by"), said=policy.owner.name if policy.owner else _("Nobody")),
    ]  # fmt: skip


def history(barrier: Barrier, moments: Iterable[Moment]) -> list[OnTimeline]:
    """What became of it, and of all that were joined with it."""
    # That a part was joined is told by what took it in.
    told = (each for each in moments if each.barrier == barrier or each.what != What.JOINED)
    return [_moment(each, barrier) for each in told]


def _moment(moment: Moment, barrier: Barrier) -> OnTimeline:
    text, more = str(What(moment.what).label), moment.words
    if moment.other is not None:
        more = f"“{moment.other.title}”"
    if moment.barrier != barrier:
        text = _("%(what)s: “%(title)s”") % {"what": text, "title": moment.barrier.title}
    if more and moment.what == What.CORRECTED:
        more = _("Before, it said: %(words)s") % {"words": more}
    return OnTimeline(at=day_words(moment.on), text=text, more=more)
