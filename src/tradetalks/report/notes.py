"""What a reader must know beside the scenario table, in a sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tradetalks.brief.compiling.exempt import not_exempted
from tradetalks.report.attribution import terms
from tradetalks.report.resolution import said
from tradetalks.report.spoken import inside
from tradetalks.report.words import listed, number, the
from tradetalks.report.world import BALANCED_FIRST

if TYPE_CHECKING:
    from tradetalks.brief import OnFacts
    from tradetalks.report.result import Report

CLOSURES = {
    "fixed": "Each country's overall trade imbalance is held fixed, in units of world income: no "
    "scenario can move it, and tariffs move balances between partners only. `--deficits share` "
    "lets imbalances follow income.",
    "share": "Each country's overall trade imbalance keeps its share in the country's income, so "
    "scenarios hardly move it.",
    "balanced": f"All trade is balanced: {BALANCED_FIRST}.",
}
NO_BANDS = (
    "The figures carry no bands here. Published trade elasticities differ widely, and results with "
    "them: `--elasticities NAME` tries another set (`tradetalks baseline list`)."
)
NONE_ELSEWHERE = (
    "What is observed, such as facts and the baseline, has no band; rankings and the points of a "
    "frontier carry none."
)
SERVICES = (
    "The balance counts services, of which inter-country tables record more trade than "
    "balance-of-payments statistics do; the balance in goods is shown apart."
)
UNITS = (
    "Prices, exports and imports are in units of world factor income: +1 % is one per cent more "
    "than what the world's factors earn in all."
)
WORK = (
    "Work answers to real pay here. Real income counts what more work earns, but not the toil; the "
    "change of welfare, with every country, counts both."
)
PEOPLE = (
    "Where people move, a country's real income counts all who live there afterwards; those who "
    "stay, who move and who receive are also told apart."
)


def _moved(found: OnFacts) -> str:
    facts = found.facts.to_dict("records")
    figures = listed(
        [f"{r['statement'].rstrip('.')}: {r['after']:,.1f} {r['unit']}" for r in facts]
    )
    most = number(float(found.costs["cost_change"].abs().max()), 1)
    return (
        f"The baseline was first moved onto what was reported ({figures}) by trade costs that move "
        f"by {most} per cent at most, on {len(found.costs)} flows."
    )


def _bands(report: Report) -> Iterator[str]:
    asked = report.manifest["bands"]
    if "level" not in asked:
        yield NO_BANDS
        return
    part, by = f"{100 * asked['level']:g} per cent", "exact slopes (delta method)"
    if "draws" in asked:
        by = f"{asked['draws']} draws of them ({asked['method'].removeprefix('draws, ')})"
    text = (
        f"± and figures below or in brackets are bands of {part}: how far the error of the trade "
        f"elasticities may move the result, by {by}. Nothing else is in doubt there. "
    )
    few = round(4 / (1 - asked["level"]))
    if asked.get("draws", few) < few:
        text += f"So few draws make bands too narrow; {number(few, 0)} or more tell. "
    if report.on_facts is not None:
        text += "The baseline stays on its facts, moved as for the elasticities in use. "
    yield text + NONE_ELSEWHERE
    most = [
        f"in {the(name)} that of {sector} ({count} of {total} scenarios)"
        for name, sector, count, total in matters_most(report)
    ]
    if most:
        yield f"The elasticity that matters most for real income: {'; '.join(most)}."


def _resolution(report: Report) -> Iterator[str]:
    if (asked := report.manifest["baseline"].get("resolution")) is not None:
        yield said(report.contents.get("resolution"), report.base, asked)


def matters_most(report: Report) -> Iterator[tuple[str, str, int, int]]:
    """For each party: the sector whose elasticity most often matters most for its real income, in
    how many scenarios, of how many."""
    table = report.tables["bands"]
    incomes = table[(table["figure"] == "real_income_change") & (table["sector"] != "")]
    for country, name in report.parties.items():
        told = incomes.loc[incomes["country"] == country, "sector_title"].value_counts()
        if len(told):
            yield name, inside(str(told.index[0])), int(told.iloc[0]), int(told.sum())


def notes(report: Report) -> tuple[str, ...]:
    """Closure, uncertainty, services, exemptions that the baseline cannot hold apart."""
    return tuple(_notes(report))


def _notes(report: Report) -> Iterator[str]:
    yield CLOSURES[report.manifest["closure"]["deficits"]]
    yield from _resolution(report)
    yield from _bands(report)
    if "goods_balance" in report.tables["bilateral"] and terms(report.base).rows:
        yield SERVICES
    yield UNITS
    if report.manifest["closure"]["labour_supply"]:
        yield WORK
    if report.on_facts is not None:
        yield _moved(report.on_facts)
    if "migration" in report.tables:
        yield PEOPLE
    found = [c for r in report.runs for c in not_exempted(r.scenario.levers, report.base.axes)]
    if found:
        codes = ", ".join(dict.fromkeys(found))
        yield (
            f"Exemptions not applied: {codes} are parts of larger sectors of {report.base.name}, "
            "which are charged whole, so duties are overstated."
        )
