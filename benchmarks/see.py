"""Where people come to a level, how long it takes and what lies ahead, beside writing it by hand.

First all of it at once: what the project promises for ten million person-years; and then from the
files on. Then each by itself, on spells that were read before; only the asking is timed.
"""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from peers import Result, alone, once_through
from reading import duckdb_copy

BY = ("gender", "ethnicity")
LEVEL = 5
DRAWS = 2_000
AHEAD = 10


def run(data: Path) -> list[Result]:
    held, csv = str(prepared(data)), str(data / "workforce.csv")
    return [
        Result(
            name="ledger, projection, both times and the report, of all three tables",
            ours=alone(all_of_it, str(data), prepare=opened_whole),
            most_seconds=60,
            most_megabytes=2048,
        ),
        Result(
            name="`tiebeam report` of the workforce: read, reconciled, and its page",
            ours=alone(report_of_the_workforce, str(data), prepare=once_through),
            peers={"DuckDB COPY to Parquet": alone(duckdb_copy, csv, prepare=once_through)},
            most_megabytes=2048,
        ),
        Result(
            name="`tiebeam report` of all three tables, twice as many bytes",
            ours=alone(report_of_all, str(data), prepare=once_through),
            most_megabytes=2048,
        ),
        Result(
            name="flow ledger of a level over all years, by gender and ethnicity",
            ours=alone(our_ledger, held, prepare=dataset_of, times=2),
            peers={"SQL": alone(sql_ledger, held, prepare=dataset_of, times=2)},
        ),
        Result(
            name="movements between levels, year by year, by gender and ethnicity",
            ours=alone(our_movements, held, prepare=dataset_of, times=2),
            peers={"SQL": alone(sql_movements, held, prepare=dataset_of, times=2)},
        ),
        Result(
            name=f"projection over {AHEAD} years, {DRAWS:,} draws, by gender and ethnicity",
            ours=alone(our_projection, held, prepare=counted),
            peers={
                "NumPy, expected numbers only": alone(numpy_projection, held, prepare=counted),
            },
        ),
        Result(
            name="time to promotion by gender: incidence of every outcome, and log-rank",
            ours=alone(our_promotion, held, prepare=dataset_of, times=2),
            peers={
                "SQL and lifelines, promotion alone": alone(
                    their_promotion, held, prepare=dataset_of
                )
            },
        ),
        Result(
            name="time to leaving by gender: incidence of every reason, and log-rank",
            ours=alone(our_leaving, held, prepare=dataset_of, times=2),
            peers={
                "SQL and lifelines, one reason alone": alone(
                    their_leaving, held, prepare=dataset_of
                )
            },
        ),
    ]


def opened_whole(folder: str) -> Any:
    from tiebeam.workbench.bench import open_data

    path = Path(folder)
    return open_data(path / "workforce.csv", path / "harbourline.map.toml")


def all_of_it(bench: Any) -> None:
    from tiebeam.workbench.page import page
    from tiebeam.workbench.report import report

    dataset = bench.dataset
    our_ledger(dataset)
    our_projection(our_movements(dataset))
    bench.time(LEVEL, by=BY)
    bench.time(by=BY)
    page(report(bench))


def report_of_all(folder: str) -> None:
    from tiebeam.workbench.page import page
    from tiebeam.workbench.report import report

    page(report(opened_whole(folder)))


def report_of_the_workforce(folder: str) -> None:
    from tiebeam.workbench.bench import open_data
    from tiebeam.workbench.page import page
    from tiebeam.workbench.report import report

    path = Path(folder)
    whole = (path / "harbourline.map.toml").read_text(encoding="utf-8")
    mapping = path / "workforce.map.toml"
    mapping.write_text(whole[: whole.index("[applications]")], encoding="utf-8")
    page(report(open_data(path / "workforce.csv", mapping)))


# --- what was read, kept in files, so that it is read once ----------------------------------------


