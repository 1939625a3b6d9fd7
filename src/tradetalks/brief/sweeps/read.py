"""Reading a sweep: one TOML file, or the same keys from Python, to a plan that can be solved."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from tradetalks.brief.levers import AnyLever
from tradetalks.brief.places import Places, line_numbers
from tradetalks.brief.problems import Finding, problems_at
from tradetalks.brief.sweeps.amounts import Spread, column_of, spread, varying
from tradetalks.brief.sweeps.checks import (
    axis_problems,
    brief_like,
    key_findings,
    lever_problems,
    name_problems,
)
from tradetalks.brief.sweeps.recipe import SCENARIO, Levers, Slot
from tradetalks.brief.sweeps.schema import Grid
from tradetalks.errors import BriefError, InputError, Problem
from tradetalks.uncertainty.sweep.design import Axis, Design, Points, Steps
from tradetalks.uncertainty.sweep.kept import TABLES, kept_in_tables
from tradetalks.uncertainty.sweep.plan import CLOSURE, DRAW, MOST_ROWS, Drawn, Plan, World

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline

#: A client remembers a byte of each.
MOST_CHUNKS = 100_000_000
OWN = "own"  # the elasticities a baseline comes with


def load_sweep(
    grid: str | Path | Mapping[str, Any], baseline: Baseline | Sequence[Baseline] | None = None
) -> Plan:
    """The plan of a sweep from its file, or from a mapping of the same keys.

    `baseline`: worlds of your own instead of those named. Raises BriefError with every problem:
    keys, values, levers at both ends of what varies, and what a baseline cannot carry.
    """
    raw, places, folder = _opened(grid)
    findings = [*key_findings(raw), *lever_problems(raw), *axis_problems(raw)]
    worlds: list[World] = []
    for key, name, chosen, make in _worlds(raw, folder, baseline):
        try:
            worlds.append(World(name, chosen, make()))
        except InputError as error:
            for p in error.problems:
                # A faulty file of elasticities says where the fault is in it.
                where = f"{p.place}: " if key == "elasticities" != p.place else ""
                findings.append(Finding((key,), where + p.what, p.allowed, p.nearest, p.remedy))
    for world in worlds:
        findings += [f for f in name_problems(raw, world.base.axes) if f not in findings]
    if findings:
        raise BriefError(problems_at(findings, places))
    plan = _plan(raw, worlds)
    findings = list(_too_many(plan)) or list(_carried(plan))
    if findings:
        raise BriefError(problems_at(findings, places))
    return plan


def _opened(grid: str | Path | Mapping[str, Any]) -> tuple[dict[str, Any], Places, Path]:
    if isinstance(grid, Mapping):
        raw = dict(grid)
        return raw, Places("sweep", raw, {}), Path()
    path = Path(grid)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        raw = tomllib.loads(text)
    except FileNotFoundError:
        beside = ", ".join(str(p) for p in sorted(path.parent.glob("*.toml"))[:5])
        raise BriefError(Problem(str(path), "there is no such file", beside)) from None
    except OSError as error:
        raise BriefError(Problem(str(path), f"cannot be read ({error.strerror})")) from None
    except UnicodeDecodeError:
        raise BriefError(Problem(str(path), "is not UTF-8 text")) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BriefError(Problem(path.name, f"is not TOML: {error}")) from None
    return raw, Places(path.name, raw, line_numbers(text)), path.parent


def _worlds(
    raw: Mapping[str, Any], folder: Path, given: Baseline | Sequence[Baseline] | None
) -> Iterator[tuple[str, str, str, Callable[[], Baseline]]]:
    """Every baseline under every set of elasticities: key at fault if it fails, names, maker."""
    from tradetalks.baseline import Baseline, load_baseline
    from tradetalks.baseline.elasticity_sets import beside as elasticity_file

    sets = [s for s in _list(raw.get("elasticities", OWN)) if isinstance(s, str)]
    found: dict[str, Callable[[], Baseline]] = {}
    if given is None:
        for name in _list(raw.get("baseline", Grid.model_fields["baseline"].default)):
            if isinstance(name, str):
                beside = folder / name
                found[name] = cache(partial(load_baseline, beside if beside.is_file() else name))
    else:
        for k, base in enumerate([given] if isinstance(given, Baseline) else list(given)):
            name = base.name or f"world {k + 1}"
            name = f"{name} ({k + 1})" if name in found else name
            found[name] = cache(partial(_itself, base))
    for name, make in found.items():
        for chosen in sets:
            if chosen == OWN:
                yield "baseline", name, chosen, make
            else:
                found_at = elasticity_file(chosen, folder)
                yield "elasticities", name, chosen, partial(_under, make, found_at)


def _itself(base: Baseline) -> Baseline:
    return base


def _under(make: Callable[[], Baseline], elasticities: str) -> Baseline:
    return make().with_elasticities(elasticities)


def _plan(raw: Mapping[str, Any], worlds: list[World]) -> Plan:
    grid = Grid.model_validate(raw)
    parts: list[Steps] = [Axis(name, getattr(grid, name)) for name in CLOSURE]
    if grid.scenarios:
        parts.append(Axis(SCENARIO, tuple(item.id for item in grid.scenarios)))
    if grid.draws:
        parts.append(Axis(DRAW, tuple(range(grid.draws.count + 1))))
    axes, drawn, slots = _columns(grid)
    if drawn and grid.random:
        low, high = zip(*((s.low, s.high) for s in drawn.values()), strict=True)
        how = grid.random
        parts.append(Points(tuple(drawn), low, high, how.points, how.method, how.seed))
    parts += axes
    one_lever = TypeAdapter(AnyLever)
    common, *listed = (
        tuple(one_lever.validate_python(lever) for lever in scenario["lever"])
        for scenario in brief_like(raw, 0)["scenario"]
    )
    recipe = Levers(
        common, slots, tuple((s.id, found) for s, found in zip(grid.scenarios, listed, strict=True))
    )
    rows = max(
        math.prod(map(len, TABLES[table].axes(world.base)))
        for world in worlds
        for table in kept_in_tables(grid.outcomes, grid.flows)
    )
    return Plan(
        title=grid.title,
        worlds=tuple(worlds),
        design=Design(tuple(parts)),
        recipe=recipe,
        draws=Drawn(**grid.draws.model_dump()) if grid.draws else None,
        outcomes=grid.outcomes,
        flows=grid.flows,
        tol=grid.tol,
        size=max(1, min(grid.chunk, MOST_ROWS // rows)),
    )


def _too_many(plan: Plan) -> Iterator[Finding]:
    if plan.chunks > MOST_CHUNKS:
        what = f"{plan.count:,} scenarios are {plan.chunks:,} chunks of {plan.size}"
        yield Finding(
            ("chunk",), what, f"{MOST_CHUNKS:,} chunks at most", remedy="vary less, or draw points"
        )


def _columns(grid: Grid) -> tuple[list[Axis], dict[str, Spread], tuple[Slot, ...]]:
    """What varies by the name of its column: through values, drawn; and the amounts it sets."""
    axes: dict[str, Axis] = {}
    drawn: dict[str, Spread] = {}
    slots = []
    for k, lever in enumerate(grid.levers):
        for key, written in varying(lever).items():
            name = column_of(lever, k)
            found = spread(written)
            if found.drawn:
                first = drawn.setdefault(name, found)
                beside: tuple[tuple[float, float], ...] = ()
                if first != found:  # in step, each within its own range
                    beside = ((first.low, found.low), (first.high, found.high))
                slots.append(Slot(k, key, name, beside))
                continue
            column = axes.setdefault(name, Axis(name, found.values))
            moved = column.values != found.values
            beside = tuple(zip(column.values, found.values, strict=True)) if moved else ()
            slots.append(Slot(k, key, name, beside))
    return list(axes.values()), drawn, tuple(slots)


def _carried(plan: Plan) -> Iterator[Finding]:
    """What a baseline cannot carry, of the first and the last of what varies in each scenario."""
    from tradetalks.policy import compile_policy
    from tradetalks.solve import Rules
    from tradetalks.solve.arrays import observed_of

    ends = []
    for step in (0, -1):
        values: dict[str, Any] = {}
        for part in plan.design.parts:
            values |= zip(part.names, part.at(step % len(part)), strict=True)
        ends.append(values)
    told = set[Any]()
    rules = {part.names[0]: part for part in plan.design.parts if part.names[0] in CLOSURE}
    for world in plan.worlds:
        observed = observed_of(world.base)
        for key, part in rules.items():
            for step in range(len(part)):
                try:
                    Rules.read(world.base, **{key: part.at(step)[0]})
                except InputError as error:
                    for p in error.problems:
                        place = p.place.removeprefix(key)
                        what = f"{place}: {p.what}".removeprefix(": ")
                        if (key, what) not in told:
                            told.add((key, what))
                            yield Finding((key,), what, p.allowed, p.nearest, p.remedy)
        for values in ends:
            for name in getattr(plan.recipe, "scenarios", ()) or ((None, ()),):
                here = values if name[0] is None else {**values, SCENARIO: name[0]}
                loc: tuple[str | int, ...] = ("lever",) if name[0] is None else ("scenario",)
                try:
                    compile_policy(
                        plan.recipe.policy(here, world.base.axes), world.base.axes, observed
                    )
                except InputError as error:
                    for p in error.problems:
                        if str(p) not in told:
                            told.add(str(p))
                            what = f"{p.place}: {p.what}"
                            yield Finding(loc, what, p.allowed, p.nearest, p.remedy)


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
