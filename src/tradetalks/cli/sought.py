"""What a search on the command line reads and shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

from tradetalks.brief.answers import figure, target_of
from tradetalks.cli import amounts
from tradetalks.cli.spec import Lever, Written, read
from tradetalks.errors import PolicyError, Problem
from tradetalks.policy import Policy
from tradetalks.symbols import MONEY

if TYPE_CHECKING:
    from rich.console import Console

    from tradetalks.labels import Axes
    from tradetalks.talks import Sought


def level(text: str) -> Any:
    """--target as `seek` takes it."""
    return target_of(amounts.level(text, "--target"))


def one_range(written: Written, axes: Axes) -> tuple[Lever, Policy]:
    """The lever with a range, and what holds throughout; raises PolicyError with every problem."""
    levers = read(written, axes)
    ranged = [lever for lever in levers if lever.ranged]
    if len(ranged) != 1:
        what, allowed = f"{len(ranged)} of them have a range", "one lever with a range"
        remedy = "for example --tariff USA:IND:goods:+0..100%"
        raise PolicyError(Problem("levers", what, allowed, remedy=remedy))
    given = Policy()
    for lever in levers:
        given = given if lever.ranged else lever.on(given)
    return ranged[0], given


def show_path(to: Console, found: Sought, moving: Lever) -> None:
    """The answer in a line, then every number tried."""
    words = moving.on(Policy(), float(f"{found.value:.4g}")).describe()[0]
    goal, there = figure(found.target, found.unit), figure(found.attained, found.unit)
    if found.reached:
        to.print(f"{found.outcome} = {goal}: {words}", style="bold")
    else:
        to.print(f"{found.outcome} = {goal} cannot be reached", style="bold")
        to.print(f"it comes nearest, {there}, at: {words}")
    table = Table(title="Numbers tried", title_justify="left")
    for column in ("lever", found.outcome, "slope"):
        table.add_column(column, justify="right")
    for row in found.path.sort_values("x").to_dict("records"):
        table.add_row(
            f"{row['x']:,.6g}", figure(row["outcome"], found.unit), f"{row['slope']:,.4g}"
        )
    to.print(table)
    if found.others:
        others = ", ".join(f"{x:,.4g}" for x in found.others)
        to.print(f"The target is met at about {others} as well.")


def setting(x: float, moving: Lever) -> str:
    """A lever's number as people write it: rates in per cent, money in dollars."""
    if moving.form.amount in (amounts.purchase, amounts.payment):
        return figure(x, MONEY)
    points = moving.amount is not None and moving.amount.key in ("add", "rate")
    return f"{100 * x:,.4g} %" if points else f"{x:,.6g}"