def prepared(data: Path) -> Path:
    """The spells and people of the workforce as Parquet files, and the rest of the dataset."""
    from measuring import opened

    target = data / "read"
    if (target / "dataset.pickle").exists():
        return target
    target.mkdir(exist_ok=True)
    intake = opened(str(data))
    for name in ("spells", "people"):
        intake.store.db.raw_sql(f"copy {name} to '{target / name}.parquet' (format parquet)")
    rest = replace(intake.dataset, spells=None, people=None)
    (target / "dataset.pickle").write_bytes(pickle.dumps(rest))
    intake.store.close()
    return target


#: Stores live as long as the process that asks.
_HELD: list[Any] = []


def dataset_of(folder: str) -> Any:
    """The dataset as it is after reading, with its categories as enumerations."""
    from tiebeam.engine.records import fetch
    from tiebeam.workbench.store import Store

    store = Store()
    _HELD.append(store)
    tables = {}
    for name in ("spells", "people"):
        rows = store.db.read_parquet(f"{folder}/{name}.parquet")
        texts = [column for column, kind in rows.schema().items() if kind.is_string()]
        categories = {
            column: sorted({*fetch.column(rows.select(column).distinct()[column])} - {None})
            for column in texts
            if column not in {"person", "manager"}
        }
        tables[name] = store.keep(name, rows, categories=categories, compressed=True)
    # Written by this program itself a moment ago.
    rest = pickle.loads((Path(folder) / "dataset.pickle").read_bytes())
    return replace(rest, **tables)


def counted(folder: str) -> Any:
    return our_movements(dataset_of(folder))


def _con() -> Any:
    return _HELD[-1].db.con


def _days(dataset: Any) -> tuple[date, date]:
    """The first day and the last 1 January that the data shows."""
    return dataset.reach.first, date(dataset.changes_until.year + 1, 1, 1)


# --- the ledger -----------------------------------------------------------------------------------


def our_ledger(dataset: Any) -> Any:
    from tiebeam.engine.measures.ledger import level_ledger
    from tiebeam.engine.records.window import Window

    return level_ledger(dataset, level=LEVEL, by=BY, window=Window(*_days(dataset)))


def sql_ledger(dataset: Any) -> list[tuple[Any, ...]]:
    """The same counts; shares and effects are arithmetic on them."""
    first, last = (f"date '{day}'" for day in _days(dataset))
    inside = f"> {first} and {{}} <= {last}"
    begun, ended = (f"{day} {inside.format(day)}" for day in ("begins", "ends"))
    here, was_here = f"level = {LEVEL}", f"was = {LEVEL}"
    moved = f"began = 'continued' and {begun}"
    found: list[tuple[Any, ...]] = (
        _con()
        .execute(f"""
        with linked as (
            select *, lag(level) over (partition by person, stint order by begins) as was
            from spells)
        select gender, ethnicity,
               case when {here} and ended = 'left' and {ended} then exit_reason end as reason,
               count(*) filter ({here} and begins <= {first} and ends > {first}) as opening,
               count(*) filter ({here} and begins <= {last} and ends > {last}) as closing,
               count(*) filter ({here} and began = 'joined' and {begun}) as joined,
               count(*) filter ({here} and began in ('appeared', 'first seen') and {begun}),
               count(*) filter ({moved} and {here} and was < level) as promoted_in,
               count(*) filter ({moved} and {here} and was > level) as demoted_in,
               count(*) filter ({moved} and {here} and was is null) as moved_in,
               count(*) filter ({moved} and {was_here} and level > was) as promoted_out,
               count(*) filter ({moved} and {was_here} and level < was) as demoted_out,
               count(*) filter ({moved} and {was_here} and level is null) as moved_out,
               count(*) filter ({here} and ended = 'left' and {ended}) as left_,
               count(*) filter ({here} and ended = 'vanished' and {ended}) as vanished
        from linked join people using (person) group by all""")
        .fetchall()
    )
    return found


# --- what lies ahead ------------------------------------------------------------------------------


def our_movements(dataset: Any) -> Any:
    from tiebeam.engine.flows.movements import movements

    first, last = _days(dataset)
    return movements(dataset, by=BY, first_year=first.year, last_year=last.year - 1)


