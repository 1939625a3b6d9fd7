"""The chapter on the talks: each question, what it came to, how sure that is, and its charts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from tradetalks.report.charts import Chart
from tradetalks.report.charts.talks import of_answer
from tradetalks.report.stack import names
from tradetalks.report.talks_grid import Grid, grid
from tradetalks.talks import Attribution, Deal, Frontier, Optimal, War

if TYPE_CHECKING:
    from tradetalks.report.result import Report
    from tradetalks.report.table import Table


@dataclass(frozen=True)
class TalksView:
    """One question of the talks: its answer, its certificate, its figures, its charts."""

    id: str
    title: str
    sentence: str
    source: str
    certificate: str
    grid: Grid | None
    charts: tuple[Chart, ...]


def talks_views(report: Report) -> list[TalksView]:
    """Every question on the talks, in the brief's order."""
    called = dict(zip(report.base.countries, names(report.base, "country"), strict=True))
    said: dict[str, str] = {}
    if report.answers:
        frame = report.tables["answers"]
        said = dict(zip(frame["question"], frame["answer"], strict=True))
    return [
        TalksView(
            answer.id,
            answer.question.title,
            said[answer.id],
            answer.question.source,
            certificate(answer.found),
            grid(answer.found, called),
            tuple(of_answer(answer, report.contents, called)) if len(answer.table) else (),
        )
        for answer in report.answers
        if answer.question.of_talks
    ]


def talks_in(report: Report) -> list[Table]:
    """The chapter's tables, in order."""
    from tradetalks.report.talks import TITLES

    return [report.contents[name] for name in TITLES if name in report.contents]


@singledispatch
def certificate(found: Any) -> str:
    """How sure an answer is, in a sentence; nothing where nothing was found."""
    return ""


@certificate.register
def _(found: Optimal) -> str:
    return (
        f"First-order residual {found.residual:.0e}; {found.message}; {found.solves} worlds "
        f"solved, {found.adjoints} exact gradients."
    )


@certificate.register
def _(found: War) -> str:
    regrets = ", ".join(
        f"{row['player']} {row['regret']:.2g}" for row in found.regret.to_dict("records")[:4]
    )
    return (
        f"Certified by regret, in USD million: {regrets}. Largest first-order residual "
        f"{found.residual:.0e} after {found.rounds} rounds; {found.solves} worlds solved."
    )


@certificate.register
def _(found: Deal) -> str:
    return (
        f"First-order residual {found.residual:.0e} of what is at stake; "
        f"{found.solves} worlds solved so far for this agenda."
    )


@certificate.register
def _(found: Frontier) -> str:
    return (
        f"Largest first-order residual {found.residual:.0e} of what is at stake; "
        f"{found.solves} worlds solved so far for this agenda."
    )


@certificate.register
def _(found: Attribution) -> str:
    kept = "every deal’s first-order condition holds" if found.converged else found.message
    return f"{len(found.coalitions)} sets of issues; {kept}."
