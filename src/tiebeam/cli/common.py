"""What several commands share: reading data with progress, clear endings, and JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from tiebeam.workbench.bench import Bench

map_option = click.option(
    "--map",
    "mapping",
    metavar="MAP.toml",
    type=click.Path(dir_okay=False),
    help="What the columns mean. Left out: DATA.map.toml beside the data.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead.")

release_option = click.option(
    "--release",
    "released",
    is_flag=True,
    help="For others: small groups hidden. Only by what everybody or HR knows, such as site.",
)
FOLDER = click.Path(path_type=Path, file_okay=False)
ledger_option = click.option(
    "--ledger",
    metavar="DIR",
    type=FOLDER,
    help="The ledger of releases, as `tiebeam release` keeps it.",
)
vault_option = click.option(
    "--vault",
    metavar="DIR",
    type=FOLDER,
    help="The vault whose keys the releases were made with.",
)


class Stopped(click.ClickException):
    """Something the user can mend; ends with code 2 and no traceback."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"Error: {self.message}", file=file or sys.stderr)


@contextmanager
def clear_errors(*more: type[Exception]) -> Iterator[None]:
    """Turn what our own code refuses into a sentence; anything else is a bug and shows itself.

    more  refusals that only this command knows
    """
    from tiebeam.connectors import NoTable
    from tiebeam.engine.disclosure import NotReleased
    from tiebeam.engine.disclosure.cube import BadCube, Refused
    from tiebeam.engine.disclosure.cube_facts import NoSuchChoice
    from tiebeam.engine.disclosure.proposed_cube import NothingSecret, TooFewPeople
    from tiebeam.engine.measures.asking import CannotMeasure
    from tiebeam.engine.measures.definitions import UnknownMeasure
    from tiebeam.engine.records.mapping import BadMapping
    from tiebeam.engine.records.market import BadMarket
    from tiebeam.engine.records.propose import NotRecognised
    from tiebeam.engine.records.window import BackwardsWindow
    from tiebeam.vault.chain import BrokenChain, Rewritten
    from tiebeam.vault.keys import BadKey
    from tiebeam.workbench.for_others import NoMapping
    from tiebeam.workbench.noise_keys import OtherKeys
    from tiebeam.workbench.proposing_cube import CubeIsThere
    from tiebeam.workbench.releases import UnknownEntry

    refusals: tuple[type[Exception], ...] = (
        NoTable, BadMapping, NotRecognised, UnknownMeasure, CannotMeasure, BackwardsWindow,
        NotReleased, BadMarket, BadCube, CubeIsThere, NothingSecret, TooFewPeople, NoSuchChoice,
        BrokenChain, Rewritten, UnknownEntry, Refused, NoMapping, OtherKeys, BadKey, *more,
    )  # fmt: skip
    try:
        yield
    except refusals as refusal:
        raise Stopped(str(refusal)) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Stopped(cannot(error)) from None


def cannot(error: OSError) -> str:
    """What the operating system refused, as one sentence about one file; our own words stand."""
    if error.errno is None:
        return f"{str(error).rstrip('.')}."
    why = (error.strerror or str(error)).rstrip(".")
    name = f"{error.filename}: " if error.filename else ""
    return f"{name}{why[:1].lower()}{why[1:]}." if name else f"{why}."


def open_with_progress(data: str, mapping: str | None) -> Bench:
    """Read and check a dataset, saying on the terminal what takes its time."""
    from tiebeam.workbench.bench import open_data
    from tiebeam.workbench.intake import STEPS

    with reading(len(STEPS)) as said:
        return open_data(data, mapping, progress=said)


@contextmanager
def reading(steps: int) -> Iterator[Callable[[str], None]]:
    """A progress bar on standard error, with a word for each step; silent where nobody looks."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    bar = click.progressbar(
        length=steps, file=sys.stderr, item_show_func=lambda step: step, show_eta=False
    )
    with bar:
        yield lambda step: bar.update(1, step)


def print_json(content: dict[str, Any]) -> None:
    """One object, the same bytes for the same content; what is not a number is null."""
    click.echo(json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2))
