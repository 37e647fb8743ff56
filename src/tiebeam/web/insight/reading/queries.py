"""What is read of findings, and for whom.

A finding can be read by whoever may read its document. Whoever looks after structures or data says
whether it is so; so does whoever looks after the structure that it stands in.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from tiebeam.engine.stats.agreement import Agreement, agreement
from tiebeam.web.insight.reading.models import Allowed, Finding, Read, Verdict
from tiebeam.web.organisation.inventory import queries as inventory
from tiebeam.web.permissions import Role, has_one

Standing = Literal["open", "confirmed", "dismissed", "disputed"]
Says = Verdict.Says
#: Who says of every finding that they can read whether it is so.
REVIEW: Final = (Role.STRUCTURE_OWNER, Role.STEWARD, Role.ANALYST, Role.OWNER)
_HEAVIEST_FIRST: Final = ("high", "medium", "low")
#: Two people are set beside each other only where both said something of this many findings.
FEWEST_IN_COMMON: Final = 10


# --- who may --------------------------------------------------------------------------------------


def visible_to(person: Any) -> QuerySet[Finding]:
    """Findings in documents that somebody may read."""
    found = Finding.objects.filter(version__document__in=inventory.documents_of(person))
    return _with_place(found)


def _with_place(found: QuerySet[Finding]) -> QuerySet[Finding]:
    """Each with where it stands, but for the text: one is long, and many findings share it."""
    return found.select_related("version__document__policy__owner").defer("version__text")


def finding(public_id: str, person: Any) -> Finding | None:
    """A finding, for whoever may read its document."""
    return visible_to(person).filter(public_id=public_id).first()


def may_review(person: Any, finding: Finding) -> bool:
    """Whether somebody says if this is so: by their role, or because the structure is theirs."""
    policy = finding.version.document.policy
    return has_one(person, REVIEW) or (
        policy is not None and policy.owner_id is not None and policy.owner_id == person.pk
    )


# --- how a finding stands -------------------------------------------------------------------------


@dataclass(frozen=True)
class Stand:
    """A finding, with all that people said of it.

    last     of each person what counts, the newest last
    earlier  what they thought better of
    allowed  that it may stay, as long as that holds
    ran_out  that it could stay, until a day that is over
    """

    finding: Finding
    last: Sequence[Verdict] = field(default_factory=tuple)
    earlier: Sequence[Verdict] = field(default_factory=tuple)
    allowed: Sequence[Allowed] = field(default_factory=tuple)
    ran_out: Sequence[Allowed] = field(default_factory=tuple)

    @cached_property
    def said(self) -> frozenset[str]:
        return frozenset(each.says for each in self.last)

    @property
    def standing(self) -> Standing:
        """Where somebody dismissed it until a day that is over, that is asked anew."""
        confirmed = Says.CONFIRMED in self.said
        dismissed = Says.DISMISSED in self.said and (bool(self.allowed) or not self.ran_out)
        if confirmed and Says.DISMISSED in self.said:
            return "disputed"
        if confirmed:
            return "confirmed"
        return "dismissed" if dismissed else "open"

    @property
    def is_sent(self) -> bool:
        return Says.SENT in self.said

    @property
    def waits(self) -> bool:
        """Whether somebody should look at it."""
        return self.standing in ("open", "disputed")

    def of(self, person: Any) -> Verdict | None:
        """What somebody says of it."""
        return next((each for each in self.last if each.by_id == person.pk), None)


def stands(findings: Iterable[Finding], day: date) -> list[Stand]:
    """How each stands, in the same order."""
    found = list(findings)
    roots = {each.root for each in found}
    said: dict[int, list[Verdict]] = defaultdict(list)
    for verdict in _in_chunks(Verdict.objects.select_related("by"), roots):
        said[verdict.finding_id].append(verdict)
    may_stay: dict[int, list[Allowed]] = defaultdict(list)
    for allowed in _in_chunks(Allowed.objects.filter(ended=False), roots):
        may_stay[allowed.finding_id].append(allowed)
    return [_stand(each, said[each.root], may_stay[each.root], day) for each in found]


def _in_chunks(rows: QuerySet[Any], roots: set[int]) -> Iterable[Any]:
    """Databases take only so many values in one question."""
    every = sorted(roots)
    for at in range(0, len(every), 500):
        yield from rows.filter(finding__in=every[at : at + 500])


def _stand(
    finding: Finding, said: Sequence[Verdict], may_stay: Sequence[Allowed], day: date
) -> Stand:
    return Stand(
        finding,
        last=[each for each in said if each.is_last],
        earlier=[each for each in said if not each.is_last],
        allowed=[each for each in may_stay if each.until >= day],
        ran_out=[each for each in may_stay if each.until < day],
    )


def stand(finding: Finding, day: date) -> Stand:
    """How one stands."""
    return stands([finding], day)[0]


def standing(finding: Finding, day: date) -> Standing:
    """Open, confirmed, dismissed or disputed."""
    return stand(finding, day).standing


# --- of documents ---------------------------------------------------------------------------------


def findings_of(version: Any) -> QuerySet[Finding]:
    """What is found in a version now, in the order of its text."""
    found = Finding.objects.filter(version=version, is_there=True)
    return _with_place(found).order_by("start", "end", "pk")


def is_read(version: Any) -> bool:
    return Read.objects.filter(version=version).exists()


def newest_for(person: Any) -> QuerySet[Finding]:
    """Findings in the newest versions of documents that somebody may read, and that still hold."""
    ended = Q(version__document__policy__state="ended")
    found = visible_to(person).filter(is_there=True, version__in=inventory.newest_versions())
    return found.exclude(ended)


def waiting_for(person: Any, day: date) -> list[Stand]:
    """What should be looked at, by whoever looks; the heaviest first."""
    return stands(_waiting(person, day).order_by("weight", "pk"), day)


def how_many_wait(person: Any, day: date) -> tuple[int, int]:
    """How many should be looked at, and how many of them were sent to this person."""
    theirs = Q(sent=True, version__document__policy__owner=person)
    found = _waiting(person, day).aggregate(every=Count("pk"), theirs=Count("pk", filter=theirs))
    return found["every"], found["theirs"]


def next_waiting(person: Any, day: date, *, after: Finding) -> Finding | None:
    """What to look at when one was looked at."""
    found = _waiting(person, day).exclude(pk=after.pk).order_by("weight", "pk")
    return found.first()


def sent_to(person: Any, day: date) -> list[Stand]:
    """What was sent to somebody, of structures that they look after, and waits."""
    found = _waiting(person, day).filter(version__document__policy__owner=person, sent=True)
    return stands(found.order_by("weight", "pk"), day)


def _waiting(person: Any, day: date) -> QuerySet[Any]:
    """Those whose `Stand.waits` is true, asked of the database."""
    said = Verdict.objects.filter(finding=OuterRef("of"), is_last=True)
    may_stay = Allowed.objects.filter(finding=OuterRef("of"), ended=False)
    found = newest_for(person).annotate(of=Coalesce("first_id", "pk")).annotate(
        confirmed=Exists(said.filter(says=Says.CONFIRMED)),
        dismissed=Exists(said.filter(says=Says.DISMISSED)),
        sent=Exists(said.filter(says=Says.SENT)),
        holds=Exists(may_stay.filter(until__gte=day)), ran_out=Exists(may_stay),
        weight=Case(*(When(severity=each, then=n) for n, each in enumerate(_HEAVIEST_FIRST))),
    )  # fmt: skip
    is_open = Q(confirmed=False, dismissed=False)
    anew = Q(confirmed=False, dismissed=True, holds=False, ran_out=True)
    return found.filter(is_open | Q(confirmed=True, dismissed=True) | anew)


def of_policy(person: Any, policy: Any, day: date) -> list[Stand]:
    """What is found in a structure's documents, as they are now."""
    return stands(newest_for(person).filter(version__document__policy=policy), day)


