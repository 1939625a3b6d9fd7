"""What `tradetalks deal` reads and shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.table import Table

from tradetalks.brief import load_brief
from tradetalks.brief.answers import Asked, figure, gained
from tradetalks.brief.answers.asked import answered
from tradetalks.brief.bargaining import agenda_of
from tradetalks.brief.checks.talks import STATUS_QUO, TRADE_WAR
from tradetalks.brief.measured import measure_of
from tradetalks.brief.offers import OnTheTable, load_offer
from tradetalks.brief.phrases import Phrases
from tradetalks.brief.questions import BargainQuestion
from tradetalks.brief.targets import on_facts
from tradetalks.cli import answer
from tradetalks.cli.sure import band_facts
from tradetalks.cli.talks import terms
from tradetalks.errors import Problem, nearest
from tradetalks.report.case import closure_in, read_case
from tradetalks.report.world import world_before
from tradetalks.symbols import MONEY

if TYPE_CHECKING:
    from rich.console import Console

    from tradetalks.brief import Answer, Brief
    from tradetalks.cli.careful import Reading
    from tradetalks.talks.deal.offer import Verdict
    from tradetalks.uncertainty.bands import Band

Progress = Callable[[str, int, int], None]
Bands = Mapping[str, "Band"]


class Talks(NamedTuple):
    """What a deal is asked of: the brief on its world, and the offer on the table."""

    asked: Asked
    question: BargainQuestion
    offer: OnTheTable | None


def talks_of(
    reading: Reading,
    brief: str | None,
    offer: str | None,
    disagreement: str | None,
    baseline: str | None,
    elasticities: str | None,
    closure: tuple[Any, ...],
    progress: Progress,
    resolution: str | None = None,
) -> Talks:
    """Everything asked for; raises InputError with every problem of brief, offer and options."""
    read = reading.needed(lambda: None if brief is None else load_brief(brief))
    reading.problems += _unfit(read, disagreement)
    table = reading.given(offer, lambda path: load_offer(path, read)) if read.talks else None
    case = reading(lambda: read_case(read.path, baseline, elasticities, resolution))
    reading.done()
    assert case is not None
    base = case[1]
    observed, rules = base, closure_in(read, *closure)
    if read.calibrate is not None:
        base = on_facts(read, read.calibrate.facts, base, progress).baseline
    question = BargainQuestion(
        kind="bargain",
        id="deal",
        title="The deal",
        source="the command line",
        disagreement=disagreement,
    )
    asked = Asked(read, world_before(base, rules), observed, rules, progress=progress)
    return Talks(asked, question, table)


def _unfit(brief: Brief, disagreement: str | None) -> list[Problem]:
    """A brief without talks, and a disagreement point that it does not have."""
    found = []
    if brief.talks is None:
        remedy = "add the table [talks]: parties, issues, disagreement"
        found.append(Problem(brief.path.name, "has no talks", remedy=remedy))
    points = [STATUS_QUO, TRADE_WAR, *(s.id for s in brief.scenarios)]
    if disagreement is not None and disagreement not in points:
        what = f"{disagreement!r} is not a disagreement point"
        close = nearest(disagreement, points)
        found.append(Problem("--disagreement", what, ", ".join(points), close))
    return found


def struck(talks: Talks) -> Answer:
    """The deal, with the sentence and the tables of a brief's question."""
    return answered(talks.question, talks.asked)


def judged(talks: Talks, offer: OnTheTable) -> tuple[Verdict, Bands]:
    """What each side makes of the offer, and how sure its gain is."""
    from tradetalks.talks.deal.offer import judge
    from tradetalks.uncertainty.searches import gain_bands

    agenda = agenda_of(talks.asked, talks.question)
    found = judge(agenda, offer.numbers, progress=talks.asked.progress)
    if talks.asked.level is None:
        return found, {}
    return found, gain_bands(agenda.wants, found.equilibrium, found.disagreement, talks.asked.level)


def deal_facts(found: Answer, level: float) -> dict[str, Any]:
    """A deal for programs; gains in USD billion over disagreement, numbers in the brief's units."""
    deal = found.found
    sure = {f"{named.name} of {named.country}": band for named, band in found.bands}
    bands = {"bands": band_facts(sure, level)} if sure else {}
    return bands | {
        "agreed": bool(deal.agreed),
        "sentence": found.sentence,
        "shortfall": float(deal.shortfall),
        "with_payments": float(deal.with_payments),
        "converged": bool(deal.converged),
        "interrupted": bool(deal.interrupted),
        "message": deal.message,
        "residual": float(deal.residual),
        "solves": int(deal.solves),
        "issues": answer.records(deal.issues),
        "gains": answer.records(deal.gains),
        "third_countries": answer.records(deal.third),
        "objectives": answer.records(deal.terms),
    }


def verdict_facts(found: Verdict, offer: OnTheTable, bands: Bands, level: float) -> dict[str, Any]:
    """A verdict for programs; money in USD billion, rates a unit of the issue's number."""
    sure = {f"gain of {party}": band for party, band in bands.items()}
    return ({"bands": band_facts(sure, level)} if sure else {}) | {
        "title": offer.title,
        "by": offer.by,
        "numbers": dict(found.numbers),
        "sides": answer.records(found.sides),
        "asks": answer.records(found.asks),
        "rates": answer.records(found.rates),
        "distance": None if isnan(found.distance) else float(found.distance),
        "interrupted": bool(found.interrupted),
        "message": found.message,
        "solves": int(found.solves),
    }


