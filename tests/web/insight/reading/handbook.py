"""A small handbook, kept as the worker keeps it, and read as the worker reads it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from tiebeam.web.accounts.models import User
from tiebeam.web.insight.reading import actions
from tiebeam.web.insight.reading.actions import Saying
from tiebeam.web.insight.reading.models import Finding
from tiebeam.web.organisation.models import Document, DocumentVersion, Policy
from tiebeam.worker import reading_documents

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)
TODAY = date(2026, 11, 26)

#: It asks for six kinds of things, and two files say one sentence.
LEAVE = """# Parental leave

Mothers get 26 weeks of maternity leave at full pay. Fathers get 2 weeks of paternity leave.

You can ask for leave after 12 months of service.

- Your manager may, at their sole discretion, approve a longer leave.
- Tell us *early*, so that we can plan.
"""
WORK = """# Working from home

Your manager may, at their sole discretion, approve a longer leave.

Ask your **manager**. See [the leave page](https://example.org/leave).
"""


def a_policy(owner: User | None = None, *, title: str = "Leave", state: str = "in force") -> Policy:
    return Policy.objects.create(
        title=title, kind="policy", state=state, owner=owner, once=title, made_at=AT, changed_at=AT,
        in_force_at=None if state == "draft" else AT,
    )  # fmt: skip


def a_document(
    policy: Policy | None, text: str = LEAVE, *, name: str = "parental-leave.md"
) -> DocumentVersion:
    state = Document.State.PLACED if policy else Document.State.WAITING
    document = Document.objects.create(policy=policy, name=name, title=name[:-3], state=state)
    return a_version(document, text)


def a_version(document: Document, text: str, *, read_as: str = "markdown") -> DocumentVersion:
    return DocumentVersion.objects.create(
        document=document, number=document.versions.count() + 1, text=text, kind=read_as,
        read_as=read_as, sha256=hashlib.sha256(text.encode()).hexdigest(), words=len(text.split()),
        at=AT,
    )  # fmt: skip


@dataclass
class Work:
    """What the step is given, with nobody who stops it."""

    job: str = "here"
    given: Mapping[str, Any] = field(default_factory=dict)
    so_far: Mapping[str, Any] = field(default_factory=dict)

    def report(self, words: str) -> None:
        assert words in reading_documents.HANDLER.words()

    def go_on(self) -> None:
        return None


def read(*, clock: Callable[[], float] = time.monotonic) -> Mapping[str, Any]:
    """Read all that was not read yet, as the worker does; what it counted."""
    write = reading_documents.read(Work(), now=lambda: AT, clock=clock)
    return write() or {}


def found(kind: str = "", version: DocumentVersion | None = None) -> list[Finding]:
    every = Finding.objects.filter(is_there=True).order_by("version_id", "start", "pk")
    every = every.filter(kind=kind) if kind else every
    return list(every.filter(version=version) if version else every)


def confirmed(finding: Finding, by: User) -> None:
    actions.say([finding], Saying(says="confirmed"), by=by, at=AT)


def sent(finding: Finding, by: User) -> None:
    actions.say([finding], Saying(says="sent to the owner"), by=by, at=AT)


def dismissed(
    finding: Finding, by: User, *, until: date = date(2027, 11, 26), reason: str = "It may stay."
) -> None:  # fmt: skip
    actions.say([finding], Saying(says="dismissed", reason=reason, until=until), by=by, at=AT)
