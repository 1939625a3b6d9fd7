"""From a brief to a report: read, solve every scenario, gather the tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tradetalks.brief.answers import Asked
from tradetalks.brief.targets import on_facts
from tradetalks.report import headline
from tradetalks.report.answers import answers
from tradetalks.report.band_tables import Banding
from tradetalks.report.banded import beside_runs, with_bands
from tradetalks.report.case import closure_in, read_case, whole_world
from tradetalks.report.clock import Clock, Progress
from tradetalks.report.folder import ready
from tradetalks.report.gather import at_the_table, gather
from tradetalks.report.resolution import STOPPED, measured, of_whole
from tradetalks.report.result import Report
from tradetalks.report.sections import leading
from tradetalks.report.sentences import says, told
from tradetalks.report.settings import manifest
from tradetalks.report.solving import Solved, solve_all
from tradetalks.report.spoken import speaker, with_names
from tradetalks.report.stack import stack
from tradetalks.report.talks import TITLES
from tradetalks.uncertainty.bands import LEVEL

if TYPE_CHECKING:
    from tradetalks.brief import Brief, Question
    from tradetalks.brief.schema import Deficits, Revenue
    from tradetalks.uncertainty.draws import Method

TOLERANCE = 1e-10
#: Why a question has no answer.
QUICK = "a quick run leaves the talks out"
INTERRUPTED = "the run was interrupted before it had an answer"
#: Tables that are made with labels alone.
LABELLED = (
    "welfare", "welfare_by_partner", "welfare_by_sector", "ranking", "calibration_costs", *TITLES,
)  # fmt: skip


def run(
    brief_path: str | Path,
    *,
    out: str | Path | None = None,
    progress: Progress | None = None,
    deficits: Deficits | None = None,
    labour_supply: float | None = None,
    revenue: Revenue | None = None,
    scale_elasticity: float | dict[str, float] | None = None,
    elasticities: str | None = None,
    baseline: str | Path | None = None,
    resolution: str | int | None = None,
    compare: bool = True,
    accounts: bool = False,
    quick: bool = False,
    bands: bool = True,
    level: float = LEVEL,
    draws: int = 0,
    draw_method: Method = "sobol",
    seed: int = 0,
    tol: float = TOLERANCE,
) -> Report:
    """Everything a brief asks for; written to the folder `out` when one is given.

    `brief_path` is a file or the name of a shipped brief. The closure (`deficits`,
    `labour_supply`, `revenue`, `scale_elasticity`), `elasticities` and `baseline` replace what
    the brief says. `resolution` merges what the brief does not tell apart, as `aggregate_for` has
    it; the scenarios are then solved for the whole world too, unless `compare` is false, and the
    table `resolution` says what is lost. `accounts` splits every scenario's real income into its
    sources, else that is done for the first scenario of each subject. `quick` leaves the talks
    out: facts, scenarios and searches over single levers only. `bands` gives the headline figures
    bands that hold the part `level` of what the trade elasticities may be: by exact slopes, or by
    `draws` of them (`draw_method` "sobol" or "plain", from `seed`), see the table `bands`.
    `progress(what, done, total)` is called as the work goes on. What no figure says anything about
    is listed in the table `not_evaluated`. A scenario that does not converge is reported, without
    figures, in `Report.failures`. An interrupt (Ctrl-C) during the talks ends them with what has
    been found, see `Report.interrupted`; one before that is raised. Raises BriefError and the other
    InputErrors with every problem at once.
    """
    clock = Clock(progress)
    banding = Banding(level, draws, draw_method, seed).checked() if bands else None
    if out is not None:
        ready(Path(out))
    with clock("read"):
        brief, base, named = read_case(brief_path, baseline, elasticities, resolution)
    closure = closure_in(brief, deficits, labour_supply, revenue, scale_elasticity)
    observed, moved = base, None
    if brief.calibrate is not None:
        with clock("calibrate"):
            moved = on_facts(brief, brief.calibrate.facts, observed, clock.tell)
            base = moved.baseline
    split = {s.id for s in brief.scenarios} if accounts else leading(brief)
    questions = [q for q in brief.questions if not (quick and q.of_talks)]
    asked = Asked(brief, base, observed, closure, tol, level=level if bands else None)
    parties = at_the_table(brief, base)
    beside = None if banding is None else beside_runs(banding, closure, tol, parties)
    solved = solve_all(asked, questions, split, clock, beside)
    runs, found = solved.runs, solved.answers
    with clock("gather"):
        results = stack(base, runs)
        contents = gather(brief, base, runs, results, _left_out(brief, quick, solved))
        contents |= {table.name: table for table in answers(found, moved, speaker(base))}
        contents |= {n: with_names(contents[n], base) for n in LABELLED if n in contents}
    if banding is not None:
        sure = (band for own in solved.beside for band in own)
        contents = with_bands(contents, banding, runs, found, sure)
    coarse = None
    if resolution is not None:
        with clock("compare"):
            whole = whole_world(brief, baseline, elasticities)
            coarse = of_whole(resolution, whole)
            unmeasured = STOPPED if solved.interrupted else ""
            if compare and not unmeasured:
                loss, unmeasured = measured(brief, whole, runs, closure, tol, clock.tell)
                contents |= loss
            coarse |= {"not_measured": unmeasured} if compare and unmeasured else {}
    settings = manifest(
        brief,
        base,
        runs,
        closure=closure,
        elasticities=named,
        tolerance=tol,
        seconds=clock.seconds,
        calibrated=moved.found.message if moved else None,
        bands=banding.describe() if banding else None,
        coarse=coarse,
    )
    report = Report(
        brief,
        base,
        runs,
        results,
        contents,
        settings,
        headline.overall(contents),
        {r.id: headline.of_scenario(contents, r.id) for r in runs},
        {name: says(of) for name, of in told(runs, contents).items()},
        found,
        moved,
        solved.interrupted,
    )
    if out is not None:
        report.write(out, progress)
    return report


def _left_out(brief: Brief, quick: bool, solved: Solved) -> list[tuple[Question, str]]:
    """Questions without an answer, and why."""
    found = [(q, QUICK) for q in brief.questions if quick and q.of_talks]
    return found + [(q, INTERRUPTED) for q in solved.unanswered]
