"""A state solved, and what is said of it: the same tables as a report's."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

from tradetalks import __version__
from tradetalks.errors import InputError, Problem
from tradetalks.report.charts.live import tokens
from tradetalks.report.live import LiveTables
from tradetalks.report.settings import stamp
from tradetalks.web.reading import read
from tradetalks.web.state import State
from tradetalks.web.worlds import TOLERANCE

if TYPE_CHECKING:
    from tradetalks.report.table import Table
    from tradetalks.web.worlds import Place, Worlds

#: What is sent where nobody says which tables are wanted.
SHOWN = (
    "scenarios", "countries", "third_countries", "bilateral", "sectors", "factors", "flows",
    "levers", "welfare",
)  # fmt: skip


def solved(
    worlds: Worlds,
    state: State,
    *,
    tables: Sequence[str] | None = None,
    country: str | None = None,
    seq: int | None = None,
    bands: bool = False,
    at: str = "state",
    far: bool = True,
) -> dict[str, Any]:
    """SOLVED: the world under the levers of a state, as plain JSON types.

    tables: names of those wanted, all that are shown if None. country: looked at besides the
    parties. at: what the state is called in the body. Raises InputError with everything that the
    state's world cannot carry, and FarAway, unless `far`, where the solve would take seconds.
    """
    place, brief = read(worlds, state, at)
    extra = (
        [place.base.countries[i] for i in place.base.axes.country_index(country, "country")]
        if country
        else []
    )
    begun = perf_counter()
    try:
        found = place.solve(brief.scenarios[0].policy(place.base.axes), far=far)
    except InputError as error:
        raise InputError(placed(problem, at) for problem in error.problems) from None
    done = perf_counter()
    answer: dict[str, Any] = {
        "converged": bool(found.converged),
        "status": str(found.status),
        "message": found.message,
        "reason": found.verdict.what,
        "residual": float(found.residual) if math.isfinite(found.residual) else None,
        "key": state.key,
        "seq": seq,
        "sentence": "",
        "stamp": stamped(place, state),
        "tables": {},
        "missing": {},
        "tokens": {},
        "bands": None,
    }
    if found.converged:
        made = LiveTables(brief, place.base, found, extra)
        if bands:
            made.band(place.closure, TOLERANCE)
            answer["bands"] = as_json([made["bands"]])["bands"]
        wanted = SHOWN if tables is None else tables
        answer["tables"] = as_json(made[name] for name in wanted if name in made)
        answer["missing"] = {n: made.why_not(n) for n in wanted if n not in answer["tables"]}
        answer["tokens"] = tokens(made)
        answer["sentence"] = made.sentence
    seconds = {"solve": done - begun, "tables": perf_counter() - done}
    return answer | {"seconds": {name: round(value, 4) for name, value in seconds.items()}}


def stamped(place: Place, state: State) -> str:
    """One line for files that are saved from the page: version, data, settings."""
    own = place.observed.dataset.attrs.get("elasticities", "the baseline's own")
    return stamp(
        {
            "version": __version__,
            "baseline": {"name": place.base.name, "fingerprint": place.base.fingerprint},
            "brief": {"file": "the live page", "fingerprint": state.key},
            "elasticities": {"set": state.elasticities or own},
            "closure": place.closure,
        }
    )


def placed(problem: Problem, at: str) -> Problem:
    """A problem with a lever, at its place in the body: compilation counts levers by itself."""
    found = re.match(r"lever (\d+) \((.*)\)$", problem.place)
    if found is None:
        return problem
    return replace(problem, place=f"{at}.levers[{found[1]}]", what=f"{found[2]}: {problem.what}")


def as_json(tables: Iterable[Table]) -> dict[str, Any]:
    """Tables by name: columns and rows, money in USD million, changes in per cent."""
    return {
        plain.name: {
            "title": plain.title,
            "note": plain.note,
            "columns": [
                {
                    "name": name,
                    "label": column.label,
                    "unit": column.shown_unit,
                    "kind": column.kind,
                    "digits": column.digits,
                }
                for name, column in plain.columns.items()
            ],
            "rows": plain.rows,
        }
        for plain in (table.plain() for table in tables)
    }
