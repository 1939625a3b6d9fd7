"""What a sweep has found, for SQL, pandas and xarray."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradetalks.errors import InputError, Problem, nearest
from tradetalks.uncertainty.sweep.kept import COUNTRIES, SCENARIOS, TABLES, kept_in_tables
from tradetalks.uncertainty.sweep.ledger import ABOUT, Record, asked_for, records, sound
from tradetalks.uncertainty.sweep.store import Folder, store_at

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa
    import xarray as xr

#: Scenarios and their countries, joined.
RESULTS = "results"


#: Statements that only read; a pivot counts as several.
QUESTIONS = ("SELECT", "MULTI")


class SweepResults:
    """A folder of results, finished or not: what is recorded as done, and nothing else.

    Tables: `scenarios` (one row each: number, id, baseline, elasticities, what varies, status,
    message, residual, steps), `countries` (one row a scenario and country), and where they were
    asked for `factors`, `sectors`, `pairs` and `flows` (by country and factor, country and sector,
    exporter and importer, and those and sector). `results` joins the first two.
    """

    def __init__(self, out: str | Path) -> None:
        self.store = store_at(out)
        about = asked_for(self.store)
        if about is None:
            if self.store.read(ABOUT) is None:
                none = Problem(str(out), "holds no sweep", "a folder that `tradetalks sweep` wrote")
                raise InputError(none)
            remedy = "run the sweep again with --resume: it is written anew"
            raise InputError(Problem(str(out), f"its {ABOUT} is damaged", remedy=remedy))
        self.about: dict[str, Any] = about
        self.records: tuple[Record, ...] = tuple(
            record for record in records(self.store) if record.plan == about["fingerprint"]
        )
        bad = [r.chunk for r in self.records if not sound(self.store, r, thoroughly=False)]
        if bad:
            raise InputError(
                Problem(
                    str(out),
                    f"{len(bad)} of {len(self.records)} parts are missing or cut short",
                    remedy="run the sweep again with --resume: it does them anew",
                )
            )

    @property
    def complete(self) -> bool:
        """Whether every scenario has ended."""
        return bool(self.done == self.about["scenarios"])

    @property
    def done(self) -> int:
        """How many scenarios have ended."""
        return sum(record.count for record in self.records)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that this sweep keeps."""
        kept = kept_in_tables(self.about["outcomes"], self.about["flows"])
        return (SCENARIOS, *kept, *((RESULTS,) if COUNTRIES in kept else ()))

    def names(self, table: str) -> list[str]:
        """The files of a table, as other libraries name them."""
        return [
            self.store.place(part.name)
            for record in self.records
            for part in record.parts
            if part.table == table
        ]

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection with the tables as views; it changes nothing."""
        import duckdb

        there = duckdb.connect()
        if not isinstance(self.store, Folder):
            import fsspec

            there.register_filesystem(fsspec.core.url_to_fs(self.store.url)[0])
        for table in (SCENARIOS, *TABLES):
            names = self.names(table)
            if names:
                listed = ", ".join("'" + name.replace("'", "''") + "'" for name in names)
                there.execute(
                    f"create view {table} as select * from read_parquet([{listed}], "
                    "hive_partitioning = true, hive_types_autocast = false)"
                )
        if self.names(COUNTRIES):
            there.execute(
                f"create view {RESULTS} as select * from {SCENARIOS} join "
                f"(select * exclude (id, baseline, elasticities) from {COUNTRIES}) using (number)"
            )
        return there

    def query(self, sql: str) -> pd.DataFrame:
        """The answer to a question in SQL over the tables.

        Raises InputError with DuckDB's words, and where a statement would change or write anything.
        """
        import duckdb

        if not self.records:
            raise InputError(Problem(self.store.url, "nothing is solved yet"))
        with self.connection() as there:
            try:
                for statement in there.extract_statements(sql):
                    if statement.type.name not in QUESTIONS:
                        what = f"{statement.type.name} is no question: it may change something"
                        raise InputError(Problem("query", what, "select, describe, summarize"))
                found: duckdb.DuckDBPyConnection | None = there.execute(sql)
                if found is not None:
                    return found.df()
            except duckdb.Error as error:
                raise InputError(Problem("query", str(error))) from None
        raise InputError(Problem("query", "asks nothing", "a statement in SQL"))

    def pandas(self, table: str = RESULTS, where: str = "") -> pd.DataFrame:
        """A table in the order of the scenarios, or its rows where an SQL condition holds."""
        if table not in self.tables:
            known, close = ", ".join(self.tables), nearest(str(table), self.tables)
            raise InputError(Problem("table", f"{table!r} is not kept", known, close))
        labelled = TABLES.get(COUNTRIES if table == RESULTS else table)
        order = ", ".join(("number", *(labelled.labels if labelled else ())))
        asked = f" where {where}" if where else ""
        return self.query(f"select * from {table}{asked} order by {order}")

    def batches(self, table: str = COUNTRIES, rows: int = 65_536) -> Iterator[pa.RecordBatch]:
        """A table batch by batch, for results that do not fit in memory."""
        if self.names(table):
            with self.connection() as there:
                reader: Any = there.sql(f"select * from {table}").to_arrow_reader(rows)
                yield from reader

    def xarray(self, outcomes: str | Sequence[str] | None = None) -> xr.Dataset:
        """Outcomes on the axes that vary and their own; not a number where a scenario failed.

        Everything that is kept, unless some are named. Amounts drawn at random share one axis,
        `point`, with their values along it. Raises InputError where it would be too large.
        """
        from tradetalks.uncertainty.sweep.box import box

        columns = [*self.about["outcomes"], *self.about["flows"]]
        chosen = [outcomes] if isinstance(outcomes, str) else list(outcomes or columns)
        unknown = [name for name in chosen if name not in columns]
        if unknown:
            known = ", ".join(columns)
            raise InputError(
                Problem("outcomes", f"{n!r} is not kept", known, nearest(str(n), columns))
                for n in unknown
            )
        return box(self, chosen)

    def __repr__(self) -> str:
        done = sum(record.count for record in self.records)
        return f"<SweepResults of {self.about['title']}: {done:,} of {self.about['scenarios']:,}>"
