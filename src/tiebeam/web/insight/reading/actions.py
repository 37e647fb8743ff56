"""Every change to findings and to what is said of them. Those of the worker run with its job."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from tiebeam.web.audit.actions import record
from tiebeam.web.audit.acts import Act
from tiebeam.web.delivery.actions import tell
from tiebeam.web.insight.reading import acts
from tiebeam.web.insight.reading.models import Allowed, Finding, Read, Verdict
from tiebeam.web.insight.reading.telling import FINDING_SENT, owner_of
from tiebeam.web.organisation.inventory import queries as inventory

Says = Verdict.Says
_ACTS: Final[Mapping[str, Act]] = {
    Says.CONFIRMED: acts.CONFIRMED, Says.DISMISSED: acts.DISMISSED, Says.SENT: acts.SENT,
}  # fmt: skip
#: What of a finding may change when newer rules read it again.
_TOLD: Final = (
    "quote", "kind", "parameters", "effect", "who", "question", "rule_version", "severity",
)  # fmt: skip
AT_ONCE: Final = 200


class NobodyToSendTo(ValueError):
    """Nobody looks after the structure, so a finding can't be sent on."""


class NeedsAReason(ValueError):
    """A dismissal has no reason, or no day until which it holds."""


# --- what the worker tells ------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Row:
    """A finding as the worker brings it."""

    start: int
    end: int
    quote: str
    kind: str
    parameters: Mapping[str, str]
    effect: str
    who: str
    question: str
    rule: str
    rule_version: int
    severity: str
    said: str

    @property
    def fingerprint(self) -> str:
        """The same for the same words and rule: case, marks and blanks do not count.

        said  the words alone, without marks
        """
        words = " ".join(re.findall(r"\w+", self.said.casefold()))
        # A picture without words, say, has none: then what stands there is compared.
        return hashlib.sha256(f"{self.rule}\n{words or self.quote}".encode()).hexdigest()


@transaction.atomic
def keep_findings(
    version_public_id: str, rows: Sequence[Row], *, texts: str, rules: str, at: datetime
) -> int:
    """Keep what was found in a version; to do it twice is to do it once. How many there are.

    A finding that is found again stays the same, with all that people said of it. One that is not
    found any more is kept where somebody said something of it, and shown no more.
    """
    version = inventory.every_version().filter(public_id=version_public_id).first()
    if version is None:
        # Somebody left it out meanwhile.
        return 0
    before = _by_text(Finding.objects.filter(version=version).order_by("start", "pk"))
    kept: set[int] = set()
    new: list[Finding] = []
    earlier = _of_earlier_version(version)
    for row in rows:
        key = (row.rule, row.fingerprint)
        if before[key]:
            kept.add(_same_again(before[key].pop(0), row).pk)
        else:
            new.append(_made(version, row, earlier[key].pop(0) if earlier[key] else None))
    _let_go(version, kept)
    Finding.objects.bulk_create(new, batch_size=AT_ONCE)
    Read.objects.update_or_create(
        version=version, defaults={"texts": texts, "rules": rules, "at": at}
    )
    return len(rows)


