"""What matters about single levers: what promises cost, who sends money home, who is caught."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.table import Table

from tradetalks.policy import caught
from tradetalks.policy.levers import Migration, SecondaryTariff

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tradetalks.cli.answer import Figure
    from tradetalks.solve import Equilibrium

#: Payments smaller than this, USD million a year, are none.
NOTHING = 1e-6


def effects(equilibrium: Equilibrium) -> tuple[RenderableType, ...]:
    """A table of promised purchases, and a line on whom a secondary tariff catches."""
    if not equilibrium.converged:
        return ()
    return (*_promises(equilibrium), *_caught(equilibrium))


def figures(equilibrium: Equilibrium) -> tuple[Figure, ...]:
    """Further figures by country (column title, outcome, divisor, factor), where any moves."""
    outcomes = equilibrium.outcomes
    found: list[Figure] = []
    for title, name in (
        ("public cost, USD mn", "purchase_cost"),
        ("received net, USD mn", "net_transfers"),
    ):
        if float(abs(outcomes[name]).max()) > NOTHING:
            found.append((title, name, 1.0, None))
    moves = any(isinstance(lever, Migration) for lever in equilibrium.policy.levers)
    if moves or equilibrium.rules.labour_supply:
        found.append(("at work %", "employment_change", 1.0, None))
        found += [
            (f"real reward of {factor} %", "real_wage_change", 1.0, factor)
            for factor in equilibrium.base.factors
        ]
    return tuple(found)


def _promises(equilibrium: Equilibrium) -> Iterator[RenderableType]:
    promised = equilibrium.commitments
    if promised.empty:
        return
    table = Table(title="Promised purchases, USD billion a year", title_justify="left")
    for column in ("promise", "before", "after", "public share of the price %", "public cost"):
        table.add_column(column, justify="left" if column == "promise" else "right")
    for row in promised.to_dict("records"):
        share = f"{100 * row['wedge']:.1f}" if row["binding"] else "none needed"
        money = [f"{row[name] / 1e3:,.2f}" for name in ("flow_base", "flow", "cost")]
        table.add_row(row["commitment"], *money[:2], share, money[2])
    yield table


def _caught(equilibrium: Equilibrium) -> Iterator[RenderableType]:
    from tradetalks.solve.arrays import observed_of

    base, policy = equilibrium.base, equilibrium.policy
    if not any(isinstance(lever, SecondaryTariff) for lever in policy.levers):
        return
    for found in caught(policy, base.axes, observed_of(base)):
        for title, shares in (("Caught", found.exporters), ("Let off", found.spared)):
            if shares:
                order = sorted(shares.items(), key=lambda pair: -pair[1])
                yield f"{title} (share bought from the target): " + ", ".join(
                    f"{country} {100 * share:.0f} %" for country, share in order
                )
