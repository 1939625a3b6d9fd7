"""Solved scenarios as Parquet: one row a scenario, and one for each combination of labels in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.uncertainty.sweep.kept import SCENARIOS, TABLES
from tradetalks.uncertainty.sweep.plan import DRAW, Plan

if TYPE_CHECKING:
    import pyarrow as pa

    from tradetalks.uncertainty.sweep.solved import Solved


def tables_of(plan: Plan, chunk: int, solved: Sequence[Solved]) -> dict[str, pa.Table]:
    """A chunk's tables by name.

    The baseline and the set of elasticities are not among the columns: they are in the path of
    the file, where readers of partitioned data find them.
    """
    base = plan.world_of(chunk).base
    ids = {s.number: plan.identity(s.number) for s in solved}
    done = [s for s in solved if s.rows is not None]
    return {SCENARIOS: _scenarios(plan, solved, ids)} | {
        name: _labelled(TABLES[name].labels, TABLES[name].axes(base), name, columns, done, ids)
        for name, columns in plan.kept.items()
    }


def parquet(table: pa.Table) -> bytes:
    """A table as a Parquet file: the same bytes for the same rows."""
    import pyarrow as pa
    from pyarrow import parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", write_statistics=True)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _scenarios(plan: Plan, solved: Sequence[Solved], ids: dict[int, str]) -> pa.Table:
    import pyarrow as pa

    values = [plan.values(s.number) for s in solved]
    columns: dict[str, Any] = {
        "number": pa.array([s.number for s in solved], pa.int64()),
        "id": pa.array([ids[s.number] for s in solved], pa.string()),
    }
    for part in plan.design.parts:
        for k, name in enumerate(part.names):
            kind = _kind(name, getattr(part, "values", (0.0,)) if k == 0 else (0.0,))
            columns[name] = pa.array([_plain(v[name], kind) for v in values], kind)
    columns |= {
        "status": pa.array([s.status for s in solved], pa.string()),
        "message": pa.array([s.message for s in solved], pa.string()),
        "residual": pa.array([s.residual for s in solved], pa.float64()),
        "steps": pa.array([s.steps for s in solved], pa.int32()),
    }
    return pa.table(columns)


def _kind(name: str, values: Sequence[Any]) -> pa.DataType:
    import pyarrow as pa

    if name == DRAW:
        return pa.int32()
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    return pa.float64() if numbers else pa.string()


def _plain(value: Any, kind: pa.DataType) -> Any:
    import pyarrow as pa

    if pa.types.is_string(kind) and not isinstance(value, str):
        return json.dumps(value)
    return value


def _labelled(
    labels: Sequence[str],
    axes: Sequence[Sequence[str]],
    name: str,
    columns: Sequence[str],
    done: Sequence[Solved],
    ids: dict[int, str],
) -> pa.Table:
    """A table with one row for each combination of labels in each scenario that has a result."""
    import pyarrow as pa

    shape = tuple(len(axis) for axis in axes)
    places = (np.tile(index.ravel(), len(done)) for index in np.indices(shape))
    found: dict[str, Any] = {
        **_whose(done, ids, int(np.prod(shape))),
        **{
            label: _words(axis, place)
            for label, axis, place in zip(labels, axes, places, strict=True)
        },
    }
    rows = [s.rows[name] for s in done if s.rows is not None]
    for k, column in enumerate(columns):
        values = np.array([own[k].ravel() for own in rows], dtype=float).ravel()
        found[column] = pa.array(values, from_pandas=True)
    return pa.table(found)


def _whose(done: Sequence[Solved], ids: dict[int, str], rows: int) -> dict[str, Any]:
    """Number and identity of the scenario, repeated for each of its rows."""
    import pyarrow as pa

    of = np.repeat(np.arange(len(done)), rows)
    numbers = np.array([s.number for s in done], dtype=np.int64)
    return {"number": pa.array(numbers[of]), "id": _words([ids[s.number] for s in done], of)}


def _words(words: Sequence[str], codes: Any) -> pa.DictionaryArray:
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(
        pa.array(np.asarray(codes, dtype=np.int32)), pa.array(list(words), pa.string())
    )
