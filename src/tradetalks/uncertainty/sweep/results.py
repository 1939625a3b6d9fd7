"""What a sweep has found, for SQL, pandas and xarray."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradetalks.errors import InputError, Problem, nearest
from tradetalks.symbols import OUTCOMES
from tradetalks.uncertainty.sweep.drive import ABOUT
from tradetalks.uncertainty.sweep.ledger import Record, records, sound
from tradetalks.uncertainty.sweep.store import Folder, store_at
from tradetalks.uncertainty.sweep.tables import COUNTRIES, FLOWS, SCENARIOS, TABLES

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa
    import xarray as xr

#: Scenarios and their countries, joined.
RESULTS = "results"


class SweepResults:
    """A folder of results, finished or not: what is recorded as done, and nothing else.

    Tables: `scenarios` (one row each: number, id, baseline, elasticities, what varies, status,
    message, residual, steps), `countries` (one row a scenario and country), `flows` where they
    were kept, and `results`, the first two joined.
    """

    def __init__(self, out: str | Path) -> None:
        self.store = store_at(out)
        content = self.store.read(ABOUT)
        if content is None:
            raise InputError(
                Problem(str(out), "holds no sweep", "a folder that `tradetalks sweep` wrote")
            )
        self.about: dict[str, Any] = json.loads(content)
        self.records: tuple[Record, ...] = tuple(records(self.store))
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
        return bool(sum(record.count for record in self.records) == self.about["scenarios"])

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
        for table in TABLES:
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
        """The answer to SQL over the tables; raises InputError with DuckDB's words."""
        import duckdb

        if not self.records:
            raise InputError(Problem(self.store.url, "nothing is solved yet"))
        with self.connection() as there:
            try:
                return there.execute(sql).df()
            except duckdb.Error as error:
                raise InputError(Problem("query", str(error))) from None

    def pandas(self, table: str = RESULTS, where: str = "") -> pd.DataFrame:
        """A table in the order of the scenarios, or its rows where an SQL condition holds."""
        tables = (*TABLES, RESULTS)
        if table not in tables:
            close = nearest(table, tables)
            raise InputError(Problem("table", f"{table!r} is unknown", ", ".join(tables), close))
        order = {
            COUNTRIES: ", country",
            RESULTS: ", country",
            FLOWS: ", exporter, importer, sector",
        }
        asked = f" where {where}" if where else ""
        return self.query(f"select * from {table}{asked} order by number{order.get(table, '')}")

    def batches(self, table: str = COUNTRIES, rows: int = 65_536) -> Iterator[pa.RecordBatch]:
        """A table batch by batch, for results that do not fit in memory."""
        if self.names(table):
            with self.connection() as there:
                reader: Any = there.sql(f"select * from {table}").to_arrow_reader(rows)
                yield from reader

    def xarray(self, outcomes: str | Sequence[str] | None = None) -> xr.Dataset:
        """Outcomes on the axes that vary and the country; not a number where a scenario failed.

        Amounts drawn at random share one axis, `point`, with their values along it.
        """
        import numpy as np
        import xarray as xr

        chosen = (
            [outcomes] if isinstance(outcomes, str) else list(outcomes or self.about["outcomes"])
        )
        unknown = [name for name in chosen if name not in self.about["outcomes"]]
        if unknown:
            known = self.about["outcomes"]
            raise InputError(
                [
                    Problem("outcomes", f"{n!r} is not kept", ", ".join(known), nearest(n, known))
                    for n in unknown
                ]
            )
        frame = self.query(f"select number, country, {', '.join(chosen)} from {COUNTRIES}")
        dims, coordinates, shape = self._axes()
        countries = list(dict.fromkeys(c for w in self.about["worlds"] for c in w["countries"]))
        place = self._steps(frame["number"].to_numpy(), shape)
        column = {label: k for k, label in enumerate(countries)}
        at = (*place, frame["country"].astype(str).map(column).to_numpy())
        found: dict[str, Any] = {}
        for name in chosen:
            values = np.full((*shape, len(countries)), np.nan)
            values[at] = frame[name].to_numpy(dtype=float)
            attributes = OUTCOMES[name].attrs()
            found[name] = xr.Variable((*dims, "country"), values, attributes)
        whole = xr.Dataset(
            found, {**coordinates, "country": countries}, {"title": self.about["title"]}
        )
        return whole.isel({dim: 0 for dim, size in zip(dims, shape, strict=True) if size == 1})

    def _axes(self) -> tuple[list[str], dict[str, Any], tuple[int, ...]]:
        """Dimensions of the design with their coordinates and sizes, worlds first."""
        from tradetalks.uncertainty.sweep.design import Points

        worlds = [f"{w['baseline']} ({w['elasticities']})" for w in self.about["worlds"]]
        dims, sizes = ["world"], [len(worlds)]
        coordinates: dict[str, Any] = {"world": worlds}
        for part in self.about["design"]:
            if "values" in part:
                (name,) = part["names"]
                dims.append(name)
                sizes.append(len(part["values"]))
                plain = all(isinstance(v, int | float | str) for v in part["values"])
                coordinates[name] = (
                    part["values"] if plain else [json.dumps(v) for v in part["values"]]
                )
                continue
            given: dict[str, Any] = {
                k: tuple(v) if isinstance(v, list) else v for k, v in part.items()
            }
            points = Points(**given)
            dims.append("point")
            sizes.append(len(points))
            drawn = list(zip(*(points.at(k) for k in range(len(points))), strict=True))
            coordinates["point"] = range(len(points))
            coordinates |= {n: ("point", list(v)) for n, v in zip(points.names, drawn, strict=True)}
        return dims, coordinates, tuple(sizes)

    def _steps(self, numbers: Any, shape: tuple[int, ...]) -> tuple[Any, ...]:
        """Where each scenario stands along each dimension."""
        import numpy as np

        found, rest = [], numbers
        for k, size in enumerate(reversed(shape)):
            rest, step = np.divmod(rest, size)
            # Worlds are run through one by one; within each, sense turns as `Design.steps` has it.
            within = rest % max(1, int(np.prod(shape[1 : len(shape) - 1 - k], dtype=int)))
            last = k == len(shape) - 1
            found.append(step if last else np.where(within % 2 == 1, size - 1 - step, step))
        return tuple(reversed(found))

    def __repr__(self) -> str:
        done = sum(record.count for record in self.records)
        return f"<SweepResults of {self.about['title']}: {done:,} of {self.about['scenarios']:,}>"
