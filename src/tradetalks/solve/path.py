"""The way from the empty policy to a policy, and solutions along it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.errors import NotConvergedError
from tradetalks.model.economy import Closure, Economy, Shock
from tradetalks.model.outcomes import no_commitments
from tradetalks.model.welfare import Push, Standing, standing
from tradetalks.numerics.collocation import value_at
from tradetalks.solve.compiled import Solved, World, kernel_of, neutral, solve_one, unflat, world
from tradetalks.solve.equilibrium import Equilibrium
from tradetalks.solve.options import Rules
from tradetalks.solve.pledged import wedges_in_full

Array = NDArray[np.float64]

#: Residual asked of solutions on the way; what is integrated along it inherits it.
TOL = 1e-12
#: Residual accepted where rounding allows no less.
WORST = 1e-10
#: A flow that is closed has this power of what is left of the way.
GENTLY = 3
#: Solutions nearby through which the first guess of another is drawn.
NEARBY = 5


class Spot(NamedTuple):
    """A solution part of the way: the policy there, unknowns (flat), and all that they imply."""

    fraction: float
    shock: Shock
    u: Array
    world: World
    standing: Standing


_starts: WeakKeyDictionary[Baseline, dict[Rules, Spot]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Way:
    """From the empty policy to a policy under the same rules, smooth all the way.

    Where a promise begins to bind, the world has a kink. On this way there is none: wedges are
    part of the tariffs, `(1 + t')(1 - s')`, and rise with them from zero to what they are at the
    end, and what others pay for them is part of the transfers. At the end stands the same world.
    whole: by how much the policy moves from end to end, flows that are closed apart; closed
    (exporter, importer, sector): ones where they are. wedge (exporter, importer, sector):
    `-ln(1 - s')` at the end.
    """

    eq: Equilibrium
    economy: Economy
    closure: Closure
    whole: Push
    closed: Array
    wedge: Array

    @classmethod
    def to(cls, eq: Equilibrium) -> Way:
        """The way to an equilibrium; raises NotConvergedError where there is none."""
        _, economy, shock, closure = eq.arguments
        tariff, export_tax, trade_cost, opened, productivity, endowment, remittance, transfer = (
            np.asarray(a) for a in shock[:-1]
        )
        cost = np.asarray(eq.world.state.commitment_cost)
        # By buyer and payer; a buyer without a payer bears its own cost.
        paid = np.einsum("cb,cp->bp", cost, np.asarray(shock.commitments.payer))
        paid = paid - paid.T
        wedge = wedges_in_full(eq)
        whole = Push(
            log_tariff=np.log1p(tariff) - np.log1p(np.asarray(economy.tariff)) - wedge,
            log_export_tax=np.log1p(export_tax) - np.log1p(np.asarray(economy.export_tax)),
            log_iceberg=np.log(trade_cost),
            log_productivity=np.log(productivity),
            log_endowment=np.log(endowment),
            remittance=remittance,
            transfer=transfer + paid.sum(1),
            paid=paid,
        )
        return cls(eq, economy, closure, whole, 1 - opened, wedge)

    def start(self) -> Spot:
        """The empty policy under the same rules: where all ways from a baseline begin."""
        known = _starts.setdefault(self.eq.base, {})
        if self.eq.rules not in known:
            still = neutral(self.economy, self.shock_at(0.0), self.closure)
            known[self.eq.rules] = self._solved(0.0, still)
        return known[self.eq.rules]

    def end(self) -> Spot:
        """The equilibrium itself, its wedges no longer told apart from tariffs."""
        shock, world = self.shock_at(1.0), self.eq.world
        found = self.eq.unknowns._replace(commitment=shock.commitments.floor)
        u = np.concatenate([np.ravel(block) for block in found])
        return Spot(1.0, shock, u, world, standing(found, world.state))

    def spot(self, fraction: float, known: Collection[Spot]) -> Spot:
        """The solution at a fraction from 0 to 1, sought on the curve through those nearby.

        Raises NotConvergedError where the way cannot be followed.
        """
        near = sorted(known, key=lambda spot: abs(spot.fraction - fraction))[:NEARBY]
        by = value_at(fraction, np.array([spot.fraction for spot in near]))
        return self._solved(fraction, np.tensordot(by, np.stack([spot.u for spot in near]), 1))

    def _solved(self, fraction: float, guess: Any) -> Spot:
        economy, closure, here = self.economy, self.closure, self.shock_at(fraction)
        kernel = kernel_of(economy, here)
        for sturdy in (False, True):
            tol = np.float64(TOL)
            found: Solved = solve_one(economy, here, kernel, closure, guess, tol, sturdy=sturdy)
            if float(found.error) <= WORST:
                u, there = np.asarray(found.u), world(found.u, economy, here, kernel, closure)
                unknowns = unflat(u, economy, here, closure)
                return Spot(fraction, here, u, there, standing(unknowns, there.state))
        raise NotConvergedError(
            f"the way to the policy could not be followed at {100 * fraction:.0f} % of it"
        )

    def shock_at(self, fraction: float) -> Shock:
        """The policy there: rates, costs and endowments geometrically, money in proportion.

        A share of a flow that ends at zero does so gently: prices answer to it with a small power.
        """
        economy, whole = self.economy, self.whole

        def rate(old: Any, log_change: Array) -> Array:
            return (1 + np.asarray(old)) * np.exp(fraction * log_change) - 1

        # By numpy: a program of its own would take longer to load than this does.
        here = {
            "tariff": rate(economy.tariff, whole.log_tariff),
            "export_tax": rate(economy.export_tax, whole.log_export_tax),
            "trade_cost": np.exp(fraction * whole.log_iceberg),
            "open": 1 - self.closed * (1 - (1 - fraction) ** GENTLY),
            "productivity": np.exp(fraction * whole.log_productivity),
            "endowment": np.exp(fraction * whole.log_endowment),
            "remittance": fraction * whole.remittance,
            "transfer": fraction * whole.transfer,
        }
        nothing = no_commitments(*economy.expenditure.shape)
        return Shock(**{n: jnp.asarray(a) for n, a in here.items()}, commitments=nothing)

    def push_at(self, fraction: float) -> Push:
        """How fast the policy moves there; closing a flow is a trade cost that goes to infinity."""
        # At the end nothing is left of the flow for the cost to matter to.
        left = 1 - fraction
        closing = GENTLY / left / np.asarray(self.economy.trade_elasticity) if left else 0.0
        return self.whole._replace(log_iceberg=self.whole.log_iceberg + closing * self.closed)
