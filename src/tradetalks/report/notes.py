"""What a reader must know beside the scenario table, in a sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tradetalks.brief.compiling.exempt import not_exempted
from tradetalks.report.attribution import terms
from tradetalks.report.world import BALANCED_FIRST

if TYPE_CHECKING:
    from tradetalks.report.result import Report

CLOSURES = {
    "fixed": "Each country's overall trade imbalance is held fixed, in units of world income: no "
    "scenario can move it, and tariffs move balances between partners only. `--deficits share` "
    "lets imbalances follow income.",
    "share": "Each country's overall trade imbalance keeps its share in the country's income, so "
    "scenarios hardly move it.",
    "balanced": f"All trade is balanced: {BALANCED_FIRST}.",
}
BANDS = (
    "The figures carry no uncertainty bands yet. Published trade elasticities differ widely, and "
    "results with them: `--elasticities NAME` tries another set (`tradetalks baseline list`)."
)
SERVICES = (
    "The balance counts services, of which inter-country tables record more trade than "
    "balance-of-payments statistics do; the balance in goods is shown apart."
)
UNITS = (
    "Prices, exports and imports are in units of world factor income: +1 % is one per cent more "
    "than what the world's factors earn in all."
)
PEOPLE = (
    "Where people move, a country's real income counts all who live there afterwards; those who "
    "stay, who move and who receive are also told apart."
)


def notes(report: Report) -> tuple[str, ...]:
    """Closure, uncertainty, services, exemptions that the baseline cannot hold apart."""
    return tuple(_notes(report))


def _notes(report: Report) -> Iterator[str]:
    yield CLOSURES[report.manifest["closure"]["deficits"]]
    yield BANDS
    if "goods_balance" in report.tables["bilateral"] and terms(report.base).rows:
        yield SERVICES
    yield UNITS
    if "migration" in report.tables:
        yield PEOPLE
    found = [c for r in report.runs for c in not_exempted(r.scenario.levers, report.base.axes)]
    if found:
        codes = ", ".join(dict.fromkeys(found))
        yield (
            f"Exemptions not applied: {codes} are parts of larger sectors of {report.base.name}, "
            "which are charged whole, so duties are overstated."
        )