def same_text(finding: Finding, person: Any) -> list[Finding]:
    """Where else the rule found the same words, in newest versions that somebody may read."""
    found = newest_for(person).filter(rule=finding.rule, fingerprint=finding.fingerprint)
    return list(found.exclude(pk=finding.pk).order_by("version_id", "start"))


def allow_list(person: Any, day: date) -> list[Allowed]:
    """What may stay where it stands, in documents that somebody may read; by its last day."""
    found = Allowed.objects.filter(ended=False, until__gte=day, finding__in=visible_to(person))
    with_place = found.select_related("by", "finding__version__document")
    return list(with_place.defer("finding__version__text").order_by("until", "pk"))


# --- how rules fare -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Fares:
    """How a rule has fared so far.

    found      in newest versions
    confirmed, dismissed, disputed  of those of which people said something, in any version
    """

    rule: str
    kind: str
    found: int
    confirmed: int
    dismissed: int
    disputed: int

    @property
    def judged(self) -> int:
        return self.confirmed + self.dismissed + self.disputed

    @property
    def precision(self) -> float | None:
        """Of those that were judged, how many were so; disputed ones were not."""
        return self.confirmed / self.judged if self.judged else None


def rules_so_far(person: Any) -> list[Fares]:
    """Every rule that found something, for whoever reads; those that were judged most first."""
    found: Counter[str] = Counter()
    kinds: dict[str, str] = {}
    for rule, kind in newest_for(person).values_list("rule", "kind"):
        found[rule] += 1
        kinds[rule] = kind
    judged = _judged(person)
    spoken_of = visible_to(person).filter(rule__in=judged.keys())
    kinds |= dict(spoken_of.values_list("rule", "kind").distinct())
    every = [
        Fares(rule=rule, kind=kind, found=found[rule], confirmed=judged[rule]["confirmed"],
              dismissed=judged[rule]["dismissed"], disputed=judged[rule]["disputed"])
        for rule, kind in kinds.items()
    ]  # fmt: skip
    return sorted(every, key=lambda each: (-each.judged, -each.found, each.rule))


