"""Findings in texts that show a barrier: what the text says, and who confirmed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tiebeam.engine.records.window import Window
from tiebeam.web.insight.barriers.shows import Shows
from tiebeam.web.insight.models import Evidence, Finding, Verdict
from tiebeam.web.insight.reading import queries as reading
from tiebeam.web.insight.reading.queries import Stand
from tiebeam.web.organisation.inventory.queries import every_version

Strength = Evidence.Strength
#: Letters of a title that is proposed.
LONGEST: Final = 300
_STANDS: Final[Mapping[str, Evidence.Strength]] = {
    "open": Strength.WAITING, "confirmed": Strength.ONE, "dismissed": Strength.DISMISSED,
    "disputed": Strength.DISPUTED,
}  # fmt: skip


def _today() -> date:
    # What may stay until a day is asked anew after it, whoever asks.
    return timezone.now().date()


def may_show(found: Finding) -> bool:
    """Whether a barrier can be seen in a finding: of a structure, and not one that only helps."""
    is_of_one = found.version.document.policy is not None
    return is_of_one and found.effect != Finding.Effect.HELPS


def finding(public_id: str, person: Any) -> Finding | None:
    """A finding that may show a barrier, for whoever may read its text."""
    found = reading.finding(public_id, person)
    return found if found is not None and may_show(found) else None


def shows(found: Finding) -> Shows:
    """A finding as evidence."""
    return Shows(
        kind=Evidence.Kind.FINDING, address=found.public_id, said=said_of(found),
        strength=strength(reading.stand(found, _today())),
        mark=_("%(rule)s, version %(version)s")[:80]
        % {"rule": found.rule[:60], "version": found.rule_version},
        policy=found.version.document.policy, since=_since(found), whom=_(found.who)[:LONGEST]
        if found.who else "", title=_title(found), clause=found.quote,
        version=found.version.public_id,
    )  # fmt: skip


def said_of(found: Finding) -> str:
    """What a text says, and what the rule that found it asks."""
    return f"“{found.words}” {_(found.question) if found.question else ''}".strip()


def _title(found: Finding) -> str:
    policy = found.version.document.policy
    called = policy.title if policy else found.version.document.called
    words = _("%(structure)s says: “%(quote)s”") % {
        "structure": called, "quote": found.words,
    }  # fmt: skip
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 2].rsplit(' ', 1)[0]}…”"


def strength(stand: Stand) -> Evidence.Strength:
    """How a finding stands: confirmed by two, where two people did."""
    stands = _STANDS[stand.standing]
    confirmed = sum(each.says == Verdict.Says.CONFIRMED for each in stand.last)
    return Strength.TWO if stands == Strength.ONE and confirmed > 1 else stands


def _since(found: Finding) -> Window | None:
    """From the earliest version on in which the sentence stands."""
    with_it = every_version().filter(
        document=found.version.document_id, text__contains=found.quote
    ).defer("text").order_by("number")  # fmt: skip
    first = with_it.first()
    if first is None:
        return None
    day = first.in_force_on or first.at.date()
    return Window(day, day)


def confirmed_in(policy: Any, person: Any) -> list[Finding]:
    """Findings in the newest texts of a structure that people confirmed, and that may hinder."""
    if policy is None:
        return []
    stands = reading.of_policy(person, policy, _today())
    so = (each.finding for each in stands if strength(each) in (Strength.ONE, Strength.TWO))
    return [each for each in so if may_show(each)]


def strengths_now(evidence: Iterable[Evidence], person: Any) -> dict[str, Evidence.Strength]:
    """By public id, how findings stand now; those that the reader may not read are not there."""
    ids = {each.address for each in evidence if each.kind == Evidence.Kind.FINDING}
    if not ids:
        return {}
    found = reading.visible_to(person).filter(public_id__in=ids)
    return {each.finding.public_id: strength(each)
            for each in reading.stands(found, _today())}  # fmt: skip


def text_address(version: str) -> str:
    """Where a version of a text is read beside what was found in it; "" where it is gone."""
    found = every_version().filter(public_id=version)
    document = found.values_list("document__public_id", flat=True).first()
    return f"{reverse('document', args=[document])}?version={version}" if document else ""
