"""What `tradetalks baseline calibrate` reads and shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.table import Table

from tradetalks.cli import amounts
from tradetalks.errors import InputError, Problem

if TYPE_CHECKING:
    from rich.console import Console

    from tradetalks.talks import Calibrated

FORM = "KIND:COUNTRY:PARTNER:SECTORS=AMOUNT, for example trade:USA:IND:goods=118.3bn"
MOST = 8


def targets(facts: Sequence[str]) -> list[tuple[Any, ...]]:
    """Facts as `tradetalks.calibrate` takes them; raises InputError with every one that is none."""
    found: list[tuple[Any, ...]] = []
    problems: list[Problem] = []
    for text in facts:
        place = f"--fact {text}"
        flow, equals, amount = text.partition("=")
        parts = [_selector(part) for part in flow.split(":")]
        if not equals or not 2 <= len(parts) <= 4:
            problems.append(Problem(place, "is not a fact", FORM))
            continue
        try:
            value = amounts.payment(amount.strip(), place).value
        except InputError as error:
            problems += error.problems
            continue
        if value < 0 and parts[0] in ("exports", "imports", "trade"):
            problems.append(Problem(place, f"{amount.strip()} is below zero", "zero and above"))
        found.append((*parts, *["all"] * (4 - len(parts)), value))
    if problems:
        raise InputError(problems)
    return found


@contextmanager
def named_by_option(facts: Sequence[str]) -> Iterator[None]:
    """Problems of `target 2` as problems of the second --fact."""
    try:
        yield
    except InputError as error:
        raise InputError(_at_option(problem, facts) for problem in error.problems) from None


def _at_option(problem: Problem, facts: Sequence[str]) -> Problem:
    head, _, rest = problem.place.partition(": ")
    number = head.removeprefix("target ")
    if not number.isdigit() or not 0 < int(number) <= len(facts):
        return problem
    place = ": ".join(filter(None, (f"--fact {facts[int(number) - 1]}", rest)))
    return Problem(place, problem.what, problem.allowed, problem.nearest, problem.remedy)


def show(to: Console, made: Calibrated) -> None:
    """Each fact before and after, and the costs of the largest flows that moved."""
    facts = Table(title="USD billion", title_justify="left")
    for column in ("fact", "before", "reported", "after"):
        facts.add_column(column, justify="left" if column == "fact" else "right")
    for row in made.targets.to_dict("records"):
        money = (f"{row[name] / 1e3:,.2f}" for name in ("before", "goal", "after"))
        facts.add_row(row["target"], *money)
    to.print(facts)
    costs = Table(title=f"Trade costs of the {MOST} largest flows that moved", title_justify="left")
    for column in ("exporter", "importer", "sector", "before, USD bn", "after", "cost %"):
        costs.add_column(column, justify="right" if "," in column or column == "cost %" else "left")
    for row in made.costs.head(MOST).to_dict("records"):
        flows = (f"{row[name] / 1e3:,.2f}" for name in ("trade_before", "trade_after"))
        labels = (row["exporter"], row["importer"], row["sector"])
        costs.add_row(*labels, *flows, f"{row['cost_change']:+.2f}")
    to.print(costs)
    to.print(made.message)


def _selector(text: str) -> str | tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    return names if len(names) > 1 else names[0]
