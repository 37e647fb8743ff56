"""A finding beside its sentence, and in lists: what it does, for whom, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tiebeam.web.insight.reading import queries, words
from tiebeam.web.insight.reading.models import Allowed, Finding, Verdict
from tiebeam.web.insight.reading.queries import Stand
from tiebeam.web.organisation.inventory.queries import document_for
from tiebeam.web.ui.shapes import Moment, Note, Signpost, Tone

Says = Verdict.Says
_TONES: Final[dict[str, Tone]] = {
    "helps": "good", "hinders": "hurts", "mixed": "plain", "cannot tell": "waiting",
}  # fmt: skip
#: Letters of a sentence in a list.
SHORT: Final = 160


def beside(
    every: Sequence[Stand], *, reader: Any, request: Any, same: dict[tuple[str, str], int]
) -> list[Note]:
    """All findings of a version, in the order of its text.

    same  in how many places the same words stand, by rule and fingerprint
    """
    return [
        _note(each, number, reader=reader, request=request, same=same)
        for number, each in enumerate(every, start=1)
    ]


def _note(
    each: Stand, number: int, *, reader: Any, request: Any, same: dict[tuple[str, str], int]
) -> Note:
    found = each.finding
    others = same.get((found.rule, found.fingerprint), 1)
    given = {"finding": found, "may_review": queries.may_review(reader, found), "stand": each,
             "mine": each.of(reader), "number": number, "owner": owner_of(found),
             "barrier": barrier_address(found), "others": others}  # fmt: skip
    return Note(
        number=number, title=words.kind_called(found.kind), href=found.get_absolute_url(),
        status=found.get_effect_display(), tone=_TONES[found.effect],
        lines=lines(found, reader=reader, in_short=True), asks=_(found.question) if found.question
        else "", said=how_it_stands(each),
        more=render_to_string("insight/finding_doing.html", given, request=request),
    )  # fmt: skip


def lines(found: Finding, *, reader: Any, in_short: bool = False) -> list[tuple[str, str]]:
    """Whom it concerns, and what the clause says; not what the page says elsewhere."""
    said = [(_("Whom:"), _(found.who))] if found.who else []
    if in_short:
        parameters = words.in_short(found.parameters)
        return [*said, *([("", parameters)] if parameters else [])]
    return [*said, *(("", each) for each in words.in_words(found.parameters))]


def how_it_stands(each: Stand) -> str:
    """What people said of it, in a sentence or two."""
    said = [_said_by(verdict) for verdict in each.last]
    if each.standing == "disputed":
        said.insert(0, _("People see it differently."))
    said += [_("It may stay until %(day)s.") % {"day": _day(allowed.until)}
             for allowed in each.allowed]  # fmt: skip
    said += [_("It could stay until %(day)s. Look at it again.") % {"day": _day(ran_out.until)}
             for ran_out in each.ran_out]  # fmt: skip
    return " ".join(said) or _("Nobody has looked at it yet.")


def _said_by(verdict: Verdict) -> str:
    who = verdict.by.name if verdict.by else _("Somebody who left")
    said = {
        Says.CONFIRMED: _("%(name)s confirmed it."),
        Says.DISMISSED: _("%(name)s dismissed it: %(reason)s"),
        Says.SENT: _("%(name)s sent it to whoever looks after the structure."),
    }[Says(verdict.says)]
    return said % {"name": who, "reason": _ended(verdict.reason)}


def _ended(reason: str) -> str:
    """A reason as a sentence."""
    said = " ".join(reason.split())
    return said if said.endswith((".", "!", "?")) else f"{said}."


def history(each: Stand) -> list[Moment]:
    """All that was said of it, the first first; what somebody thought better of, too."""
    every = sorted([*each.earlier, *each.last], key=lambda verdict: (verdict.at, verdict.pk))
    return [
        Moment(at=_day(verdict.at), text=_said_by(verdict),
               more="" if verdict.is_last else _("They said something else later."))
        for verdict in every
    ]  # fmt: skip


def _day(when: Any) -> str:
    return date_format(when, "DATE_FORMAT")


def may_stay(every: Iterable[Allowed]) -> list[Signpost]:
    """The allow-list: the words, the reason, who gave it, and until when."""
    return [
        Signpost(
            text=short(each.finding.parameters.get("around") or each.finding.words),
            href=each.finding.get_absolute_url(),
            about=_("%(name)s: %(reason)s") % {
                "name": each.by.name if each.by else _("Somebody who left"),
                "reason": _ended(each.reason),
            },
            status=_("Until %(day)s") % {"day": _day(each.until)},
        )
        for each in every
    ]  # fmt: skip


def owner_of(found: Finding) -> str:
    """The name of whoever looks after its structure; empty where nobody does."""
    policy = found.version.document.policy
    return policy.owner.name if policy and policy.owner else ""


def barrier_address(found: Finding) -> str:
    """Where a barrier is opened from it; empty where it hinders nobody, belongs to no structure,
    or nothing here opens one."""
    if found.effect == Finding.Effect.HELPS or found.version.document.policy is None:
        return ""
    try:
        return f"{reverse('barrier-new')}?finding={found.public_id}"
    except NoReverseMatch:
        return ""


def other_place(found: Finding, reader: Any) -> tuple[str, str] | None:
    """The document that a finding is also about, and its address; None where there is none."""
    public_id = found.parameters.get("other_document", "")
    other = document_for(reader, public_id) if public_id else None
    return (other.called, reverse("document", args=[public_id])) if other else None


def address_in_text(found: Finding, *, of: str = "mark") -> str:
    """Where its sentence stands; of="note", what stands beside it."""
    every = list(queries.findings_of(found.version).values_list("pk", flat=True))
    number = every.index(found.pk) + 1 if found.pk in every else 0
    there = reverse("document", args=[found.version.document.public_id])
    return f"{there}?version={found.version.public_id}#{of}-{number}"


def post(each: Stand) -> Signpost:
    """It in a list."""
    found = each.finding
    about = [f"{words.kind_called(found.kind)}.", _(found.question)]
    if each.standing == "disputed" or each.ran_out or each.is_sent:
        about.append(how_it_stands(each))
    return Signpost(
        text=short(found.parameters.get("around") or found.words),
        href=found.get_absolute_url(), about=" ".join(filter(None, about)),
        status=found.get_effect_display(), tone=_TONES[found.effect],
    )  # fmt: skip


def short(quote: str) -> str:
    said = " ".join(quote.split())
    return said if len(said) <= SHORT else f"{said[:SHORT].rsplit(' ', 1)[0]} …"


def by_structure(every: Iterable[Stand]) -> list[tuple[str, str, list[Signpost]]]:
    """What waits: the structure, its address, and the findings; most first."""
    groups: dict[Any, list[Stand]] = {}
    for each in every:
        groups.setdefault(each.finding.version.document.policy, []).append(each)
    ordered = sorted(groups.items(), key=lambda pair: -len(pair[1]))
    return [
        (policy.title if policy else _("Documents that belong nowhere yet"),
         policy.get_absolute_url() if policy else reverse("policies"), [post(one) for one in found])
        for policy, found in ordered
    ]  # fmt: skip


def by_text(every: Iterable[Stand]) -> list[Signpost]:
    """What waits, the same text once, with how often it stands; those that repeat most first."""
    groups: dict[tuple[str, str], list[Stand]] = {}
    for each in every:
        groups.setdefault((each.finding.rule, each.finding.fingerprint), []).append(each)
    repeated = sorted((each for each in groups.values()), key=lambda found: -len(found))
    return [_repeated(found) for found in repeated]


def _repeated(found: Sequence[Stand]) -> Signpost:
    one = post(found[0])
    if len(found) == 1:
        return one
    places = ngettext("The same words stand in %(n)d place.",
                      "The same words stand in %(n)d places.", len(found))  # fmt: skip
    about = f"{places % {'n': len(found)}} {one.about}"
    return replace(one, text=short(found[0].finding.words), about=about)
