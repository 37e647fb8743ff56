"""Structures as pages list them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _

from tiebeam.web.organisation.inventory import known
from tiebeam.web.organisation.inventory.known import Usual
from tiebeam.web.organisation.inventory.queries import Us
from tiebeam.web.organisation.models import Policy
from tiebeam.web.organisation.naming import CALLED
from tiebeam.web.organisation.structure import KINDS
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Entry, Signpost
from tiebeam.web.ui.speaking_up import countries


def by_kind(policies: Sequence[Policy], day: date) -> list[tuple[str, list[Signpost]]]:
    """Structures that hold or will, kind by kind."""
    there = [each for each in policies if each.state != Policy.State.ENDED]
    groups = [
        (_(kind.plural), [post(each, day) for each in there if each.kind == kind.code])
        for kind in known.kinds()
    ]
    codes = {each.code for each in known.kinds()}
    others = [post(each, day) for each in there if each.kind not in codes]
    return [(title, posts) for title, posts in (*groups, (_("Others"), others)) if posts]


def ended(policies: Sequence[Policy], day: date) -> list[Signpost]:
    return [post(each, day) for each in policies if each.state == Policy.State.ENDED]


def post(policy: Policy, day: date) -> Signpost:
    """The way to a structure, who decides and looks after it, and how it stands."""
    owner = _("%(name)s looks after it.") % {"name": policy.owner.name} if policy.owner else _(
        "Nobody looks after it.")  # fmt: skip
    decides = _("Decides: %(who)s.") % {"who": policy.decides} if policy.decides else ""
    tone: Any = "waiting" if is_overdue(policy, day) else "plain"
    return Signpost(
        text=policy.title, href=policy.get_absolute_url(), about=f"{decides} {owner}".strip(),
        status=_status(policy, day), tone=tone,
    )  # fmt: skip


def _status(policy: Policy, day: date) -> str:
    if is_overdue(policy, day):
        return _("Review overdue")
    return "" if policy.state == Policy.State.IN_FORCE else policy.get_state_display()


def is_overdue(policy: Policy, day: date) -> bool:
    is_over = policy.state == Policy.State.ENDED
    return not is_over and policy.review_on is not None and policy.review_on < day


# --- one of them ----------------------------------------------------------------------------------


def what(policy: Policy, day: date, *, may_change: bool) -> list[Entry]:
    """What it is, how it stands, and who looks after it."""
    change = _change(policy, "what", may_change)
    return [
        Entry(about=_("Kind"), said=kind_called(policy.kind), change=change),
        Entry(about=_("State"), said=_state(policy), change=change),
        Entry(about=_("Looked after by"), said=policy.owner.name if policy.owner else _("Nobody"),
              change=change),
        Entry(about=_("To be looked at again"), said=review_words(policy, day), change=change),
    ]  # fmt: skip


def kind_called(code: str) -> str:
    found = known.kind(code)
    return _(found.name) if found else code


def _state(policy: Policy) -> str:
    if policy.state == Policy.State.IN_FORCE and policy.in_force_at:
        return _("In force. Everybody who is signed in can read it.")
    if policy.is_draft:
        return _("Draft. Structure owners, stewards and owners can read it.")
    return _("Ended. It holds no more.")


def review_words(policy: Policy, day: date) -> str:
    """When it should be looked at again, and whether that is over."""
    if policy.review_on is None:
        return _("No day is set.")
    about = {"day": day_words(policy.review_on), "count": abs((policy.review_on - day).days)}
    if policy.review_on < day and policy.state != Policy.State.ENDED:
        return _("%(day)s. That is %(count)s days ago.") % about
    return day_words(policy.review_on)


def decides(policy: Policy, *, may_change: bool) -> list[Entry]:
    """Who decides, and whom it covers; a question where nobody said."""
    change, unsaid = _change(policy, "decides", may_change), _("Nobody has said.")
    return [
        Entry(about=_("Who decides"), said=policy.decides or unsaid, change=change),
        Entry(about=_("How somebody gets that role"), said=policy.gets_there or unsaid,
              change=change),
        Entry(about=_("Whom it covers"), said=policy.covers or unsaid, change=change),
        Entry(about=_("Where it holds"), said=slice_words(policy),
              change=_change(policy, "where", may_change)),
        Entry(about=_("What of the usual it covers"), said=_usual(policy) or unsaid,
              change=_change(policy, "usual", may_change)),
    ]  # fmt: skip


def slice_words(policy: Policy) -> str:
    """The part of the organisation that it governs."""
    named = [(str(CALLED[kind]), getattr(policy, kind)) for kind in KINDS]
    named.append((_("Ways of a process"), policy.processes))
    said = [f"{title}: {', '.join(names)}" for title, names in named if names]
    return "; ".join(said) or _("Everywhere")


def _usual(policy: Policy) -> str:
    found = (known.usual_called(code) for code in policy.usual)
    return ", ".join(_(each.name) for each in found if each)


def _change(policy: Policy, part: str, may_change: bool) -> str:
    return reverse("policy-change", args=[policy.public_id, part]) if may_change else ""


# --- what is usual --------------------------------------------------------------------------------


def us_words(us: Us) -> str:
    """For whom something is usual: "For about 30 people in Great Britain." """
    size = localize(us.size or 0)
    named = {each.code: str(_(each.name)) for each in countries()} | {known.EU: str(_("the EU"))}
    places = [named[each] for each in us.countries if each in named]
    if not places:
        return _("For about %(size)s people.") % {"size": size}
    return _("For about %(size)s people. Countries: %(places)s.") % {
        "size": size, "places": ", ".join(places),
    }  # fmt: skip


def missing(found: Sequence[Usual], us: Us, *, in_short: bool = False) -> list[Signpost]:
    """What is missing: why it matters, the law that speaks of it, and the way to add it.

    in_short  without what to look for
    """
    return [_missing(each, us, in_short=in_short) for each in found]


def _missing(each: Usual, us: Us, *, in_short: bool) -> Signpost:
    laws = each.laws_in(us.countries, us.size)
    look = "" if in_short else f"{_('Look for:')} {_(each.look_for)}"
    said = [_(each.why), look, law_words(laws)]
    there = f"{reverse('policy-new')}?covers={each.code}"
    return Signpost(
        text=_(each.name), href=there, about=" ".join(filter(None, said)), tone="waiting",
        status=_("A law speaks of it") if laws else _("Missing"),
    )  # fmt: skip


def missing_in_words(found: Sequence[Usual], us: Us) -> list[Entry]:
    """The same for those who can add nothing."""
    said = [(each, [_(each.why), law_words(each.laws_in(us.countries, us.size))]) for each in found]
    return [Entry(about=_(each.name), said=" ".join(filter(None, words))) for each, words in said]


def law_words(laws: Sequence[str]) -> str:
    return _("Law: %(names)s.") % {"names": "; ".join(laws)} if laws else ""


def covered(policies: Sequence[Policy]) -> list[Entry]:
    """What of the usual there is, and by which structures."""
    there = [each for each in policies if each.state != Policy.State.ENDED]
    found = [
        (each, [policy.title for policy in there if each.code in policy.usual])
        for each in known.usual()
    ]
    return [Entry(about=_(each.name), said=", ".join(by)) for each, by in found if by]