def _judged(person: Any) -> Mapping[str, Counter[str]]:
    """By rule, how findings were judged: an allowance that ran out leaves what was said."""
    said: dict[int, set[str]] = defaultdict(set)
    rules: dict[int, str] = {}
    for finding, rule, says in _last_said(person).values_list("finding", "finding__rule", "says"):
        said[finding].add(says)
        rules[finding] = rule
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for finding, what in said.items():
        counted[rules[finding]]["disputed" if len(what) > 1 else what.pop()] += 1
    return counted


def _last_said(person: Any) -> QuerySet[Verdict]:
    """Judgements that count. To send a finding on is none."""
    found = Verdict.objects.filter(finding__in=visible_to(person), is_last=True)
    return found.exclude(says=Says.SENT)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two people who said something of the same findings."""

    one: str
    other: str
    agreement: Agreement


def pairs_of_reviewers(person: Any) -> list[Pair]:
    """How far each two agree, where they have enough in common."""
    said: dict[Any, dict[int, str]] = defaultdict(dict)
    rows = _last_said(person).exclude(by=None).order_by("by__name", "by")
    for by, name, finding, says in rows.values_list("by", "by__name", "finding", "says"):
        said[(name, by)][finding] = says
    people = list(said)
    return [
        Pair(one=one[0], other=other[0], agreement=agreement(pairs))
        for place, one in enumerate(people)
        for other in people[place + 1 :]
        if len(pairs := _in_common(said[one], said[other])) >= FEWEST_IN_COMMON
    ]


def _in_common(one: Mapping[int, str], other: Mapping[int, str]) -> list[tuple[str, str]]:
    return [(says, other[finding]) for finding, says in one.items() if finding in other]


# --- what was not read yet ------------------------------------------------------------------------


@dataclass(frozen=True)
class ToRead:
    """Versions that are read together.

    together  all of them: findings may lie across
    kept      public ids of those whose findings are kept; of the others, another group does
    mark      stands for all texts; empty for what is read alone
    """

    together: tuple[str, ...]
    kept: frozenset[str]
    mark: str


def to_read(rules: str) -> list[ToRead]:
    """What should be read, with rules that a mark stands for; for the worker.

    What everybody may read is read together. Drafts are read with it, but it is not read with
    drafts: else a finding that everybody sees could tell what a draft says.
    """
    newest = list(_in_force_and_not())
    in_force = [each for each, is_in_force in newest if is_in_force]
    drafts = [each for each, is_in_force in newest if not is_in_force]
    groups = [_group(in_force, in_force), _group([*in_force, *drafts], drafts)]
    return [each for each in groups if each.kept and _is_unread(each, rules)] + _alone(rules)


def _in_force_and_not() -> Iterable[tuple[str, bool]]:
    rows = inventory.newest_versions().values_list(
        "public_id", "document__policy__in_force_at", "document__policy__state"
    )
    for public_id, since, state in rows:
        if state != "ended":
            yield public_id, since is not None


def _group(together: Sequence[str], kept: Sequence[str]) -> ToRead:
    mark = hashlib.sha256("\n".join([*sorted(together), "", *sorted(kept)]).encode()).hexdigest()
    return ToRead(tuple(together), frozenset(kept), mark)


def _is_unread(group: ToRead, rules: str) -> bool:
    read = Read.objects.filter(texts=group.mark, rules=rules).values_list(
        "version__public_id", flat=True
    )
    return not group.kept <= frozenset(read)


def _alone(rules: str) -> list[ToRead]:
    """Earlier versions that nobody read while they were the newest, or not with these rules."""
    read = Read.objects.filter(rules=rules).values("version")
    earlier = inventory.every_version().exclude(pk__in=inventory.newest_versions().values("pk"))
    unread = earlier.exclude(pk__in=read).values_list("public_id", flat=True)
    return [ToRead((each,), frozenset((each,)), "") for each in unread]


def texts_of(public_ids: Sequence[str]) -> list[Any]:
    """Versions with their texts, for the worker, in the order of their documents."""
    found: list[Any] = []
    for at in range(0, len(public_ids), 500):
        chunk = public_ids[at : at + 500]
        found += inventory.every_version().filter(public_id__in=chunk)
    return sorted(found, key=lambda each: each.document_id)


# --- what is kept about somebody ------------------------------------------------------------------


def kept_about(person: Any) -> list[dict[str, str]]:
    """What somebody said of findings, for the file of what is kept about them."""
    said = Verdict.objects.filter(by=person).order_by("pk").annotate(about=F("finding__public_id"))
    return [
        {"finding": each.about, "said": each.says, "reason": each.reason, "at": each.at.isoformat()}
        for each in said
    ]
