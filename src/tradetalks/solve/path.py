"""The way from the baseline to a policy: solutions along it, and the direction they move in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from tradetalks.errors import NotConvergedError
from tradetalks.model.economy import Closure, Economy, Shock
from tradetalks.model.outcomes import no_commitments
from tradetalks.solve.compiled import Solved, kernel_of, neutral, part_way, program, solve_one
from tradetalks.solve.equilibrium import Equilibrium
from tradetalks.solve.pledged import tariff_with_wedges, wedges_in_full
from tradetalks.solve.sensitivity import firmly, tangent

#: Residual asked of solutions on the way; what is integrated along it inherits it.
TOL = 1e-12
#: Residual accepted where rounding allows no less.
WORST = 1e-10
#: A flow that is closed has this power of what is left of the way.
GENTLY = 3


class Spot(NamedTuple):
    """A solution part of the way: unknowns and their rate of change, both flat."""

    fraction: float
    u: Array
    move: Array


@dataclass(frozen=True)
class Way:
    """From the empty policy to a policy under the same rules, smooth all the way.

    Where a promise begins to bind, the world has a kink. On this way there is none: wedges are
    part of the tariffs, `(1 + t')(1 - s')`, and rise with them from zero to what they are at the
    end, and what others pay for them is part of the transfers. At the end stands the same world.
    wedge (exporter, importer, sector): `-ln(1 - s')` at the end. paid (country, partner): what a
    country receives from a partner towards its own purchases, at the end, USD million.
    """

    economy: Economy
    shock: Shock
    closure: Closure
    wedge: NDArray[np.float64]
    paid: NDArray[np.float64]

    @classmethod
    def to(cls, eq: Equilibrium) -> Way:
        """The way to an equilibrium; raises NotConvergedError where there is none."""
        _, economy, shock, closure = eq.arguments
        promises, cost = shock.commitments, np.asarray(eq.world.state.commitment_cost)
        # By buyer and payer; a buyer without a payer bears its own cost.
        payer = np.asarray(promises.payer)
        paid = np.einsum("cb,cp->bp", cost, payer)
        paid = paid - paid.T
        n, sectors = economy.expenditure.shape
        end = shock._replace(
            tariff=jnp.asarray(tariff_with_wedges(eq)),
            transfer=jnp.asarray(np.asarray(shock.transfer) + paid.sum(1)),
            commitments=no_commitments(n, sectors),
        )
        return cls(economy, end, closure, wedges_in_full(eq), paid)

    def spot(self, fraction: float, near: Spot | None = None) -> Spot:
        """The solution at a fraction from 0 to 1, sought from one nearby.

        Raises NotConvergedError where the way cannot be followed.
        """
        here, push = self.shock_at(fraction)
        if near is None:
            guess = neutral(self.economy, self.shock, self.closure)
        else:
            guess = near.u + (fraction - near.fraction) * near.move
        kernel = kernel_of(self.economy, here)
        for sturdy in (False, True):
            found: Solved = solve_one(
                self.economy, here, kernel, self.closure, guess, np.float64(TOL), sturdy=sturdy
            )
            if float(found.error) <= WORST:
                return Spot(fraction, found.u, self._direction(found.u, here, push))
        raise NotConvergedError(
            f"the way to the policy could not be followed at {100 * fraction:.0f} % of it"
        )

    def shock_at(self, fraction: float) -> tuple[Shock, Shock]:
        """The policy there, and how it changes with the fraction."""
        found: tuple[Shock, Shock] = _on_the_way(self.economy, self.shock, np.float64(fraction))
        return found

    def _direction(self, u: Array, here: Shock, push: Shock) -> Array:
        return firmly(
            lambda sturdy: tangent(u, self.economy, here, self.closure, push, sturdy=sturdy)
        ).x


@program
def _on_the_way(economy: Economy, end: Shock, fraction: Array) -> tuple[Shock, Shock]:
    """The policy at a fraction of the way, and how it changes with the fraction."""

    def at(f: Array) -> Shock:
        # A share that ends at zero does so gently: prices answer to it with a small power.
        return part_way(economy, end, f)._replace(open=1 - (1 - end.open) * (1 - (1 - f) ** GENTLY))

    return jax.jvp(at, (fraction,), (jnp.ones_like(fraction),))