def _by_text(found: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    by_text: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for each in found:
        by_text[each.rule, each.fingerprint].append(each)
    return by_text


def _of_earlier_version(version: Any) -> dict[tuple[str, str], list[Finding]]:
    """Findings of the last version before this one in which anything was found."""
    before = Finding.objects.filter(
        version__document=version.document_id, version__number__lt=version.number
    )
    last = before.order_by("-version__number").values_list("version", flat=True).first()
    return _by_text(Finding.objects.filter(version=last).order_by("start", "pk"))


def _same_again(finding: Finding, row: Row) -> Finding:
    said = {name: getattr(row, name) for name in _TOLD} | {"start": row.start, "end": row.end}
    said["parameters"] = dict(row.parameters)
    if not finding.is_there or any(getattr(finding, name) != now for name, now in said.items()):
        for name, now in said.items():
            setattr(finding, name, now)
        finding.is_there = True
        finding.save()
    return finding


def _made(version: Any, row: Row, earlier: Finding | None) -> Finding:
    said = {name: getattr(row, name) for name in _TOLD}
    return Finding(
        version=version, start=row.start, end=row.end, rule=row.rule, fingerprint=row.fingerprint,
        first_id=earlier.root if earlier else None, **{**said, "parameters": dict(row.parameters)},
    )  # fmt: skip


def _let_go(version: Any, kept: set[int]) -> None:
    gone = [each.pk for each in Finding.objects.filter(version=version) if each.pk not in kept]
    for at in range(0, len(gone), AT_ONCE):
        found = Finding.objects.filter(pk__in=gone[at : at + AT_ONCE])
        spoken_of = ~Q(verdicts=None) | ~Q(later=None)
        keep = list(found.filter(spoken_of).values_list("pk", flat=True))
        found.filter(pk__in=keep).update(is_there=False)
        found.exclude(pk__in=keep).delete()


def note_read(*, at: datetime) -> None:
    """That documents were read stands in the trail, once for each time."""
    record(acts.FOUND, by=None, at=at)


# --- what people say ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Saying:
    """What somebody says.

    until  of a dismissal, the last day on which the words may stay without being asked about
    """

    says: str
    reason: str = ""
    until: date | None = None


@transaction.atomic
def say(findings: Sequence[Finding], said: Saying, *, by: Any, at: datetime) -> int:
    """Confirm, dismiss or send on some findings; those of which it was said already, not again.

    Returns  of how many it is new
    Raises   NeedsAReason, NobodyToSendTo
    """
    if said.says == Says.DISMISSED and not (said.reason.strip() and said.until):
        raise NeedsAReason
    if said.says == Says.SENT and not all(_owner(each) for each in findings):
        raise NobodyToSendTo
    return sum(_say_once(each, said, by=by, at=at) for each in findings)


def _owner(finding: Finding) -> Any:
    policy = finding.version.document.policy
    return policy.owner_id if policy else None


def _say_once(finding: Finding, said: Saying, *, by: Any, at: datetime) -> bool:
    held = Finding.objects.select_for_update().get(pk=finding.root)
    last = Verdict.objects.filter(finding=held, by=by, is_last=True).first()
    if last is not None and _is_so(held, last, said, by=by):
        return False
    Verdict.objects.filter(finding=held, by=by, is_last=True).update(is_last=False)
    Verdict.objects.create(finding=held, by=by, says=said.says, reason=said.reason, at=at)
    _allow(held, said, by=by, at=at)
    record(_ACTS[said.says], by=by, about=held, at=at)
    if said.says == Says.SENT:
        tell(FINDING_SENT, about=finding.public_id, to=owner_of(finding), at=at)
    return True


def _is_so(finding: Finding, last: Verdict, said: Saying, *, by: Any) -> bool:
    """Whether just that is said already: sent twice, it is once."""
    if (last.says, last.reason) != (said.says, said.reason):
        return False
    holds = Allowed.objects.filter(finding=finding, by=by, ended=False)
    if said.says != Says.DISMISSED or said.until is None:
        return True
    return holds.filter(until=said.until).exists()


def _allow(finding: Finding, said: Saying, *, by: Any, at: datetime) -> None:
    """A dismissal lets these words stay, until a day; whoever thinks better of it ends that."""
    Allowed.objects.filter(finding=finding, by=by, ended=False).update(ended=True)
    if said.says != Says.DISMISSED or said.until is None:
        return
    today = at.astimezone(settings.HERE.time_zone).date()
    Allowed.objects.create(
        finding=finding, rule=finding.rule, fingerprint=finding.fingerprint, reason=said.reason,
        by=by, since=today, until=max(said.until, today),
    )  # fmt: skip
