"""What is read of barriers, and for whom.

Everybody who is signed in reads all, but for those of a structure that they may not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet

from tiebeam.web.insight import queries as releases
from tiebeam.web.insight.barriers import figures, findings, places
from tiebeam.web.insight.barriers.weighing import (
    Sure,
    is_known,
    standing,
    sure_of,
    weight,
)
from tiebeam.web.insight.models import Barrier, Evidence, Moment
from tiebeam.web.insight.queries import Shown
from tiebeam.web.organisation.inventory.queries import visible_to
from tiebeam.web.permissions import Role, has_one

State = Barrier.State
#: Who may close, correct and join barriers, beside whoever looks after the structure.
LOOK_AFTER: Final = (Role.STEWARD, Role.ANALYST, Role.LEADER)
#: Barriers that are alike are suggested, so many at most.
MOST_ALIKE: Final = 5


# --- who may --------------------------------------------------------------------------------------


def barriers_visible_to(person: Any) -> QuerySet[Barrier]:
    """Barriers that somebody may read, those that were joined with another left in."""
    if not person.is_authenticated:
        return Barrier.objects.none()
    return Barrier.objects.filter(_readable(person))


def _readable(person: Any, of: str = "") -> Q:
    """What is of no structure, or of one that somebody may read.

    of  the way to what has the structure: "barrier__"
    """
    return Q(**{f"{of}policy": None}) | Q(**{f"{of}policy__in": visible_to(person)})


def may_change(person: Any, barrier: Barrier) -> bool:
    """Whether somebody may close, correct and join it: whoever looks after its structure, and those
    whose work it is to look at all."""
    owns = barrier.policy is not None and barrier.policy.owner_id == person.pk
    return owns or has_one(person, LOOK_AFTER)


# --- barriers as they stand now -------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class AsItStands:
    """One thing that shows a barrier, as it stands today.

    now       what the releases say today; None of what is no figure, and where none shows it
    strength  today
    broader   whether it counts people beyond the place of the barrier as well
    """

    kept: Evidence
    now: figures.Now | None
    strength: str
    broader: bool = False


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A barrier with all that shows it, and what follows from that today.

    people  the largest group that stands worse in a figure of it; None where none says how many
            there are in the place of the barrier
    """

    barrier: Barrier
    evidence: Sequence[AsItStands]
    sure: Sure
    people: figures.People | None

    @property
    def state(self) -> Barrier.State:
        return standing(self.barrier.state, self.sure)

    @property
    def weight(self) -> float:
        return weight(self.people.number if self.people else None, self.sure)

    @property
    def is_known(self) -> bool:
        return is_known(self.sure)


def heaviest_first(found: Iterable[Standing]) -> list[Standing]:
    """The heaviest first; of those that weigh the same, the surer, and then the older one."""
    return sorted(found, key=lambda each: (-each.weight, -each.sure, each.barrier.pk))


def stand(barriers: Iterable[Barrier], person: Any) -> list[Standing]:
    """Barriers as they stand now, from what shows them and what was joined with them, as far as
    somebody may read it."""
    found = list(barriers)
    if not found:
        return []
    evidence, shown = _evidence(found, person), releases.shown()
    of_texts = findings.strengths_now([e for own in evidence.values() for e in own], person)
    return [_stand(each, evidence.get(each.pk, []), shown, of_texts) for each in found]


def _evidence(barriers: Sequence[Barrier], person: Any) -> dict[int, list[Evidence]]:
    """By barrier, its own and that of all that were joined with it; the same thing once."""
    of_them = Q(barrier__in=barriers) | Q(barrier__merged_into__in=barriers)
    found = Evidence.objects.filter(of_them, _readable(person), _readable(person, "barrier__"))
    by_barrier: dict[int, dict[tuple[str, str], Evidence]] = {}
    for each in found.select_related("barrier").order_by("pk"):
        whole = each.barrier.merged_into_id or each.barrier_id
        by_barrier.setdefault(whole, {}).setdefault((each.kind, each.address), each)
    return {whole: list(own.values()) for whole, own in by_barrier.items()}


def _stand(
    barrier: Barrier, kept: Iterable[Evidence], shown: Shown | None,
    of_texts: Mapping[str, Evidence.Strength],
) -> Standing:  # fmt: skip
    where = places.slice_of(barrier)
    evidence = [_today(each, shown, of_texts, where) for each in kept]
    sure = sure_of(each.strength for each in evidence)
    counting = (each.now for each in evidence if each.now and not each.broader)
    groups = [people for now in counting if (people := figures.people_now(now))]
    largest = max(groups, key=lambda each: each.number, default=None)
    return Standing(barrier=barrier, evidence=evidence, sure=sure, people=largest)


def _today(
    kept: Evidence,
    shown: Shown | None,
    of_texts: Mapping[str, Evidence.Strength],
    where: Mapping[str, Sequence[str]],
) -> AsItStands:
    if kept.kind == Evidence.Kind.FINDING:
        return AsItStands(kept=kept, now=None, strength=of_texts.get(kept.address, kept.strength))
    now = figures.now(shown, kept) if kept.kind == Evidence.Kind.FIGURE else None
    # One year in which so few people show nothing takes back nothing that a release has shown.
    is_clear_now = now and figures.strength(now.figure) == Evidence.Strength.CLEAR
    strength = Evidence.Strength.CLEAR if is_clear_now else kept.strength
    broader = bool(now and figures.is_broader(now.then, where))
    return AsItStands(kept=kept, now=now, strength=strength, broader=broader)