def sql_movements(dataset: Any) -> list[tuple[Any, ...]]:
    """Who was where on each 1 January, and a year later."""
    first, last = _days(dataset)
    found: list[tuple[Any, ...]] = (
        _con()
        .execute(f"""
        with januaries as (
            select unnest(range(date '{first}', date '{last}' + 1, interval 1 year))::date as day),
        there as (
            select day, person, stint, level from spells join januaries
            on begins <= day and (ends > day or ended = 'still here'))
        select gender, ethnicity, a.level as level, b.level as next_level,
               a.day is null as came, b.day is null as went, count(*)
        from there a full join there b
        on a.person = b.person and a.stint = b.stint and b.day = a.day + interval 1 year
        join people p on p.person = coalesce(a.person, b.person) group by all""")
        .fetchall()
    )
    return found


def our_projection(movements: Any) -> Any:
    from tiebeam.engine.flows.projection import project

    return project(movements, years=AHEAD, draws=DRAWS, seed=7)


def numpy_projection(movements: Any) -> Any:
    """A plain Markov chain: rates are drawn, but people are expected numbers, not drawn."""
    import numpy as np

    random = np.random.default_rng(7)
    rates = random.standard_gamma(movements.moved + 0.5, size=(DRAWS, *movements.moved.shape))
    rates /= rates.sum(axis=-1, keepdims=True)
    people = np.empty((DRAWS, AHEAD + 1, *movements.start.shape))
    people[:, 0] = movements.start
    for year in range(AHEAD):
        moved = np.einsum("dgl,dglm->dgm", people[:, year], rates[..., :-1])
        people[:, year + 1] = moved + movements.hired / movements.years
    shares = people / people.sum(axis=2, keepdims=True)
    return np.quantile(shares, (0.05, 0.5, 0.95), axis=0)


# --- how long it takes ----------------------------------------------------------------------------


def _our_time(dataset: Any, level: int | None) -> None:
    from tiebeam.engine.measures.time_to import time_to
    from tiebeam.engine.records.window import Window

    window = Window(dataset.reach.first, dataset.changes_until)
    time_to(dataset, level=level, by=("gender",), window=window)


def our_promotion(dataset: Any) -> None:
    _our_time(dataset, LEVEL)


def our_leaving(dataset: Any) -> None:
    _our_time(dataset, None)


def their_promotion(dataset: Any) -> None:
    """Of those who were seen coming to the level: how long until they rose, or went."""
    _lifelines(f"""
        with linked as (
            select *, lag(level) over w as was, lead(level) over w as next
            from spells window w as (partition by person, stint order by begins)),
        episodes as (
            select *, sum((was is distinct from level)::int) over
                      (partition by person, stint order by begins) as episode
            from linked)
        select gender, 0 as entry, datediff('day', min(begins), max(ends)) as duration,
               case when max_by(next, begins) > {LEVEL} then 1
                    when max_by(ended, begins) <> 'still here' then 2 else 0 end as cause
        from episodes join people using (person) where level = {LEVEL}
        group by person, stint, episode, gender having min_by(began, begins) <> 'first seen'""")


def their_leaving(dataset: Any) -> None:
    """From being hired to resigning, with all other reasons beside it."""
    _lifelines("""
        select gender, greatest(datediff('day', min(hired), min(begins)), 0) as entry,
               datediff('day', min(hired), max(coalesce(left_on + 1, ends))) as duration,
               case when max(exit_reason::varchar) filter (ended = 'left') = 'voluntary' then 1
                    when bool_or(ended = 'left') then 2 else 0 end as cause
        from spells join people using (person) group by person, stint, gender
        having min(hired) <= min(begins) + 366""")


def _lifelines(sql: str) -> None:
    import warnings

    from lifelines import AalenJohansenFitter

    rows = _con().execute(sql).df()
    rows = rows[rows.duration > rows.entry]
    for _, mine in rows.groupby("gender", observed=True):
        with warnings.catch_warnings():
            # It jitters tied times and says so; ours takes ties as they are.
            warnings.simplefilter("ignore")
            AalenJohansenFitter(seed=7, calculate_variance=True).fit(
                mine.duration, mine.cause, event_of_interest=1, entry=mine.entry
            )
