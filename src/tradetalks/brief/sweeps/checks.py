"""Every problem of a sweep's file, each where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from tradetalks.brief.checks.labels import label_findings
from tradetalks.brief.checks.levers import lever_findings
from tradetalks.brief.places import Loc
from tradetalks.brief.problems import Finding, schema_findings
from tradetalks.brief.sweeps.amounts import NoAmountError, column_of, spread, varying
from tradetalks.brief.sweeps.schema import DrawsTable, Grid, Listed, Random
from tradetalks.brief.walk import Raw, levers, tables
from tradetalks.errors import nearest
from tradetalks.labels import Axes
from tradetalks.uncertainty.sweep.plan import CLOSURE, DRAW, RESERVED

#: Names of columns that are not the reader's to give, in small letters.
TAKEN = {name.lower() for name in (*RESERVED, *CLOSURE, DRAW, "scenario")}
TABLES: dict[str, type[BaseModel]] = {"random": Random, "draws": DrawsTable, "scenario": Listed}


def key_findings(raw: Raw) -> Iterator[Finding]:
    """Keys missing or unknown, and values that are not what the key holds; levers apart."""
    try:
        Grid.model_validate(raw)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            loc, context, value = detail["loc"], detail.get("ctx", {}), detail.get("input")
            model = TABLES.get(str(loc[0]), Grid) if len(loc) > 1 else Grid
            keys = [field.alias or name for name, field in model.model_fields.items()]
            if detail["type"] == "brief":
                remedy = context.get("remedy", "")
                yield Finding(loc, context["what"], context["allowed"], remedy=remedy)
            elif detail["type"] == "missing":
                yield Finding(loc, "is missing")
            elif detail["type"] == "extra_forbidden":
                word = str(loc[-1])
                what = f"there is no key {word!r} here"
                yield Finding(loc, what, ", ".join(keys), nearest(word, keys))
            else:
                yield Finding(loc, f"{value!r:.60} cannot be used ({detail['msg']})")


def lever_problems(raw: Raw) -> Iterator[Finding]:
    """What is wrong with levers, whatever the baseline, at both ends of what varies."""
    seen = set()
    for found in _amounts(raw):
        seen.add(found.loc)
        yield found
    for ends in (0, 1):
        as_brief = brief_like(raw, ends)
        findings = [*schema_findings(as_brief)]
        for loc, lever in levers(as_brief):
            findings += lever_findings(loc, lever)
        for found in findings:
            loc = in_grid(found.loc)
            if loc not in seen:
                seen.add(loc)
                yield Finding(loc, found.what, found.allowed, found.nearest, found.remedy)


def name_problems(raw: Raw, axes: Axes) -> Iterator[Finding]:
    """Countries and sectors that a baseline with these axes does not have."""
    for found in label_findings(brief_like(raw, 0), axes):
        loc = in_grid(found.loc)
        yield Finding(loc, found.what, found.allowed, found.nearest, found.remedy)


def axis_problems(raw: Raw) -> Iterator[Finding]:
    """Names of columns, levers that share one, and whether what is drawn at random is asked for."""
    shared: dict[str, str] = {}
    named: dict[str, str] = {}
    drawn = False
    for loc, lever in tables(raw, "lever"):
        name, written = lever.get("axis"), varying(lever)
        column = column_of(lever, int(loc[-1]))
        if name is not None and not written:
            yield Finding(
                (*loc, "axis"), "names an amount that does not vary", "a list, or a range"
            )
        if name is not None and not _is_name(name):
            allowed = "letters, digits and _, not beginning with a digit"
            yield Finding((*loc, "axis"), f"{name!r} cannot name a column", allowed)
        elif name is not None and name.lower() in TAKEN:
            yield Finding((*loc, "axis"), f"{name!r} names another column", "a name of your own")
        # SQL does not tell capitals from small letters.
        alike = named.setdefault(column.lower(), column)
        if written and alike != column:
            what = f"the columns {column!r} and {alike!r} differ in capitals alone"
            yield Finding((*loc, "axis") if name else loc, what, "names that differ otherwise")
        for key, amount in written.items():
            try:
                found = spread(amount)
            except NoAmountError:
                continue
            drawn = drawn or found.drawn
            size = "values drawn at random" if found.drawn else f"{len(found.values)} values"
            if shared.setdefault(column, size) != size:
                yield Finding(
                    (*loc, key),
                    f"takes {size} and the axis {column!r} takes {shared[column]}",
                    "as many values as the others that share the axis",
                )
    ids = [item.get("id") for _, item in tables(raw, "scenario")]
    for loc, item in tables(raw, "scenario"):
        if ids.count(item.get("id")) > 1 and ids.index(item.get("id")) != loc[-1]:
            yield Finding((*loc, "id"), f"{item.get('id')!r} is used twice", remedy="one id each")
        for at, lever in tables(item, "lever"):
            if "axis" in lever or varying(lever):
                yield Finding(
                    (*loc, *at),
                    "varies within a listed scenario",
                    "one number",
                    remedy="amounts vary under [[lever]]; list a scenario for each amount here",
                )
    if drawn and "random" not in raw:
        yield Finding(("random",), "is missing", remedy="say how many: [random] with points = 1024")
    if "random" in raw and not drawn:
        yield Finding(("random",), "nothing is drawn at random", "an amount { low, high }")


def brief_like(raw: Raw, end: int) -> dict[str, Any]:
    """The levers as scenarios of a brief, at one end of what varies; see `in_grid`."""
    common = [_fixed(lever, end) for _, lever in tables(raw, "lever")]
    listed = [item.get("lever", []) for _, item in tables(raw, "scenario")]
    scenarios = [
        {"id": f"s{k}", "title": "t", "source": "s", "lever": found}
        for k, found in enumerate([common, *listed])
        if isinstance(found, list | tuple)
    ]
    return {"title": "t", "summary": "s", "party": [], "scenario": scenarios}


def in_grid(loc: Loc) -> Loc:
    """Where a finding on `brief_like` stands in the sweep's own file."""
    if len(loc) > 1 and loc[0] == "scenario" and isinstance(loc[1], int):
        return loc[2:] if loc[1] == 0 else ("scenario", loc[1] - 1, *loc[2:])
    return loc


def _amounts(raw: Raw) -> Iterator[Finding]:
    for loc, lever in tables(raw, "lever"):
        for key, written in varying(lever).items():
            try:
                spread(written)
            except NoAmountError as error:
                yield Finding((*loc, key), error.what, error.allowed)


def _fixed(lever: Mapping[str, Any], end: int) -> dict[str, Any]:
    """A lever with one end of each amount that varies; what cannot be read stays as it is."""
    found = {key: value for key, value in lever.items() if key != "axis"}
    for key, written in varying(lever).items():
        try:
            found[key] = spread(written).ends[end]
        except NoAmountError:
            continue
    return found


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and name.isidentifier() and name.isascii()
