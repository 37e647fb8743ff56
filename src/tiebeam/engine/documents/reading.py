"""All findings of some documents: clause by clause, across them, and about their form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Final

from tiebeam.engine.documents.across import contradictions, with_interactions
from tiebeam.engine.documents.clauses import findings_in
from tiebeam.engine.documents.form import about_form
from tiebeam.engine.documents.holidays import holiday_lists
from tiebeam.engine.documents.inherited import with_descent
from tiebeam.engine.documents.left_behind import left_behind
from tiebeam.engine.documents.opposites import two_numbers
from tiebeam.engine.documents.other_employers import other_employers
from tiebeam.engine.documents.promised import promised
from tiebeam.engine.documents.references import dead_references
from tiebeam.engine.documents.rules import Pack
from tiebeam.engine.documents.rules import packs as shipped
from tiebeam.engine.documents.shapes import Document, Finding

#: Findings that are made by code, not by a pack; `packs=` names them beside packs.
BY_CODE: Final = ("across", "form", "observance")

#: More ways to find something, such as wording: each gets one document, and goes by its words.
Finder = Callable[[Document], Iterable[Finding]]
#: A piece of the work that needs none of the others.
Job = Callable[[], Sequence[Finding]]
#: How jobs are done, given what does one: `map`, or the same on every core.
DoEach = Callable[[Callable[[Job], list[Finding]], Sequence[Job]], Iterable[list[Finding]]]

#: What looks at all documents together, and needs no finding of another.
_ACROSS: Final = (two_numbers, dead_references, promised, left_behind, other_employers)


def audit(
    documents: Sequence[Document],
    packs: Sequence[Pack] | None = None,
    *,
    by_code: Sequence[str] = BY_CODE,
    also: Sequence[Finder] = (),
    do_each: DoEach = map,
) -> list[Finding]:
    """What to look at in these documents, in the order of files and of their text.

    documents  the policies; texts are inherited between their collections
    packs      rules to use; left out, all that come with Tiebeam
    by_code    which findings that need more than one sentence to make as well
    also       more finders, run on each document before texts are compared
    do_each    does the jobs, a document each; on several cores, where the caller has them
    Returns    findings, each with its place, what it says, whom it concerns, and a question
    """
    chosen = shipped() if packs is None else packs
    finders: list[Finder] = [partial(findings_in, packs=chosen), *also]
    if "observance" in by_code:
        finders.append(holiday_lists)
    across = _ACROSS if "across" in by_code else ()
    form = (about_form,) if "form" in by_code else ()
    # The long jobs first, so that no core waits for one of them in the end.
    jobs: list[Job] = [partial(each, documents) for each in (*across, *form)]
    jobs += [partial(_found_by, finders, each) for each in _alike(documents)]
    done = list(do_each(_do, jobs))
    of_all, of_form = done[: len(across)], done[len(across) : len(across) + len(form)]
    found = list(chain(*done[len(across) + len(form) :]))
    if across:
        found = with_interactions(documents, found)
        found += contradictions(documents, found)
        found = with_descent(documents, [*found, *chain(*of_all)])
    return in_order([*found, *chain(*of_form)])


def _alike(documents: Sequence[Document]) -> list[list[Document]]:
    """Pages of the same words and name together: versions of a handbook share many."""
    pages: dict[tuple[str, str, str], list[Document]] = {}
    for each in documents:
        pages.setdefault((each.stem, each.text.kind, each.text.content), []).append(each)
    return list(pages.values())


def _found_by(finders: Sequence[Finder], alike: Sequence[Document]) -> list[Finding]:
    """What is found on each of some pages that say the same: one of them is read."""
    found = [each for finder in finders for each in finder(alike[0])]
    others = (replace(each, file=page.file) for page in alike[1:] for each in found)
    return [*found, *others]


def _do(job: Job) -> list[Finding]:
    return list(job())


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Findings by file, place and check, so that the same documents give the same rows."""
    return sorted(findings, key=lambda f: (f.file, f.start, f.check, f.rule))
