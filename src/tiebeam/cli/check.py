"""`tiebeam check`: whether an export can be used, and what is wrong with it."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tiebeam.cli.common import clear_errors, json_option, map_option, open_with_progress, print_json

if TYPE_CHECKING:
    from tiebeam.engine.records.problems import Problem
    from tiebeam.workbench.bench import Bench

ROWS_PRINTED = 8
BALANCES_PRINTED = 12


@click.command(short_help="Say what is wrong with an export, and whether its people add up.")
@click.argument("data")
@map_option
@click.option(
    "--rejects",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Where the rows that were left out go. Left out: DATA.rejects.csv.",
)
@json_option
@click.pass_context
def check(
    ctx: click.Context, data: str, mapping: str | None, rejects: str | None, as_json: bool
) -> None:
    """Read DATA, say what is wrong with it, and whether the people add up.

    Where there is no mapping yet, one is proposed and written for you to look over. Rows that can't
    be used go to a file beside the data; the others go on. Ends with 0 when no row was rejected,
    1 when some were, 2 when nothing could be read.
    """  # fmt: skip
    with clear_errors():
        proposed = _propose_where_missing(data, mapping)
        with open_with_progress(data, str(proposed) if proposed else mapping) as bench:
            written = _write_rejects(bench, rejects)
            if as_json:
                print_json(_as_json(bench, written, proposed))
            else:
                click.echo(_in_words(bench, written, proposed))
            rejected = sum(tally.rejected for tally in bench.dataset.tallies)
    ctx.exit(1 if rejected else 0)


def _propose_where_missing(data: str, mapping: str | None) -> Path | None:
    """Write a proposed mapping where nobody wrote one; never over an existing file."""
    from tiebeam.workbench.locate import locate
    from tiebeam.workbench.propose_mapping import as_toml, proposal_for

    if mapping is not None and Path(mapping).exists():
        return None
    inputs = locate(data)
    if inputs.mapping is not None or inputs.data is None:
        return None
    target = Path(mapping) if mapping else inputs.data.with_name(f"{inputs.data.name}.map.toml")
    if not mapping and not os.access(target.parent, os.W_OK):
        target = Path.cwd() / target.name
    # Before the file is made: of data that can't be read, no empty mapping stays behind.
    proposed = as_toml(proposal_for(inputs.data))
    with target.open("x", encoding="utf-8") as file:
        file.write(proposed)
    return target


def _write_rejects(bench: Bench, rejects: str | None) -> Path | None:
    from tiebeam.workbench.rejects import rejects_path, write_rejects

    left = bench.intake.left
    if not left:
        return None
    target = Path(rejects) if rejects else rejects_path(left[0].file)
    if not rejects and not os.access(target.parent, os.W_OK):
        target = Path.cwd() / target.name
    inputs = bench.inputs
    data = [*inputs.paths(), *([inputs.mapping_path] if inputs.mapping_path else [])]
    write_rejects(left, bench.dataset.mapping, target, data=data)
    return target


def _in_words(bench: Bench, written: Path | None, proposed: Path | None) -> str:
    dataset = bench.dataset
    lines = []
    if proposed:
        lines += [f"A mapping was proposed and written to {proposed}. Look it over.", ""]
    lines.append(
        f"{dataset.people_count:,} people, {dataset.spell_count:,} spells, "
        f"from {dataset.reach.first} to {dataset.last_day}."
    )
    lines += ["", "What was found in the rows", *_problems(dataset.problems)]
    lines += ["", "Do the people add up", *_balances(bench)]
    if written:
        lines += ["", f"The rows that were left out, and why, are in {written}."]
    lines += ["", *_last_lines(bench)]
    return "\n".join(lines)


def _problems(problems: tuple[Problem, ...]) -> list[str]:
    if not problems:
        return ["  Nothing is wrong."]
    lines = []
    for problem in sorted(problems, key=_by_effect):
        rows = ", ".join(str(row) for row in problem.rows[:ROWS_PRINTED])
        more = " …" if problem.count > ROWS_PRINTED and rows else ""
        place = f"{problem.column}: " if problem.column else ""
        unit = "people" if problem.code == "changed answer" else "rows"
        lines.append(f"  {problem.effect:<9}{problem.count:>9,} {unit}  {place}{problem.what}")
        lines.append(f"  {'':<9}{'':>9}       {problem.remedy}")
        if rows:
            lines.append(f"  {'':<9}{'':>9}       Row {rows}{more}")
    return lines


def _by_effect(problem: Problem) -> tuple[int, int]:
    from tiebeam.engine.records.problems import EFFECTS

    return EFFECTS.index(problem.effect), -problem.count


def _balances(bench: Bench) -> list[str]:
    """Where people vanish or appear, by unit and grade over the whole time."""
    balances = bench.dataset.balances
    off: Counter[tuple[str | None, ...]] = Counter()
    for balance in balances:
        off[balance.place] += abs(balance.difference)
    off = +off
    if not off:
        return [f"  Yes: in each of {len(balances):,} units, grades and years."]
    lines = [f"  {note}" for note in bench.dataset.notes]
    lines += ["", f"  {'unit and grade':<44}{'opening':>9}{'joined':>8}{'in':>7}{'out':>7}"
                  f"{'left':>7}{'vanished':>10}{'appeared':>10}{'closing':>9}"]  # fmt: skip
    for place, _ in off.most_common(BALANCES_PRINTED):
        here = [balance for balance in balances if balance.place == place]
        sums = [
            sum(getattr(balance, name) for balance in here)
            for name in ("joined", "moved_in", "moved_out", "left", "vanished", "appeared")
        ]
        name = ", ".join(part or "unknown" for part in place)
        joined, came, went, gone, vanished, appeared = sums
        lines.append(
            f"  {name[:43]:<44}{here[0].opening:>9,}{joined:>8,}{came:>7,}{went:>7,}"
            f"{gone:>7,}{vanished:>10,}{appeared:>10,}{here[-1].closing:>9,}"
        )  # fmt: skip
    if len(off) > BALANCES_PRINTED:
        lines.append(f"  and {len(off) - BALANCES_PRINTED:,} more; --json lists them all.")
    return lines


def _last_lines(bench: Bench) -> list[str]:
    return [
        f"{tally.table}: {tally.read:,} rows read, {tally.accepted:,} accepted, "
        f"{tally.merged:,} merged, {tally.rejected:,} rejected."
        for tally in reversed(bench.dataset.tallies)
    ]


def _as_json(bench: Bench, written: Path | None, proposed: Path | None) -> dict[str, Any]:
    dataset = bench.dataset
    return {
        "schema": "tiebeam.check/1",
        "data": {**dataset.fingerprint, "people": dataset.people_count,
                 "spells": dataset.spell_count},
        "from": dataset.reach.first.isoformat(),
        "to": dataset.last_day.isoformat(),
        "tables": [asdict(tally) for tally in dataset.tallies],
        "rows": [
            {**asdict(problem), "what": problem.what, "remedy": problem.remedy}
            for problem in dataset.problems
        ],
        "balances": [
            {**asdict(balance), "begins": balance.begins.isoformat(),
             "ends": balance.ends.isoformat(), "difference": balance.difference}
            for balance in dataset.balances
        ],
        "notes": list(dataset.notes),
        "mapping_proposed": str(proposed) if proposed else None,
        "rejects": str(written) if written else None,
    }  # fmt: skip