def show_deal(to: Console, talks: Talks, found: Answer, top: int) -> None:
    """The sentence, the package, who gains, and what third countries get."""
    deal, brief = found.found, talks.asked.brief
    to.print(found.sentence, style="bold")
    package = Table(title="The package", title_justify="left")
    for column in ("issue", "owner"):
        package.add_column(column)
    for column in ("lowest", "highest", "left alone", "settled at", "bound that binds"):
        package.add_column(column, justify="right")
    for row in deal.issues.to_dict("records"):
        written = measure_of(brief.issue(row["issue"]))
        keys = ("low", "high", "status_quo", "number")
        numbers = [written(row[key]) for key in keys]
        package.add_row(row["title"], row["owner"], *numbers, row["bound"])
    to.print(package)
    to.print(_gains(found, top))
    to.print(terms(deal.terms))
    to.print(
        f"Deal: {deal.message}; first-order residual {deal.residual:.0e}; {deal.solves} solves."
    )


def _gains(found: Answer, top: int) -> Table:
    """The parties, then the third countries that gain and lose most."""
    assert found.details is not None
    table = Table(title="Gains over disagreement", title_justify="left")
    table.add_column("country")
    table.add_column("USD bn a year", justify="right")
    rows = found.details.to_dict("records")
    parties = [row for row in rows if row["party"]]
    others = [row for row in rows if not row["party"]]
    shown = [*others[:top], *others[max(top, len(others) - top) :]]
    for k, row in enumerate([*parties, *shown]):
        if k == len(parties):
            table.add_section()
        table.add_row(row["country"], f"{row['gain']:+,.3f}")
    return table


def show_verdict(to: Console, talks: Talks, found: Verdict, bands: Bands) -> None:
    """Who accepts, what each should ask for next, and how far the frontier is."""
    brief, phrases = talks.asked.brief, Phrases.of(talks.asked.base)
    if talks.offer is not None and talks.offer.title:
        to.print(talks.offer.title, style="bold")
    for row in found.sides.to_dict("records"):
        name = phrases.country(row["party"])
        verb = "accepts" if row["accepts"] else "does not accept"
        text = f"{name[:1].upper()}{name[1:]} {verb}: it {gained(row['gain'])}"
        text += " a year" if "neither" not in text else ""
        if row["party"] in bands:
            band, level = bands[row["party"]], talks.asked.level or 0
            ends = f"{figure(band.low, MONEY)} to {figure(band.high, MONEY)}"
            text += f" ({100 * level:g} per cent band: {ends})"
        if not isnan(row["could_gain"]):
            more = figure(1e3 * row["could_gain"], MONEY)
            text += f", and could gain {more} more at no loss to the other side"
        to.print(f"{text}.", style="bold")
    for row in found.asks.to_dict("records"):
        to.print(_ask(row, brief, phrases))
    to.print(_distance(found.distance))
    to.print(_rates(found, brief))


def _distance(distance: float) -> str:
    if isnan(distance):
        return "Interrupted before the distance to the frontier was known."
    more = figure(1e3 * distance, MONEY)
    if more == "zero":
        return "On the frontier: nobody can gain without another's loss."
    return f"Distance to the frontier: all could gain {more}."


def _ask(row: dict[Any, Any], brief: Brief, phrases: Phrases) -> str:
    issue = brief.issue(row["issue"])
    written = measure_of(issue)
    own, loss = (1e3 * written.step * row[key] for key in ("own_gain", "others_loss"))
    name = phrases.country(row["party"])
    text = f"{name[:1].upper()}{name[1:]} should ask next to move {issue.title!r} from "
    text += f"{written(row['number'])} towards {written(_end(row))}: {written.called} brings it "
    costs = f"costs the other side {figure(loss, MONEY)}"
    nothing = "costs the other side nothing"
    return f"{text}{figure(own, MONEY)} and {costs if loss > 0 else nothing}."


def _end(row: dict[Any, Any]) -> float:
    """The end of the range to which a party would move an issue."""
    return float(row["high"] if row["direction"] == "more" else row["low"])


def _rates(found: Verdict, brief: Brief) -> Table:
    """What one step on each issue brings to one side and takes from the other."""
    table = Table(title="Rates of exchange, exact, at the offer", title_justify="left")
    for column in ("for", "issue", "now", "towards", "one step"):
        table.add_column(column)
    for column in ("own gain, USD mn", "others' loss, USD mn", "gain per dollar of loss"):
        table.add_column(column, justify="right")
    for party in found.sides["party"]:
        own = found.rates[found.rates["party"] == party]
        for row in own.sort_values("rate", ascending=False).to_dict("records"):
            issue = brief.issue(row["issue"])
            written = measure_of(issue)
            numbers = written(row["number"]), written(_end(row)), written.called
            step = 1e3 * written.step
            worth = [f"{step * row[key]:+,.3f}" for key in ("own_gain", "others_loss")]
            rate = f"{row['rate']:,.3f}" if row["others_loss"] > 0 else "no loss"
            table.add_row(party, issue.title, *numbers, *worth, rate)
        table.add_section()
    return table
