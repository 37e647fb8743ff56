"""The release job: works out what may be shown, tries a release, and publishes what was decided.

What is tried is not kept. It is made again when it is published, from the same data, cube, ledger
and keys, and then with what people say of themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_noop

from tiebeam.engine.disclosure.cube import BadCube, Table
from tiebeam.engine.disclosure.gate import TooSoon
from tiebeam.engine.disclosure.proposed_cube import LeftOut, NothingSecret, Proposal, TooFewPeople
from tiebeam.engine.disclosure.published import Line
from tiebeam.engine.disclosure.shelf import table_of
from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.web.insight import actions as insight
from tiebeam.web.jobs.registry import CannotGoOn, Handler, Problem, Step, Work, Write, handle
from tiebeam.web.releasing import actions, kinds, queries, tables
from tiebeam.workbench import releases, releasing
from tiebeam.workbench.bench import Bench
from tiebeam.workbench.proposing_cube import cube_toml, propose_cube
from tiebeam.workbench.releasing import Prepared
from tiebeam.workbench.self_described import with_self_described
from tiebeam.worker.identity import answers
from tiebeam.worker.versions import NoSuchVersion, open_version

GONE: Final = Problem(
    code="gone",
    remedy=gettext_noop("It was dropped or withdrawn meanwhile, so there is nothing to do."),
)
NO_DATA: Final = Problem(
    code="no-data",
    remedy=gettext_noop("That version of your data was withdrawn. Ask again with the newest one."),
)
NOTHING_SECRET: Final = Problem(
    code="nothing-secret",
    remedy=gettext_noop(
        "No column of your data is something that people keep to themselves, so there is nothing "
        "to declare. Confirm in the mapping which columns are."
    ),
)
TOO_FEW: Final = Problem(
    code="too-few",
    remedy=gettext_noop(
        "There are too few people for even one table: any number would give somebody away."
    ),
)
CUBE_DOES_NOT_FIT: Final = Problem(
    code="cube-does-not-fit",
    remedy=gettext_noop(
        "Your data does not go with what was declared: a field or a value is missing. Bring a "
        "version of the data that has it, or declare anew for the next year."
    ),
)
TOO_SOON: Final = Problem(
    code="too-soon",
    remedy=gettext_noop(
        "The last release was less than half a year before this day. In between, too few people "
        "come and go to hide among each other. Choose a later day."
    ),
)
REFUSED: Final = Problem(
    code="refused",
    remedy=gettext_noop(
        "The gate refuses this release, because it does not go with the releases before it. "
        "`tiebeam release` with the same data says in full what is wrong."
    ),
)
CHANGED: Final = Problem(
    code="changed",
    remedy=gettext_noop(
        "The data or the releases have changed since this was tried, so it was not published. "
        "Withdraw it, and ask for it again."
    ),
)

OF_A_RELEASE: Final = (
    GONE, NO_DATA, NOTHING_SECRET, TOO_FEW, CUBE_DOES_NOT_FIT, TOO_SOON, REFUSED, CHANGED,
)  # fmt: skip


def _home() -> Path:
    home: Path = settings.HERE.home
    return home


# --- a cube ---------------------------------------------------------------------------------------


@contextmanager
def _as_people_say(version: str) -> Iterator[Bench]:
    """A version of the data with what people say of themselves in place of what is on file.

    Here alone the two come together, and only when a release is published. Proposals and trials can
    be asked for again and again: whoever saw at which answer of theirs one changes could count.
    """
    called = queries.groups()
    with open_version(_home(), version) as bench:
        told = (
            (number, queries.groups_of(said, called=called)) for number, said in answers(_home())
        )
        dataset = with_self_described(bench.dataset, bench.intake.store, told)
        yield Bench(replace(bench.intake, dataset=dataset), bench.inputs)


def _propose(work: Work) -> Write:
    cube = queries.cube(str(work.given["cube"]))
    if cube is None or cube.state != cube.State.ASKED:
        raise CannotGoOn(GONE)
    earlier = queries.declared_cubes().first()
    with _refusals(), open_version(_home(), cube.version) as bench:
        found = propose_cube(
            bench,
            # The first cube begins with the last day of the data, so that it can be shown at once.
            first=None if earlier else bench.dataset.last_day,
            earlier=tables.read(earlier.text) if earlier else None,
        )
    text, spending = cube_toml(found), [*_spending(found)]
    left_out = [*map(_left_out, found.left_out)]

    def write() -> Mapping[str, Any]:
        actions.keep_proposal(cube.public_id, text=text, spending=spending, left_out=left_out)
        return {"cube": cube.public_id}

    return write


def _spending(found: Proposal) -> Iterator[dict[str, Any]]:
    for spent in found.spending:
        own = [cost for cost in spent.costs if cost.attribute == spent.attribute]
        yield {
            "attribute": spent.attribute,
            "budget": spent.budget,
            "tables": {cost.table.words: cost.figures for cost in own},
        }


def _left_out(each: LeftOut) -> dict[str, Any]:
    return {
        "about": each.about,
        "table": each.table and tables.kept(each.table),
        "subject": each.subject and asdict(each.subject),
        "reason": asdict(each.reason),
        "too_much": [[tables.kept(table), figures] for table, figures in each.too_much],
    }


# --- a release ------------------------------------------------------------------------------------


def _try(work: Work) -> Write:
    request = _request(work, state="asked")
    prepared = _prepared(request, opened=open_version(_home(), request.version))
    would_show = {
        "tables": _counted(prepared.lines),
        "attacks": [_short(each) for each in prepared.content["attacks"]],
    }

    def write() -> Mapping[str, Any]:
        actions.keep_trial(request.public_id, would_show=would_show, rests_on=prepared.rests_on)
        return {"request": request.public_id}

    return write


def _publish(work: Work) -> Write:
    request = _request(work, state="let out")
    release = _in_the_ledger(request) or _added(request)

    def write() -> Mapping[str, Any]:
        now = datetime.now(UTC)
        # Whatever the ledger has and pages do not show yet, also where an earlier job was cut off.
        insight.rebuild(_home() / "ledger", at=now)
        actions.published(request.public_id, number=release.number, at=now)
        return {"request": request.public_id}

    return write


def _in_the_ledger(request: Any) -> releases.Release | None:
    """The release, where this job was cut off after it had added it to the ledger."""
    every = [*_releases()]
    if not every:
        return None
    after = every[-2].hash if len(every) > 1 else ""
    is_it = releasing.rests_on(every[-1].content, after=after) == request.rests_on
    return every[-1] if is_it else None


def _releases() -> Iterator[releases.Release]:
    ledger = _home() / "ledger"
    return releases.releases(ledger) if (ledger / releases.LEDGER).exists() else iter(())


def _added(request: Any) -> releases.Release:
    prepared = _prepared(request, opened=_as_people_say(request.version))
    if prepared.rests_on != request.rests_on:
        raise CannotGoOn(CHANGED)
    with _refusals():
        return releasing.publish_prepared(
            prepared, ledger=_home() / "ledger", vault=_home() / "vault"
        )


def _prepared(request: Any, *, opened: AbstractContextManager[Bench]) -> Prepared:
    with _refusals(), opened as bench:
        return releasing.prepare(
            bench.dataset, tables.read(request.cube.text),
            ledger=_home() / "ledger", vault=_home() / "vault", at=request.at,
        )  # fmt: skip


def _request(work: Work, *, state: str) -> Any:
    found = queries.request(str(work.given["request"]))
    if found is None or found.state != state:
        raise CannotGoOn(GONE)
    return found


def _counted(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Of each table, how many numbers would be shown, and how often for which reason not."""
    found: dict[tuple[str, Table], Counter[str]] = {}
    for line in lines:
        why = line.why if line.shown is None and line.why else ""
        of = line.attribute or line.kind
        found.setdefault((of, table_of(line)), Counter())[why] += 1
    return [
        {"about": about, "table": tables.kept(table), "shown": why.pop("", 0),
         "why": dict(sorted(why.items()))}
        for (about, table), why in found.items()
    ]  # fmt: skip