def _with_owners(found: QuerySet[Barrier]) -> QuerySet[Barrier]:
    return found.select_related("policy__owner", "merged_into")


def barriers_for(person: Any) -> list[Standing]:
    """Every barrier that somebody may read, the heaviest first; joined ones as one."""
    found = _with_owners(barriers_visible_to(person).filter(merged_into=None))
    return heaviest_first(stand(found, person))


def barrier(public_id: str, person: Any) -> Standing | None:
    """One barrier, for whoever may read it."""
    # PostgreSQL would refuse even to look for what no id has in it.
    wanted = public_id.replace("\0", "?")
    found = _with_owners(barriers_visible_to(person).filter(public_id=wanted))
    return next(iter(stand(found, person)), None)


def by_public_id(wanted: Iterable[str], person: Any) -> dict[str, Standing]:
    """Those of these barriers that somebody may read; of one that was joined with another, that."""
    rows = barriers_visible_to(person).filter(public_id__in=list(wanted))
    leads = {each.public_id: each.merged_into_id or each.pk for each in rows}
    whole = _with_owners(barriers_visible_to(person).filter(pk__in=leads.values()))
    found = {each.barrier.pk: each for each in stand(whole, person)}
    return {one: found[pk] for one, pk in leads.items() if pk in found}


def history(barrier: Barrier, person: Any) -> list[Moment]:
    """What became of it and of all that were joined with it, the earliest first, as far as somebody
    may read it."""
    of_them = Q(barrier=barrier) | Q(barrier__merged_into=barrier)
    found = Moment.objects.filter(of_them, _readable(person, "barrier__"))
    readable = found.filter(Q(other=None) | _readable(person, "other__"))
    return list(readable.select_related("barrier", "other").order_by("on", "pk"))


def heaviest(n: int, person: Any) -> list[Standing]:
    """The heaviest that wait for an answer; without those of which nothing is known."""
    waits = (State.OPEN, State.QUESTION)
    return [each for each in barriers_for(person) if each.state in waits and each.weight][:n]


def of_policy(policy: Any, person: Any) -> list[Standing]:
    """Barriers of a structure, the heaviest first."""
    own = barriers_visible_to(person).filter(merged_into=None, policy=policy)
    return heaviest_first(stand(_with_owners(own), person))


def of_figure(address: str, person: Any) -> list[Standing]:
    """Barriers that a figure shows, the heaviest first."""
    return _that_have(person, Q(kind=Evidence.Kind.FIGURE, address=address))


def of_finding(public_id: str, person: Any) -> list[Standing]:
    """Barriers that a finding shows, the heaviest first."""
    return _that_have(person, Q(kind=Evidence.Kind.FINDING, address=public_id))


def _that_have(person: Any, wanted: Q) -> list[Standing]:
    having = Evidence.objects.filter(wanted).values("barrier")
    is_it = Q(pk__in=having) | Q(joined__in=having)
    found = barriers_visible_to(person).filter(is_it, merged_into=None).distinct()
    return heaviest_first(stand(_with_owners(found), person))


def alike(
    person: Any, *, addresses: Iterable[str], policy: Any, where: Mapping[str, Sequence[str]]
) -> list[Standing]:
    """Barriers that may be the same: of the same evidence, else of the same structure and place."""
    return _alike(barriers_for(person), set(addresses), policy, where)


def alike_among(every: Iterable[Standing], one: Standing) -> list[Standing]:
    """Of these barriers the others that may be the same as one."""
    others = [each for each in every if each.barrier != one.barrier]
    addresses = {each.kept.address for each in one.evidence}
    return _alike(others, addresses, one.barrier.policy, places.slice_of(one.barrier))


def _alike(
    every: Iterable[Standing], addresses: set[str], policy: Any, where: Mapping[str, Sequence[str]]
) -> list[Standing]:
    found = []
    for each in every:
        same = bool(addresses & {e.kept.address for e in each.evidence})
        of_it = policy is not None and each.barrier.policy_id == policy.pk
        if same or (of_it and places.overlap(places.slice_of(each.barrier), where)):
            found.append((not same, each))
    found.sort(key=lambda pair: pair[0])
    return [each for _, each in found][:MOST_ALIKE]


# --- what governs ---------------------------------------------------------------------------------


def governing(person: Any, measure: str, where: Mapping[str, Iterable[str]]) -> list[Any]:
    """The structures that somebody may read and that govern what a figure counts there."""
    return places.governing(visible_to(person), measure, where)


# --- search ---------------------------------------------------------------------------------------


def can_be_found_by(person: Any) -> QuerySet[Barrier]:
    """Barriers that somebody finds: what was joined is found as what it became."""
    return barriers_visible_to(person).filter(merged_into=None)
