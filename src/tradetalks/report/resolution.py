"""What a coarse world costs: its headline figures beside those of the full one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tradetalks.baseline.resolution import Resolution
from tradetalks.brief.targets import on_facts
from tradetalks.errors import InputError, NotConvergedError
from tradetalks.report.clock import Progress
from tradetalks.report.gather import at_the_table
from tradetalks.report.inside import outward
from tradetalks.report.loss import SMALLEST, Loss, compared, worlds
from tradetalks.report.stack import Run, names
from tradetalks.report.table import Table
from tradetalks.report.words import billion, number, sentence, the
from tradetalks.report.world import world_before
from tradetalks.symbols import MONEY, PER_CENT

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief import Brief, Closure

#: What the sentence tells of it.
SAID = {
    "real_income_change": "the parties' real income",
    "third_real_income_change": "that of third countries",
    "balance_difference": "the change of the parties' balance",
}
#: Why a loss was not measured.
STOPPED = "the run was interrupted"
NOTE = (
    "Every scenario solved again for the whole world, under the same settings. Difference: the "
    "figure here less that of the whole world; per cent of the latter where it is at least "
    f"{SMALLEST[PER_CENT]:g} per cent or USD {SMALLEST[MONEY]:g} million. Third countries are "
    "those that stand apart here; a group's real income is its members', added up."
)


def of_whole(resolution: str | int, whole: Baseline) -> dict[str, Any]:
    """The resolution and the world that it is one of, for a manifest."""
    return {
        "asked": str(Resolution.read(resolution)),
        "of": whole.name,
        "of_fingerprint": whole.fingerprint,
        "of_countries": len(whole.countries),
        "of_sectors": len(whole.sectors),
    }


def measured(
    brief: Brief,
    whole: Baseline,
    runs: Sequence[Run],
    closure: Closure,
    tol: float,
    progress: Progress,
) -> tuple[dict[str, Table], str]:
    """The tables of `against_whole`, or why there are none: a finished run is not lost for them."""
    try:
        return against_whole(brief, whole, runs, closure, tol, progress), ""
    except KeyboardInterrupt:
        return {}, STOPPED
    except NotConvergedError as error:
        return {}, f"the whole world has no equilibrium to compare with ({error})"
    except InputError as error:
        return {}, f"the whole world cannot be asked the same ({error.problems[0]})"


def against_whole(
    brief: Brief,
    whole: Baseline,
    runs: Sequence[Run],
    closure: Closure,
    tol: float,
    progress: Progress,
) -> dict[str, Table]:
    """The tables `resolution` and `resolution_figures`; none where nothing was merged.

    The whole world is moved onto the brief's facts, and closed, as the coarse one was.
    """
    base = runs[0].equilibrium.base
    if (len(base.countries), len(base.sectors)) == (len(whole.countries), len(whole.sectors)):
        return {}
    if brief.calibrate is not None:
        whole = on_facts(brief, brief.calibrate.facts, whole, progress).baseline
    before = world_before(whole, closure, tol)
    parties = [party.country for party in brief.parties]
    policies = {run.id: outward(run.scenario.policy, parties) for run in runs}
    there = worlds(before, policies, closure, tol, progress)
    solved = {run.id: run.equilibrium for run in runs}
    loss = compared(solved, there, at_the_table(brief, base))
    return {t.name: t for t in tables(loss, base, {run.id: run.title for run in runs})}


def tables(loss: Loss, base: Baseline, titles: Mapping[str, str]) -> Iterator[Table]:
    """The summary, and every figure of every scenario."""
    called = dict(zip(base.countries, names(base, "country"), strict=True))
    summary, figures = loss.summary.copy(), loss.figures.copy()
    for frame, key in ((summary, "largest_scenario"), (figures, "scenario")):
        place = list(frame.columns).index(key) + 1
        frame.insert(place, f"{key}_title", [titles.get(s, "") for s in frame[key]])
    for frame, key in ((summary, "largest_country"), (figures, "country"), (figures, "partner")):
        place = list(frame.columns).index(key) + 1
        frame.insert(place, f"{key}_name", [called.get(c, "") for c in frame[key]])
    size = f"{len(base.countries)} countries, {len(base.sectors)} sectors"
    yield Table("resolution", f"What the resolution ({size}) costs", summary, NOTE)
    yield Table("resolution_figures", "Every figure at both resolutions", figures, NOTE)


def said(table: Table | None, coarse: Baseline, asked: Mapping[str, Any]) -> str:
    """The loss in one plain sentence; where it was not measured, that it was not."""
    sizes = f"{len(coarse.countries)} countries and {len(coarse.sectors)} sectors"
    whole = f"{asked['of_countries']} countries and {asked['of_sectors']} sectors"
    start = f"The world has {sizes} here, merged from {whole}"
    if whole == sizes:
        return f"The world was not merged: it has {sizes}."
    if table is None or table.frame.empty:
        why = f": {asked['not_measured']}" if "not_measured" in asked else ""
        return f"{start}; what that costs was not measured{why}."
    rows = {row["figure"]: row for row in table.frame.to_dict("records")}
    told = [_phrase(SAID[figure], rows[figure]) for figure in SAID if figure in rows]
    return sentence(f"{start}. Against the whole world, {'; '.join(told)}")


def _phrase(name: str, row: Mapping[Any, Any]) -> str:
    size = billion if row["unit"] == MONEY else _points
    part = row["median_percent"]
    share = f", {number(part, 1)} per cent of the figure" if math.isfinite(part) else ""
    where = f"{the(row['largest_country_name'])}, {row['largest_scenario_title']}"
    return (
        f"{name} is off by {size(row['median'])} at the median{share}, and by "
        f"{size(row['largest'])} at most ({where})"
    )


def _points(value: float) -> str:
    if value < 5e-4:
        return "less than 0.001 points"
    return f"{number(value, 2 if value >= 0.095 else 3)} points"
