"""Measures of ten million person-years, beside hand-written SQL, pandas and Polars.

All read the same Parquet file of prepared person-years into their own table first; only the
measuring is timed.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

from peers import Result, alone

KEYS = ("unit", "site", "level", "contract", "gender", "ethnicity")
DEPTH = 3
#: Of what takes less than a second or two, the best of so many counts.
RUNS = 10


def run(data: Path) -> list[Result]:
    table = str(prepared(data))
    return [
        Result(
            name="additive measures, all slices to depth 3",
            ours=alone(our_slices, table, prepare=in_ibis, times=RUNS),
            peers={
                "one plain GROUP BY": alone(sql_group_by, table, prepare=in_duckdb, times=RUNS),
                "SQL grouping sets": alone(sql_grouping_sets, table, prepare=in_duckdb),
                "Polars, slice by slice": alone(polars_slices, table, prepare=in_polars),
                "pandas, slice by slice": alone(pandas_slices, table, prepare=in_pandas),
            },
            limit=2,
        ),
        Result(
            name="median pay with its band, by three attributes",
            ours=alone(our_medians, table, prepare=in_ibis, times=RUNS),
            peers={
                "SQL with the same bands": alone(sql_bands, table, prepare=in_duckdb, times=RUNS),
                "SQL, medians alone": alone(sql_medians, table, prepare=in_duckdb, times=RUNS),
                "Polars": alone(polars_medians, table, prepare=in_polars, times=RUNS),
                "pandas": alone(pandas_medians, table, prepare=in_pandas),
            },
            limit=2,
        ),
        Result(
            name="pay quarters by gender",
            ours=alone(our_quarters, table, prepare=in_ibis, times=RUNS),
            peers={
                "SQL": alone(sql_quarters, table, prepare=in_duckdb, times=RUNS),
                "pandas": alone(pandas_quarters, table, prepare=in_pandas),
            },
            limit=2,
        ),
        Result(
            name="survival by gender (time to leaving)",
            ours=alone(our_survival, table, prepare=in_ibis, times=RUNS),
            peers={"SQL": alone(sql_survival, table, prepare=in_duckdb, times=RUNS)},
            limit=2,
        ),
        Result(
            name="preparing person-years, ten windows of a year",
            ours=alone(our_preparation, str(data), prepare=opened),
            peers={
                "SQL, window by window": alone(sql_windows, str(data), prepare=opened),
                "SQL, all at once (yearly snapshots only)": alone(
                    sql_preparation, str(data), prepare=opened
                ),
            },
            limit=2,
        ),
    ]


def opened(folder: str) -> Any:
    from tiebeam.workbench.intake import take_in
    from tiebeam.workbench.locate import locate

    path = Path(folder)
    inputs = locate(path / "workforce.csv", path / "harbourline.map.toml")
    assert inputs.mapping is not None
    from dataclasses import replace

    mapping = replace(inputs.mapping, ratings=None, applications=None)
    return take_in(replace(inputs, mapping=mapping), mapping)


def prepared(data: Path) -> Path:
    """The person-years as a Parquet file, made once."""
    target = data / "person_years.parquet"
    if not target.exists():
        intake = opened(str(data))
        years(intake)
        intake.store.db.raw_sql(f"copy person_years to '{target}' (format parquet)")
        intake.store.close()
    return target


def years(intake: Any) -> None:
    """Every person-year as the measures prepare it: at risk on the first day, and what followed."""
    from datetime import date

    from tiebeam.engine.flows.windows import over_window
    from tiebeam.engine.records.window import Window

    dataset, db = intake.dataset, intake.store.db
    attributes = [key for key in KEYS if key in dataset.people.columns]
    people = dataset.people.select("person", *attributes)
    span = range(dataset.reach.first.year, dataset.changes_until.year + 1)
    for number, year in enumerate(span):
        rows = over_window(dataset.spells, Window(date(year, 1, 1), date(year, 12, 31)))
        rows = rows.left_join(people, "person", rname="{name} again")
        rows = rows.select(*KEYS, "pay", "promoted", "happened", "stint", year=year)
        sql = db.compile(rows)
        db.raw_sql(f"{'insert into' if number else 'create table'} person_years"
                   f"{'' if number else ' as'} {sql}")  # fmt: skip


def our_preparation(intake: Any) -> None:
    years(intake)


def sql_windows(intake: Any) -> None:
    """By hand, what the measures ask of each window, for whatever shape the spells came from."""
    db = intake.store.db
    last = intake.dataset.changes_until.year
    for number, year in enumerate(range(intake.dataset.reach.first.year, last + 1)):
        first, after = f"date '{year}-01-01'", f"date '{year + 1}-01-01'"
        db.raw_sql(f"""
            {"insert into person_years" if number else "create table person_years as"}
            with later as (
                select person, stint, max(level) as highest from spells
                where begins > {first} and begins <= {after} and began = 'continued' group by all),
            gone as (
                select person, stint, coalesce(exit_reason::varchar, 'unknown') as happened
                from spells where ends > {first} and ends <= {after}
                and ended in ('left', 'vanished'))
            select s.unit, s.site, s.level, s.contract, p.gender, p.ethnicity, s.pay,
                   coalesce(later.highest > s.level, false) as promoted, gone.happened, s.stint,
                   {year} as year
            from spells s left join later using (person, stint) left join gone using (person, stint)
            left join people p on p.person = s.person
            where s.begins <= {first} and s.ends > {first}""")


def sql_preparation(intake: Any) -> None:
    intake.store.db.raw_sql("""
        create table person_years as
        with linked as (
            select *, lead(level) over w as next_level, lead(began) over w as next_began
            from spells window w as (partition by person order by begins))
        select l.unit, l.site, l.level, l.contract, p.gender, p.ethnicity, l.pay,
               coalesce(l.next_began = 'continued' and l.next_level > l.level, false) as promoted,
               case when l.ended in ('left', 'vanished')
                    then coalesce(l.exit_reason::varchar, 'unknown') end as happened,
               l.stint, year(l.begins) as year
        from linked l left join people p using (person)
        where l.begins < (select max(begins) from spells)""")


# --- tables ---------------------------------------------------------------------------------------


#: Stores live as long as the process that measures on them.
_HELD: list[Any] = []


def in_ibis(table: str) -> Any:
    """The table as the product holds it: categories are enumerations."""
    from tiebeam.engine.records import fetch
    from tiebeam.workbench.store import Store

    store = Store()
    rows = store.db.read_parquet(table)
    categories = {
        name: sorted(v for v in fetch.column(rows.select(name).distinct()[name]) if v is not None)
        for name, kind in rows.schema().items()
        if kind.is_string()
    }
    kept = store.keep("t", rows, categories=categories)
    _HELD.append(store)
    return kept


def in_duckdb(table: str) -> Any:
    """The same table, for SQL."""
    in_ibis(table)
    return _HELD[-1].db.con


def in_polars(table: str) -> Any:
    import polars as pl

    return pl.read_parquet(table)


def in_pandas(table: str) -> Any:
    import pandas as pd

    return pd.read_parquet(table)


# --- additive -------------------------------------------------------------------------------------


def our_slices(rows: Any) -> None:
    from tiebeam.engine.cells import aggregate

    sums = {
        "promoted": rows.promoted.sum(),
        "left": rows.happened.count(),
        "pay": rows.pay.sum(),
        "squares": (rows.pay * rows.pay).sum(),
    }
    cells = aggregate(rows, KEYS, sums)
    for _ in cells.slices(DEPTH):
        pass


STATISTICS = "count(*), sum(promoted::int), count(happened), sum(pay), sum(pay * pay)"


def sql_group_by(db: Any) -> None:
    keys = ", ".join(KEYS)
    db.execute(f"select {keys}, {STATISTICS} from t group by {keys}").fetch_arrow_table()


def sql_grouping_sets(db: Any) -> None:
    sets = [keys for size in range(1, DEPTH + 1) for keys in combinations(KEYS, size)]
    listed = ", ".join("(" + ", ".join(keys) + ")" for keys in sets)
    names = ", ".join(KEYS)
    db.execute(
        f"select {names}, {STATISTICS} from t group by grouping sets ({listed})"
    ).fetch_arrow_table()


def polars_slices(frame: Any) -> None:
    import polars as pl

    for size in range(1, DEPTH + 1):
        for keys in combinations(KEYS, size):
            frame.group_by(keys).agg(
                pl.len(), pl.col("promoted").sum(), pl.col("happened").count(),
                pl.col("pay").sum(), (pl.col("pay") ** 2).sum().alias("squares"),
            )  # fmt: skip


def pandas_slices(frame: Any) -> None:
    frame = frame.assign(squares=frame.pay**2, left=frame.happened.notna())
    for size in range(1, DEPTH + 1):
        for keys in combinations(KEYS, size):
            frame.groupby(list(keys), dropna=False, observed=True)[
                ["promoted", "left", "pay", "squares"]
            ].sum()


# --- medians and quarters -------------------------------------------------------------------------

BY = ("gender", "level", "site")


def our_medians(rows: Any) -> None:
    from tiebeam.engine.pay import pay

    found = pay.paid(rows, BY)
    for place in range(len(found.groups)):
        pay.median(found.of(place))


def sql_bands(db: Any) -> None:
    """Medians and the two ranks around them (normal approximation of the binomial)."""
    keys = ", ".join(BY)
    db.execute(f"""
        with paid as (select {keys}, list_sort(list(pay)) as v, count(pay) as n
                      from t where pay is not null group by {keys})
        select {keys}, n, median(x), any_value(low), any_value(high) from (
            select {keys}, n, v[(n + 1) // 2] as x,
                   v[greatest(1, ((n - 1.96 * sqrt(n)) / 2)::int)] as low,
                   v[least(n, ((n + 1.96 * sqrt(n)) / 2)::int + 1)] as high from paid)
        group by all""").fetchall()


def sql_medians(db: Any) -> None:
    keys = ", ".join(BY)
    db.execute(f"select {keys}, median(pay), count(pay) from t group by {keys}").fetchall()


def polars_medians(frame: Any) -> None:
    import polars as pl

    frame.group_by(BY).agg(pl.col("pay").median(), pl.col("pay").count().alias("n"))


def pandas_medians(frame: Any) -> None:
    frame.groupby(list(BY), dropna=False, observed=True).pay.median()


def our_quarters(rows: Any) -> None:
    from tiebeam.engine.pay import pay

    found = pay.paid(rows, ("gender",))
    for place in range(len(found.groups)):
        found.in_quarters(place)


def sql_quarters(db: Any) -> None:
    # People with the same pay share a quarter, as in ours.
    db.execute("""
        with by_pay as (
            select pay, sum(count(*)) over (order by pay) - count(*) / 2 as middle
            from t where pay is not null group by pay),
        cut as (
            select pay, least(floor(4 * middle / (select count(pay) from t)), 3) as quarter
            from by_pay)
        select gender, quarter, count(*) from t join cut using (pay) group by all""").fetchall()


def pandas_quarters(frame: Any) -> None:
    quarter = (4 * (frame.pay.rank(method="average") - 0.5) / len(frame)).clip(upper=3.999)
    frame.groupby(["gender", quarter.astype(int)], dropna=False).size()


# --- survival -------------------------------------------------------------------------------------


def our_survival(rows: Any) -> None:
    """Time to leaving, in years of the panel: cells of gender and year, then the estimator."""
    import numpy as np

    from tiebeam.engine.cells import aggregate
    from tiebeam.engine.stats.survival import kaplan_meier

    cells = aggregate(rows, ("gender", "year"), {"left": rows.happened.count()})
    year = np.asarray(cells.labels["year"])[cells.codes["year"]]
    ends = np.tile(year - year.min() + 1.0, 2)
    event = np.repeat([1, 0], len(cells))
    left = cells.sums["left"]
    people = np.concatenate([left, cells.sums["n"] - left])
    gender = np.tile(cells.codes["gender"], 2)
    for place in range(len(cells.labels["gender"])):
        here = gender == place
        kaplan_meier(exit=ends[here], event=event[here], entry=ends[here] - 1, counts=people[here])


def sql_survival(db: Any) -> None:
    db.execute("""
        with risk as (select gender, year, count(*) as n, count(happened) as gone
                      from t group by gender, year)
        select gender, year, exp(sum(ln(1 - gone / n)) over (partition by gender order by year))
        from risk where n > gone""").fetchall()
