"""Redesigns for tests: a rule in its document, a barrier, and what answers it."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from web.organisation.written import a_structure
from web.people import somebody

from tiebeam.web.accounts.models import User
from tiebeam.web.change import actions, queries
from tiebeam.web.change.models import Redesign
from tiebeam.web.insight.barriers.actions import open_barrier
from tiebeam.web.insight.models import Barrier
from tiebeam.web.organisation.inventory import actions as inventory
from tiebeam.web.organisation.inventory.actions import TextFound
from tiebeam.web.organisation.models import Bringing, Document, DocumentVersion, Policy
from tiebeam.web.permissions import Role
from tiebeam.worker import redesigns as worker

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
OLD = "Your manager decides on a request within 90 days."
NEW = "A panel of three decides on a request within 14 days by published criteria."
RULE = f"# Flexible work\n\nEverybody may ask for other hours. {OLD} The answer comes in writing.\n"
DECIDE_BY, IN_FORCE_BY = date(2026, 3, 16), date(2026, 4, 16)


def a_leader(name: str = "Lena") -> User:
    return somebody(f"{name.lower()}@harbourline.example", Role.LEADER, name=name)


def kept(policy: Policy, text: str = RULE, *, on: date | None = None,
         document: Document | None = None) -> DocumentVersion:  # fmt: skip
    """A text as the worker keeps it: a document of a structure, or a version of one."""
    once = f"{policy.pk}, {Bringing.objects.count()}"
    bringing = Bringing.objects.create(
        by=policy.owner, at=AT, once=once, policy=policy, document=document, in_force_on=on,
    )  # fmt: skip
    found = TextFound(name="flexible.md", title="Flexible work", text=text, kind="markdown",
                      read_as="markdown", sha256=hashlib.sha256(text.encode()).hexdigest(),
                      words=len(text.split()))  # fmt: skip
    inventory.note_texts(bringing, [found], [], at=AT)
    version = DocumentVersion.objects.order_by("pk").last()
    assert version is not None
    return version


def a_rule(by: User, text: str = RULE, **said: Any) -> Policy:
    policy = a_structure(by, "Flexible work", decides="One's manager", **said)
    kept(policy, text)
    return policy


def a_barrier(policy: Policy | None, by: User, title: str = "Nobody knows when an answer comes",
              **said: Any) -> Barrier:  # fmt: skip
    if policy is not None and "clause" not in said:
        version = DocumentVersion.objects.filter(document__policy=policy).first()
        said |= {"clause": OLD, "version": version.public_id if version else ""}
    return open_barrier({"title": title, "policy": policy, **said}, [], once=title, by=by, at=AT)


def said_text(policy: Policy, old: str = OLD, new: str = NEW) -> dict[str, Any]:
    """The step of the text, as its form gives it."""
    from tiebeam.web.change.forms import TextForm

    documents = queries.documents_of(policy)
    form = TextForm({"edition": 1, "old": old, "new": new, "stops": ""}, documents=documents)
    assert form.is_valid(), form.errors
    return form.said


OF_CLAUSE = {"metric": "clause:sentence.deadline_days", "where": {}, "direction": "down",
             "size": 76, "aim": "", "judged_on": None, "detectable": ""}  # fmt: skip
OF_PEOPLE = {"metric": "promotion_rate", "where": {}, "direction": "up", "size": 5, "aim": "",
             "judged_on": date(2027, 4, 16), "detectable": ""}  # fmt: skip


def a_draft(policy: Policy | None, by: User, *barriers: Barrier, title: str = "A panel decides",
            once: str = "") -> Redesign:  # fmt: skip
    said = {"title": title, "policy": policy}
    return actions.begin(said, barriers, once=once or title, by=by, at=AT)


def written(policy: Policy | None, by: User, to: User, *barriers: Barrier, title: str = "A panel "
            "decides", metric: dict[str, Any] | None = None, **said: Any) -> Redesign:  # fmt: skip
    """All four steps of one that nobody has proposed yet."""
    found = a_draft(policy, by, *barriers, title=title)
    text = {"stops": "Managers deciding alone"} if policy is None else said_text(policy)
    all_of_it = {
        **text, "decided_before": "One's manager", "decides_now": "A panel of three",
        "owner": by, "passes_to": to, "decide_by": DECIDE_BY, "in_force_by": IN_FORCE_BY, **said,
    }  # fmt: skip
    actions.say(found, all_of_it, edition=now(found).edition, by=by, at=AT)
    actions.write_down(found, metric or OF_CLAUSE, edition=now(found).edition, by=by, at=AT)
    return now(found)


def proposed(policy: Policy | None, by: User, to: User, *barriers: Barrier,
             **said: Any) -> Redesign:  # fmt: skip
    found = written(policy, by, to, *barriers, **said)
    actions.propose(found, edition=found.edition, by=by, at=AT)
    return now(found)


def decided(policy: Policy | None, by: User, to: User, *barriers: Barrier,
            **said: Any) -> Redesign:  # fmt: skip
    found = proposed(policy, by, to, *barriers, **said)
    actions.decide(found, edition=found.edition, by=by, at=AT)
    return now(found)


def now(found: Redesign) -> Redesign:
    return Redesign.objects.get(pk=found.pk)


class Work:
    """A job as a step is given it."""

    def __init__(self, **given: Any) -> None:
        self.job, self.given, self.so_far = "job", given, {}

    def report(self, words: str) -> None:
        pass

    def go_on(self) -> None:
        pass


def looked(at: datetime = AT) -> int:
    """Carry out every job of looking for a new text that is due; how many there were."""
    due = list(worker.to_look_for(at))
    for each in due:
        write = worker.look(Work(**each.given), now=lambda: at)
        if write:
            write()
    return len(due)


def a_day_later(day: date) -> dict[str, Any]:
    """The dates, looked at on a day."""
    at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    return dict(worker.dates(Work(day=str(day)), now=lambda: at)() or {})
