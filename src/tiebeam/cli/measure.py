"""`tiebeam measure`: one measure of one dataset."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import click

from tiebeam.cli.common import (
    clear_errors,
    json_option,
    ledger_option,
    map_option,
    open_with_progress,
    print_json,
    vault_option,
)

if TYPE_CHECKING:
    from tiebeam.engine.disclosure import Figure, Released

WIDTH = 88
#: What each row says of its group, in columns named as in the JSON.
CSV_NUMBERS = (
    "n", "count", "value", "low", "high", "band", "band_people", "band_n", "day",
)  # fmt: skip
AGAINST = "--against takes largest, others, or values such as gender=Men,race=White."


class Days(click.ParamType[tuple[date, date]]):
    """First and last day, both included: 2016-01-01:2016-12-31."""

    name = "first:last"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[date, date]:
        if isinstance(value, tuple):
            return value
        first, _, last = str(value).partition(":")
        try:
            return date.fromisoformat(first), date.fromisoformat(last)
        except ValueError:
            self.fail(f"'{value}' should be two days, such as 2016-01-01:2016-12-31.")


class Among(click.ParamType[tuple[str, tuple[str, ...]]]):
    """A field and its values: rank=SERGEANT, or site=Leeds|Porto."""

    name = "field=value"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, tuple[str, ...]]:
        if isinstance(value, tuple):
            return value
        field, _, values = str(value).partition("=")
        listed = tuple(each.strip() for each in values.split("|") if each.strip())
        if not (field.strip() and listed):
            self.fail(f"'{value}' should look like site=Riverside or site=Riverside|Harbour.")
        return field.strip(), listed


@click.command(
    short_help="Measure one thing, by group, over a window.",
    epilog="For example: tiebeam measure promotion_rate harbourline --by gender "
    "--window 2024-01-01:2024-12-31",
)
@click.argument("name")
@click.argument("data")
@click.option(
    "--by",
    default="",
    metavar="A,B",
    help="What describes the groups: up to three attributes, such as gender,race.",
)
@click.option(
    "--window",
    required=True,
    type=Days(),
    metavar="FIRST:LAST",
    help="First and last day, both included: 2016-01-01:2016-12-31.",
)
@click.option(
    "--where",
    multiple=True,
    type=Among(),
    metavar="FIELD=VALUE",
    help="Only people with this value; a unit includes all below it. May be repeated: values of "
    "one field add up, different fields narrow down.",
)
@click.option(
    "--against",
    default="largest",
    show_default=True,
    metavar="GROUP",
    help="What each group is compared with: the largest group, 'others' (everybody "
    "else), or one group by its values: gender=Men,race=White.",
)
@click.option(
    "--market",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="The labour market, for the measures beside it: a table with the columns occupation, "
    "group, and people or share.",
)
@map_option
@click.option(
    "--release",
    "released",
    is_flag=True,
    help="For others: about secrets from the ledger of releases alone, without opening the data; "
    "else with small groups hidden. Needs --ledger and --vault.",
)
@ledger_option
@vault_option
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print the rows as CSV instead.")
@click.option(
    "--svg",
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True),
    help="Write the picture to FILE. Without --release, a picture about a secret is a draft, and "
    "says that it is not for sharing.",
)
@click.option(
    "--width",
    type=click.Choice(["wide", "narrow", "print"]),
    default="wide",
    show_default=True,
    help="Form of the picture.",
)
@click.option(
    "--theme",
    type=click.Choice(["light", "dark"]),
    default="light",
    show_default=True,
    help="Colours of the picture.",
)
def measure(
    name: str,
    data: str,
    by: str,
    window: tuple[date, date],
    where: tuple[tuple[str, tuple[str, ...]], ...],
    against: str,
    market: str | None,
    mapping: str | None,
    released: bool,
    ledger: Path | None,
    vault: Path | None,
    as_json: bool,
    as_csv: bool,
    svg: str | None,
    width: str,
    theme: str,
) -> None:
    """Measure NAME (see `tiebeam measures`) on DATA, by group, over a window.

    Without --release the output is exact: for the bench, not for sharing.
    """  # fmt: skip
    if sum((as_json, as_csv)) > 1:
        raise click.UsageError("Choose one of --json and --csv.")
    asked: Question = {
        "by": [part.strip() for part in by.split(",") if part.strip()],
        "window": window,
        "where": in_one(where),
        "against": _group(against),
        "market": market,
    }
    figure: Figure
    if released:
        figure = _for_others(name, data, mapping, asked, *both_given(ledger, vault))
        drawn: Figure = figure
    else:
        with clear_errors(), open_with_progress(data, mapping) as bench:
            exact = bench.measure(name, **asked)
            drawn = bench.draft(exact) if svg else exact
            figure = drawn if svg else exact
    if svg:
        with clear_errors():
            _draw(drawn, Path(svg), width=width, theme=theme)
    _print(figure, as_json=as_json, as_csv=as_csv)


class Question(TypedDict):
    """What `Bench.measure` is asked, beside the name of the measure."""

    by: list[str]
    window: tuple[date, date]
    where: dict[str, tuple[str, ...]]
    against: str | dict[str, str]
    market: str | None


def both_given(ledger: Path | None, vault: Path | None) -> tuple[Path, Path]:
    """The two folders that what is for others is read from.

    Raises  click.UsageError where one of them is missing
    """
    if ledger is None or vault is None:
        raise click.UsageError(
            "What is for others comes from the ledger of releases: --release needs --ledger DIR "
            "and --vault DIR. `tiebeam release` makes both."
        )
    return ledger, vault


def _for_others(
    name: str, data: str, mapping: str | None, asked: Question, ledger: Path, vault: Path
) -> Released:
    from tiebeam.workbench.for_others import measure_for_others, open_ledger

    with clear_errors():
        return measure_for_others(
            data,
            mapping,
            open_ledger(ledger, vault),
            name,
            **asked,
            opened=lambda: open_with_progress(data, mapping),
        )


def _print(figure: Figure, *, as_json: bool, as_csv: bool) -> None:
    if as_json:
        from tiebeam.workbench.figures import as_json_object

        print_json(as_json_object(figure))
    elif as_csv:
        from tiebeam.engine.disclosure import mark_of

        if mark := mark_of(figure):
            click.echo(mark, err=True)
        click.echo(_csv(figure), nl=False)
    else:
        click.echo(_in_words(figure))


def in_one(where: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Several values of one field add up: --where site=Leeds --where site=Porto is both."""
    chosen: dict[str, tuple[str, ...]] = {}
    for field, values in where:
        chosen[field] = (*chosen.get(field, ()), *values)
    return chosen


