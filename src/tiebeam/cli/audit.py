"""`tiebeam audit`: what policies give to whom, clause by clause, and what to ask about it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from tiebeam.cli.common import Stopped, clear_errors, json_option, print_json

if TYPE_CHECKING:
    from tiebeam.engine.documents import Finding, Walked
    from tiebeam.engine.documents.versions import Step as VersionStep
    from tiebeam.engine.documents.walk import Step
    from tiebeam.workbench.auditing import Audited, Compared

SHOWN = 40
QUOTE = 300
#: Characters that are no letters: they steer a terminal, or turn the direction of writing.
UNSAFE = ("Cc", "Cf", "Co", "Cs")
HIDDEN = "\N{REPLACEMENT CHARACTER}"


@click.command(
    short_help="Read policies clause by clause: what they give to whom, and what to ask.",
    epilog="For example: tiebeam audit handbook/ --packs leave,speaking",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--packs", metavar="A,B", help="Which packs of rules to use. Left out: all but `perhaps`."
)
@click.option("--compare", "comparing", is_flag=True,
              help="PATH… is an old and a new version: say what was lost and gained.")  # fmt: skip
@click.option("--walk", "walking", is_flag=True,
              help="Let made-up people walk through the clauses: what does each meet?")  # fmt: skip
@click.option("--perhaps", is_flag=True,
              help="Look for more, by words that say little alone. It is wrong more often than "
              "right, so all it finds is of low weight.")  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Print every finding, also of low weight.")
@json_option
def audit(
    paths: tuple[str, ...],
    packs: str | None,
    comparing: bool,
    walking: bool,
    perhaps: bool,
    everything: bool,
    as_json: bool,
) -> None:
    """Find the clauses in policies, and ask of each whom it helps or hinders.

    PATH is a Markdown, HTML, DOCX, PDF or text file, a folder or zip of them, or FOLDER@REVISION in
    a git repository. Give the older handbook first. Nothing is judged: each finding quotes a
    sentence and asks a question, for a person to confirm. Ends with 0 when it could read.
    """
    from tiebeam.connectors.documents import Unreadable
    from tiebeam.engine.documents.rules import BadPack, UnknownPack
    from tiebeam.workbench.auditing import with_perhaps

    if comparing and walking:
        raise Stopped("Use --compare or --walk, not both.")
    if comparing and len(paths) != 2:
        raise Stopped("--compare needs two paths: the old version, and the new one.")
    if (packs or perhaps) and (comparing or walking):
        name = "--packs" if packs else "--perhaps"
        raise Stopped(f"{name} goes with neither --compare nor --walk, which have their own packs.")
    if packs and perhaps:
        raise Stopped("Use --packs or --perhaps, not both: perhaps is a pack, too.")
    with clear_errors(Unreadable, BadPack, UnknownPack):
        if comparing:
            _compare(*paths, everything=everything, as_json=as_json)
        elif walking:
            _walk(paths, as_json=as_json)
        else:
            names = [each.strip() for each in (packs or "").split(",") if each.strip()]
            _audit(
                paths, with_perhaps() if perhaps else names, everything=everything, as_json=as_json
            )


def _audit(paths: tuple[str, ...], packs: list[str], *, everything: bool, as_json: bool) -> None:
    from tiebeam.workbench.auditing import audit_paths

    audited = audit_paths(paths, packs)
    if as_json:
        print_json({"schema": "tiebeam.audit/1", "rows": _rows(audited.findings),
                    **_beside(audited)})  # fmt: skip
        return
    click.echo("\n".join(_findings_in_words(audited, everything)))


def _rows(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    return [each.as_row() for each in findings]


def _beside(audited: Audited) -> dict[str, Any]:
    return {
        "documents": len(audited.documents),
        "problems": [asdict(each) for each in audited.problems],
    }


# --- in words -------------------------------------------------------------------------------------


def safe(text: str) -> str:
    """Text that does nothing to a terminal: one line, and no control characters."""
    flat = " ".join(text.split())
    return "".join(HIDDEN if unicodedata.category(char) in UNSAFE else char for char in flat)


def _short(quote: str) -> str:
    said = safe(quote)
    return said if len(said) <= QUOTE else f"{said[:QUOTE].rstrip()} …"


def _findings_in_words(audited: Audited, everything: bool) -> list[str]:
    findings = audited.findings
    shown = [each for each in findings if everything or each.severity != "low"]
    lines = [f"{len(audited.documents):,} documents, {len(findings):,} findings.", ""]
    lines += _counted(findings)
    lines += ["", "What to ask" if shown else "Nothing here weighs much."]
    file = ""
    for each in shown if everything else shown[:SHOWN]:
        if each.file != file:
            file = each.file
            lines += ["", f"  {safe(file)}"]
        lines += _finding_in_words(each)
    left = len(findings) - (len(shown) if everything else min(len(shown), SHOWN))
    if left > 0:
        lines += ["", f"And {left:,} more of low weight or further down; --all prints them, "
                      "--json lists them."]  # fmt: skip
    return [*lines, *_problems_in_words(audited)]


def _counted(findings: tuple[Finding, ...]) -> list[str]:
    checks = Counter(each.check for each in findings)
    return [f"  {count:>6,}  {check.replace('_', ' ')}" for check, count in checks.most_common()]


def _finding_in_words(finding: Finding) -> list[str]:
    values = ", ".join(f"{name} {value}" for name, value in finding.parameters.items())
    check = finding.check.replace("_", " ")
    lines = [
        f"    {finding.line:>5}  {check}, {finding.effect}: {finding.who}",
        f"           “{_short(finding.quote)}”",
    ]
    if values:
        lines.append(f"           {safe(values)}")
    return [*lines, f"           {finding.question}"]


def _problems_in_words(audited: Audited) -> list[str]:
    if not audited.problems:
        return []
    return ["", "What could not be read", *(f"  {safe(each.message)}" for each in audited.problems)]


# --- two versions ---------------------------------------------------------------------------------


def _compare(old: str, new: str, *, everything: bool, as_json: bool) -> None:
    from tiebeam.workbench.auditing import compare_paths

    compared = compare_paths(old, new)
    if as_json:
        print_json(_compared_as_json(compared))
    else:
        click.echo("\n".join(_compared_in_words(compared, everything)))


def _compared_as_json(compared: Compared) -> dict[str, Any]:
    comparison = compared.comparison
    return {
        "schema": "tiebeam.audit.compare/1",
        "from": compared.old_at.isoformat() if compared.old_at else None,
        "to": compared.new_at.isoformat() if compared.new_at else None,
        "regression": comparison.is_regression,
        "losses": comparison.losses,
        "gains": comparison.gains,
        "pages_gone": list(comparison.pages_gone),
        "pages_new": list(comparison.pages_new),
        "rows": [
            {**each.finding.as_row(), "change": each.change,
             "effect": "regression" if each.change == "loss" else each.finding.effect,
             "before": None if each.before is None else dict(each.before)}
            for each in comparison.differences
        ],
        "people": [asdict(each) for each in comparison.people],
        "problems": [asdict(each) for each in (*compared.old.problems, *compared.new.problems)],
    }  # fmt: skip


def _compared_in_words(compared: Compared, everything: bool) -> list[str]:
    comparison = compared.comparison
    what = "This is a regression" if comparison.is_regression else "This is no regression"
    lines = [f"{what}: {comparison.losses:,} losses, {comparison.gains:,} gains."]
    if compared.old_at and compared.new_at:
        lines.append(f"From {compared.old_at.date()} to {compared.new_at.date()}.")
    if comparison.pages_gone:
        lines += ["", f"Pages that are gone: {len(comparison.pages_gone)}",
                  *(f"  {safe(each)}" for each in comparison.pages_gone)]  # fmt: skip
    if comparison.pages_new:
        lines += ["", f"Pages that are new: {len(comparison.pages_new)}",
                  *(f"  {safe(each)}" for each in comparison.pages_new)]  # fmt: skip
    for change, title in (("loss", "What was lost"), ("changed", "What changed"),
                          ("gain", "What was gained")):  # fmt: skip
        changed = [each for each in comparison.differences if each.change == change]
        found = [each for each in changed if not each.finding.check.startswith("page_")]
        if found:
            lines += ["", f"{title}: {len(found)}"]
        for each in found if everything else found[:SHOWN]:
            finding = each.finding
            lines += [f"  {safe(finding.file)}:{finding.line}  {finding.check.replace('_', ' ')}",
                      f"           “{_short(finding.quote)}”"]  # fmt: skip
            if each.before is not None:
                lines.append(f"           {safe(_moved(each.before, finding))}")
        if not everything and len(found) > SHOWN:
            lines.append(f"  and {len(found) - SHOWN:,} more; --all prints them.")
    if comparison.people:
        lines += ["", "For whom"]
        lines += [f"  {_person_moved(each)}" for each in comparison.people]
    return lines


def _moved(before: Any, finding: Finding) -> str:
    after = finding.parameters
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return ", ".join(f"{name} {before.get(name, 'nothing')} → {after.get(name, 'nothing')}"
                     for name in names)  # fmt: skip


def _person_moved(step: VersionStep) -> str:
    what = step.what.replace("_", " ")
    return f"{step.name}: {what} {_number(step.before)} → {_number(step.after)} ({step.change})"


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:g}"


# --- people ---------------------------------------------------------------------------------------


def _walk(paths: tuple[str, ...], *, as_json: bool) -> None:
    from tiebeam.workbench.auditing import walk_paths

    audited = walk_paths(paths)
    if as_json:
        print_json({
            "schema": "tiebeam.audit.walk/1",
            "people": [_person_as_json(each) for each in audited.walked],
            "rows": [_step_as_row(each, step) for each in audited.walked for step in each.steps],
            **_beside(audited),
        })  # fmt: skip
        return
    lines: list[str] = []
    for each in audited.walked:
        lines += _walked_in_words(each)
    click.echo("\n".join([*lines, *_problems_in_words(audited)]))


def _person_as_json(walked: Walked) -> dict[str, Any]:
    return {
        "archetype": walked.archetype.id, "name": walked.archetype.name,
        "collection": walked.collection, "weeks_paid": walked.weeks_paid,
        "days_to_decision": walked.days_to_decision, "gates": walked.gates,
        "dead_ends": walked.dead_ends,
    }  # fmt: skip


def _step_as_row(walked: Walked, step: Step) -> dict[str, Any]:
    finding = step.finding
    place: dict[str, Any] = {"file": None, "line": None, "start": None, "end": None, "quote": None,
                             "rule": None}  # fmt: skip
    if finding is not None:
        place = {name: getattr(finding, name) for name in place}
    return {"collection": walked.collection, "archetype": step.archetype, "what": step.what,
            "value": step.value, "about": step.about, "reason": step.reason, **place}  # fmt: skip


def _walked_in_words(walked: Walked) -> list[str]:
    from tiebeam.engine.documents.walk import in_short

    lines = [f"{safe(walked.collection)}: {walked.archetype.name}", f"  {in_short(walked)}"]
    for step in walked.steps:
        if step.what == "help":
            continue
        value = f" {step.value:g}" if step.what in ("weeks_paid", "days_to_decision") else ""
        lines.append(f"  {step.what.replace('_', ' ')}{value}, {step.about.replace('_', ' ')}: "
                     f"{step.reason}")  # fmt: skip
        if step.finding is not None:
            lines += [f"      {safe(step.finding.file)}:{step.finding.line}",
                      f"      “{_short(step.finding.quote)}”"]  # fmt: skip
    return [*lines, ""]
