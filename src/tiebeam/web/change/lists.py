"""Redesigns as pages list them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from tiebeam.web.change import metrics
from tiebeam.web.change.locking import fits
from tiebeam.web.change.models import Moment, Redesign, Written
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Entry, Link, Signpost, Tone
from tiebeam.web.ui.shapes import Moment as OnTimeline

State, What = Redesign.State, Moment.What
_TONE: Final[dict[str, Tone]] = {
    State.DRAFT: "plain", State.PROPOSED: "waiting", State.DECIDED: "waiting",
    State.IN_FORCE: "good", State.TO_JUDGE: "waiting", State.JUDGED: "good",
    State.DROPPED: "plain",
}  # fmt: skip


# --- one sentence each ----------------------------------------------------------------------------


def standing(redesign: Redesign) -> str:
    """Where it stands, in words: what is due, by when and by whom, or what became of it."""
    said = {
        State.DRAFT: lambda: _("It is being written. Nobody has to decide yet."),
        State.PROPOSED: lambda: _("It waits for a decision by %(day)s. %(who)s decides.")
        % _due(redesign),
        State.DECIDED: lambda: _("It is decided, and should be in force by %(day)s. %(who)s sees "
                                 "to it.") % _due(redesign),
        State.IN_FORCE: lambda: _in_force(redesign),
        State.TO_JUDGE: lambda: _("It can be judged now: the day that was written down has come."),
        State.JUDGED: lambda: outcome(redesign),
        State.DROPPED: lambda: _("It will not be done. Why stands with what became of it."),
    }  # fmt: skip
    return said[State(redesign.state)]()


def _due(redesign: Redesign) -> dict[str, str]:
    return {"day": day_words(redesign.due) if redesign.due else "–", "who": who(redesign)}


def who(redesign: Redesign) -> str:
    """Who has to decide now."""
    person = redesign.answers_for_it
    return person.name if person else _("A leader")


def _in_force(redesign: Redesign) -> str:
    about = {"day": day_words(redesign.in_force_on)} if redesign.in_force_on else {"day": "–"}
    last = last_written(redesign)
    if last is None or last.judged_on is None:
        return _("It is in force since %(day)s.") % about
    about["judged"] = day_words(last.judged_on)
    return _("It is in force since %(day)s. It can be judged from %(judged)s on.") % about


def outcome(redesign: Redesign) -> str:
    """What came of it, for a metric that is read from the text."""
    found = getattr(redesign, "outcome", None)
    if found is None:
        return _("It was judged.")
    said = metrics.change_words(found.written, found.before, found.after)
    if found.is_as_written:
        return _("%(said)s As it was written down beforehand.") % {"said": said}
    return _("%(said)s That is not what was written down beforehand.") % {"said": said}


def stall(redesign: Redesign) -> str:
    """That dates were missed, and to whom it passed; "" where none was."""
    missed = list(redesign.missed.all())
    if not missed:
        return ""
    if redesign.passed_on:
        about = {"who": who(redesign), "day": day_words(redesign.passed_on)}
        return _("Two dates were missed. The decision passed to %(who)s on %(day)s.") % about
    last = missed[-1]
    about = {"day": day_words(last.due), "next": day_words(last.next_due),
             "who": redesign.passes_to.name if redesign.passes_to else _("a leader")}  # fmt: skip
    return _("The date %(day)s was missed. The next is %(next)s. If that is missed too, the "
             "decision passes to %(who)s.") % about  # fmt: skip


def last_written(redesign: Redesign) -> Written | None:
    return next(iter(list(redesign.written.all())[-1:]), None)


# --- lists ----------------------------------------------------------------------------------------


def post(redesign: Redesign) -> Signpost:
    """The way to a redesign: where it stands, and whether it stalls."""
    said = [standing(redesign), stall(redesign) if is_waiting(redesign) else ""]
    status, tone = _status(redesign)
    return Signpost(text=redesign.title, href=redesign.get_absolute_url(), status=status,
                    tone=tone, about=" ".join(each for each in said if each))  # fmt: skip


def _status(redesign: Redesign) -> tuple[str, Tone]:
    if is_waiting(redesign) and redesign.missed.all():
        return _("Stalls"), "hurts"
    if redesign.state == State.JUDGED and not _went_as_written(redesign):
        return _("Not as written"), "hurts"
    if redesign.state == State.JUDGED:
        return _("As written"), "good"
    return str(State(redesign.state).label), _TONE[redesign.state]


def is_waiting(redesign: Redesign) -> bool:
    return redesign.state in (State.PROPOSED, State.DECIDED)


def _went_as_written(redesign: Redesign) -> bool:
    found = getattr(redesign, "outcome", None)
    return found is None or bool(found.is_as_written)


def posts(found: Iterable[Redesign]) -> list[Signpost]:
    return [post(each) for each in found]


#: How what changed is told: what moved first, what was given up last.
GROUPS: Final[Sequence[tuple[str | Promise, Sequence[str]]]] = (
    (_later("Judged"), (State.JUDGED,)),
    (_later("To be judged"), (State.TO_JUDGE,)),
    (_later("In force, not to be judged yet"), (State.IN_FORCE,)),
    (_later("Decided, not in force yet"), (State.DECIDED,)),
    (_later("Waiting for a decision"), (State.PROPOSED,)),
    (_later("Dropped"), (State.DROPPED,)),
)


def groups(found: Sequence[Redesign]) -> list[tuple[str, list[Signpost]]]:
    """Every redesign that was proposed, by where it stands."""
    there = [each for each in found if each.proposed_on]
    grouped = [(str(title), posts(each for each in there if each.state in states))
               for title, states in GROUPS]  # fmt: skip
    return [(title, each) for title, each in grouped if each]


# --- one of them ----------------------------------------------------------------------------------


def deciding(redesign: Redesign) -> list[Entry]:
    """Who decided before, and who decides from now on."""
    unsaid = _("Nobody has said.")
    return [
        Entry(about=_("Who decided before"), said=redesign.decided_before or unsaid),
        Entry(about=_("Who decides from now on"), said=redesign.decides_now or unsaid),
        Entry(about=_("How somebody gets that role"), said=redesign.gets_there or unsaid),
    ]  # fmt: skip


def says_otherwise(redesign: Redesign) -> str:
    """Who decides as its structure still says, once a redesign is in force that says somebody else;
    "" where both say the same."""
    said: str = redesign.policy.decides if redesign.policy is not None else ""
    begun = redesign.state in (State.IN_FORCE, State.TO_JUDGE, State.JUDGED)
    return said if begun and said.casefold() != redesign.decides_now.casefold() else ""


def dates(redesign: Redesign) -> list[Entry]:
    """Who has to do what by when, and what happens if not."""
    gone, unsaid = _("Nobody: they left"), _("Nobody has said.")
    day = [day_words(each) if each else unsaid
           for each in (redesign.decide_by, redesign.in_force_by)]  # fmt: skip
    found = [
        Entry(about=_("To be decided by"), said=day[0]),
        Entry(about=_("To be in force by"), said=day[1]),
        Entry(about=_("Who is to decide"), said=redesign.owner.name if redesign.owner else gone),
        Entry(about=_("Passes after two missed dates to"),
              said=redesign.passes_to.name if redesign.passes_to else gone),
        Entry(about=_("What it costs"), said=redesign.cost or unsaid),
    ]  # fmt: skip
    if redesign.due and redesign.due not in (redesign.decide_by, redesign.in_force_by):
        found.insert(2, Entry(about=_("The date that counts now"), said=day_words(redesign.due)))
    if redesign.in_force_on:
        found.insert(2, Entry(about=_("In force since"), said=day_words(redesign.in_force_on)))
    return found


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """How it will be judged, as it was written down, with what proves it.

    is_locked, fits  whether it was locked, and is what was locked
    """

    says: str
    number: int
    reason: str
    entries: list[Entry]
    is_locked: bool
    fits: bool


def receipts(redesign: Redesign) -> list[Receipt]:
    """What was written down, the newest first; the first is never changed."""
    found, before = [], ""
    for each in redesign.written.all():
        is_it = fits(each, of=redesign.public_id) and each.before == before
        found.append(_receipt(each, is_it=is_it))
        before = each.hash
    return found[::-1]


def _receipt(written: Written, *, is_it: bool) -> Receipt:
    entries = [*metrics.entries(written)]
    if written.hash:
        entries += [Entry(about=_("Written down on"), said=day_words(written.on)),
                    Entry(about=_("Hash"), said=written.hash)]  # fmt: skip
    if written.before:
        entries.append(Entry(about=_("Hash of the one before"), said=written.before))
    return Receipt(says=metrics.sentence(written), number=written.number, reason=written.reason,
                   entries=entries, is_locked=bool(written.hash), fits=is_it)  # fmt: skip


def reading(redesign: Redesign) -> list[Entry]:
    """What the clause says otherwise, part by part."""
    return metrics.differences(redesign.reads_before, redesign.reads_after)


def history(redesign: Redesign) -> list[OnTimeline]:
    return [_moment(each, redesign) for each in redesign.moments.all()]


def _moment(moment: Moment, redesign: Redesign) -> OnTimeline:
    more = moment.words
    if moment.what == What.REWORDED:
        more = _("Before, it was to say: %(words)s") % {"words": more or "–"}
    if moment.what == What.PASSED and redesign.passes_to:
        more = _("To %(who)s, who was named beforehand.") % {"who": redesign.passes_to.name}
    return OnTimeline(at=day_words(moment.on), text=str(What(moment.what).label), more=more)


def version_link(redesign: Redesign, version: str, text: str) -> Link | None:
    """To a version of the document in which a text stands."""
    if not version or redesign.policy is None:
        return None
    return Link(text=text, href=reverse("policy-text", args=[redesign.policy.public_id, version]))


def barriers(redesign: Redesign) -> list[Mapping[str, Any]]:
    return [{"title": each.barrier.title, "href": each.barrier.get_absolute_url()}
            for each in redesign.answers.all()]  # fmt: skip