def _short(attack: Mapping[str, Any]) -> dict[str, Any]:
    """What a steward needs of an attack; all of it is in the ledger once it is published."""
    guesses = [guess for each in attack["precision"] for guess in each["guesses"]]
    worst = max(guesses, key=lambda each: each["mean"] - each["bound"], default=None)
    return {
        "attributes": attack["attributes"],
        "certain": attack["certain"],
        "dropped": len(attack["dropped"]),
        "worst": worst and {
            "right": round(100 * worst["mean"]), "blind": round(100 * worst["rate"]),
            "limit": round(100 * worst["bound"]),
        },
    }  # fmt: skip


@contextmanager
def _refusals() -> Iterator[None]:
    """What the gate and the data refuse, as problems that say what helps."""
    try:
        yield
    except NoSuchVersion:
        raise CannotGoOn(NO_DATA) from None
    except NothingSecret:
        raise CannotGoOn(NOTHING_SECRET) from None
    except TooFewPeople:
        raise CannotGoOn(TOO_FEW) from None
    except TooSoon:
        raise CannotGoOn(TOO_SOON) from None
    except releasing.TooLate:
        raise CannotGoOn(CHANGED) from None
    except (BadCube, CannotMeasure):
        raise CannotGoOn(CUBE_DOES_NOT_FIT) from None
    except releasing.REFUSALS:
        raise CannotGoOn(REFUSED) from None


handle(
    Handler(
        kind=kinds.PROPOSE.name,
        steps=[
            Step(
                name="propose", does=_propose,
                words=gettext_noop("Looking which tables say most with the fewest figures."),
            )
        ],
        problems=[GONE, NO_DATA, NOTHING_SECRET, TOO_FEW, CUBE_DOES_NOT_FIT],
    )
)  # fmt: skip
handle(
    Handler(
        kind=kinds.TRY.name,
        steps=[
            Step(
                name="try", does=_try,
                words=gettext_noop("Making the release, and attacking it with all before it."),
            )
        ],
        problems=OF_A_RELEASE,
    )
)  # fmt: skip
handle(
    Handler(
        kind=kinds.PUBLISH.name,
        steps=[
            Step(
                name="publish", does=_publish,
                words=gettext_noop("Making it again, and adding it to the ledger."),
            )
        ],
        problems=OF_A_RELEASE,
    )
)  # fmt: skip
