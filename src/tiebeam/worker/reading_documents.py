"""What is found in documents: their texts are read clause by clause, and what is found is kept.

Nobody has to ask for it. The worker looks which texts were not read yet, or not with the rules of
today, or not together with those that stand beside them now; and asks for a job that reads them.
"""

from __future__ import annotations

import hashlib
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_noop

from tiebeam.connectors.documents import Found, Written
from tiebeam.engine.documents import Document, Finding
from tiebeam.engine.documents.rules import packs
from tiebeam.web.insight.reading import actions, queries, work
from tiebeam.web.insight.reading.actions import Row
from tiebeam.web.insight.reading.queries import ToRead
from tiebeam.web.jobs.registry import CannotGoOn, Handler, Problem, Step, Work, Write, handle
from tiebeam.workbench.auditing import audited
from tiebeam.worker.schedule import Due, recurs

#: Counts what findings by code, not by rules of a pack, have become.
BY_CODE_EDITION: Final = 1
#: Words of all texts together, and seconds, after which it is not gone on with.
MOST_WORDS: Final = 3_000_000
MOST_SECONDS: Final = 600.0
#: Findings of one version that are kept; a text that was made to be found has more.
MOST_FINDINGS: Final = 2_000
#: Letters of a quote that says little by itself, and of what is kept of the sentence around it.
FEW: Final = 40
LONGEST_AROUND: Final = 400
PRONOUNS: Final = frozenset(("generic_pronoun", "binary_pair"))
#: For what is read at once, a collection has one name: they are one handbook.
HANDBOOK: Final = "handbook"

TOO_MUCH: Final = Problem(
    code="too-much-text",
    remedy=gettext_noop("There is more text here than is read at once. End structures that hold no "
                        "more, or leave out what nobody needs."),
)  # fmt: skip
TOO_LONG: Final = Problem(
    code="too-long",
    remedy=gettext_noop("It took too long. Tell whoever looks after this Tiebeam, and give them "
                        "the number of this job."),
)  # fmt: skip


# --- what there is to read ------------------------------------------------------------------------


@cache
def rules_of_today() -> str:
    """Stands for all rules, each with its version: another one, and all is read again."""
    from tiebeam.engine.language import rules

    known = [f"{rule.id} {rule.version}" for pack in packs() for rule in pack.rules]
    known += [f"{rule.id} {rule.version}" for rule in rules.rules("terms")]
    of_pronouns = rules.written("pronouns")["rules"].values()
    known += [f"{each['id']} {each['version']}" for each in of_pronouns]
    said = "\n".join([*sorted(known), str(BY_CODE_EDITION)])
    return hashlib.sha256(said.encode()).hexdigest()


def due(at: datetime) -> Iterator[Due]:
    """One job for all that was not read; what was read asks for nothing."""
    groups = queries.to_read(rules_of_today())
    if groups:
        said = "\n".join(f"{each.mark} {' '.join(sorted(each.kept))}" for each in groups)
        mark = hashlib.sha256(f"{rules_of_today()}\n{said}".encode()).hexdigest()
        yield Due(kind=work.READ.name, key=f"find-{mark[:40]}")


# --- read -----------------------------------------------------------------------------------------


def read(job: Work, *, now: Callable[[], datetime], clock: Callable[[], float]) -> Write:
    """Read what was not read yet, and keep what is found."""
    until = clock() + MOST_SECONDS
    rules = rules_of_today()
    found: list[tuple[str, list[Row], str]] = []
    for group in queries.to_read(rules):
        found += _read_together(group, lambda: _go_on(job, clock, until))

    def write() -> dict[str, Any]:
        counts = [actions.keep_findings(version, rows, texts=texts, rules=rules, at=now())
                  for version, rows, texts in found]  # fmt: skip
        if found:
            actions.note_read(at=now())
        return {"texts": len(found), "findings": sum(counts)}

    return write


def _go_on(job: Work, clock: Callable[[], float], until: float) -> None:
    job.go_on()
    if clock() > until:
        raise CannotGoOn(TOO_LONG)


def _read_together(
    group: ToRead, go_on: Callable[[], None]
) -> Iterator[tuple[str, list[Row], str]]:  # fmt: skip
    versions = queries.texts_of(group.together)
    if sum(each.words for each in versions) > MOST_WORDS:
        raise CannotGoOn(TOO_MUCH)
    by_name = dict(_named(versions))
    documents = tuple(
        Written(name, each.text, each.read_as, HANDBOOK) for name, each in by_name.items()
    )

    def breathes(_: Document) -> Sequence[Finding]:
        go_on()
        return ()

    done = audited(Found(documents, ()), also=[breathes])
    go_on()
    for document in done.documents:
        version = by_name[document.file]
        if version.public_id in group.kept:
            here = [each for each in done.findings if each.file == document.file]
            yield (
                version.public_id,
                list(_rows(document, here[:MOST_FINDINGS], by_name)),
                group.mark,
            )


def _named(versions: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Each under the name of its file, so that links find it; of two alike, one gets another."""
    taken: set[str] = set()
    for each in versions:
        name = each.document.name
        if name in taken:
            name = f"{each.document.public_id}/{name}"
        taken.add(name)
        yield name, each


# --- rows -----------------------------------------------------------------------------------------


def _rows(document: Document, findings: Sequence[Finding], by_name: Any) -> Iterator[Row]:
    plain = document.text.plain
    starts = [each.start for each in document.text.sentences]
    for each in (_of_the_house(finding, by_name) for finding in findings):
        if not 0 <= each.start < each.end <= len(plain):
            continue
        around = _around(document, each, starts)
        # "He" is the same words everywhere; what is asked about is the sentence.
        said = around.get("around", "") if each.check in PRONOUNS else ""
        yield Row(
            start=each.start, end=each.end, quote=each.quote, kind=each.check,
            parameters=dict(each.parameters) | around, effect=each.effect, who=each.who,
            question=each.question, rule=each.rule, rule_version=each.version,
            severity=each.severity, said=said or plain[each.start : each.end],
        )  # fmt: skip


def _around(document: Document, finding: Finding, starts: Sequence[int]) -> dict[str, str]:
    """The sentence around a few words: a list of findings shows them by it."""
    at = bisect_right(starts, finding.start) - 1
    if at < 0 or finding.end - finding.start > FEW:
        return {}
    sentence = document.text.sentences[at]
    if sentence.end < finding.end or sentence.end - sentence.start == finding.end - finding.start:
        return {}
    said = document.text.plain[sentence.start : sentence.end]
    return {"around": " ".join(said.split())[:LONGEST_AROUND]}


def _of_the_house(finding: Finding, by_name: Any) -> Finding:
    """Another place is named by its document, which may be called otherwise some day."""
    other = by_name.get(finding.parameters.get("other_file", ""))
    said = {name: value for name, value in finding.parameters.items()
            if name not in ("inherited_from", "inherited_by", "other_file")}  # fmt: skip
    if other is not None:
        said["other_document"] = other.document.public_id
    return replace(finding, parameters=said)


HANDLER: Final = Handler(
    kind=work.READ.name,
    steps=[
        Step(name="read", words=gettext_noop("The texts are read clause by clause."),
             does=partial(read, now=timezone.now, clock=time.monotonic)),
    ],
    problems=[TOO_MUCH, TOO_LONG],
)  # fmt: skip
handle(HANDLER)
recurs(work.READ.name, due)