def _group(against: str) -> str | dict[str, str]:
    if "=" not in against:
        if against not in {"largest", "others"}:
            raise click.UsageError(AGAINST)
        return against
    pairs = [part.partition("=") for part in against.split(",")]
    if not all(key.strip() and value.strip() for key, _, value in pairs):
        raise click.UsageError(AGAINST)
    return {key.strip(): value.strip() for key, _, value in pairs}


def _draw(figure: Figure, target: Path, *, width: Any, theme: Any) -> None:
    from tiebeam import charts

    target.write_text(charts.svg(figure, width=width, theme=theme), encoding="utf-8")  # type: ignore[arg-type]


def _in_words(figure: Figure) -> str:
    from tiebeam import charts
    from tiebeam.engine.disclosure import Exact

    text = (
        charts.bench_table_text(figure) if isinstance(figure, Exact) else charts.table_text(figure)  # type: ignore[arg-type]
    )
    said = textwrap.fill(charts.description(figure), width=WIDTH)
    notes = "\n".join(
        textwrap.fill(note, width=WIDTH, initial_indent="- ", subsequent_indent="  ")
        for note in figure.notes
    )
    return f"{said}\n\n{text}\n\n{notes}".rstrip()


def _csv(figure: Figure) -> str:
    """One line per row: the group, the place, and the numbers; hidden cells say why."""
    places = list(dict.fromkeys(key for row in figure.rows for key in row.at))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*figure.by, *places, *CSV_NUMBERS, "hidden"])
    for row in figure.rows:
        described = [row.group.get(key, "everybody") for key in figure.by]
        located = [row.at.get(key, "") for key in places]
        writer.writerow([*described, *located, *(getattr(row, name) for name in CSV_NUMBERS), ""])
    for hidden in figure.hidden:
        described = [hidden.group.get(key, "everybody") for key in figure.by]
        located = [hidden.at.get(key, "") for key in places]
        writer.writerow([*described, *located, *("" for _ in CSV_NUMBERS), hidden.why])
    return out.getvalue()
