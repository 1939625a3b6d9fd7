"""Equations 6 to 8 and 10 to 13: factor markets, public budget, imbalances, spending."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from tradetalks.model.economy import Closure, Economy, Shock

#: Revenue replaces a tax on factor income up to here; a solution beyond it is none.
LEAST_LEFT = 1e-3


def factor_demand(economy: Economy, receipts: Array) -> Array:
    """Equation 6, right side: `sum_j g b Y'`, (country, factor), USD million."""
    return jnp.einsum("nfj,nj->nf", economy.factor_share, economy.value_added_share * receipts)


def factor_income(economy: Economy, shock: Shock, log_reward: Array, log_supply: Array) -> Array:
    """Equation 6, left side: `what Lhat V`, (country, factor), USD million.

    Lhat is what migration makes of the endowment times how much of it is offered.
    """
    return jnp.exp(log_reward + log_supply) * shock.endowment * economy.value_added


def log_labour_supply(
    economy: Economy,
    closure: Closure,
    log_real_reward: Array,
    budget: Array,
    factor_income: Array,
) -> Array:
    """Equation 11: `Lhat = (after-tax wage hat / price index hat)^kappa`, in logs.

    log_real_reward, factor_income (country, factor), budget (country,) -> (country, factor).
    Under income-tax relief the after-tax wage rises by `1 / (1 - revenue' / factor income')`:
    Ignatenko, Lashkaripour, Macedoni and Simonovska (2025).
    """
    relief = -jnp.log(tax_left(economy, closure, budget, factor_income))
    return closure.labour_supply * (log_real_reward + relief[:, None])


def tax_left(economy: Economy, closure: Closure, budget: Array, factor_income: Array) -> Array:
    """What relief leaves of the wedge between wage and pay, (country,); one without relief.

    `1 - revenue' / factor income'`, over the same before where relief had been given already.
    """
    now = jnp.maximum(1 - revenue_ratio(budget, factor_income), LEAST_LEFT)
    return (now / (1 - economy.relieved)) ** closure.relief


def revenue_ratio(budget: Array, factor_income: Array) -> Array:
    """Public revenue over factor income, (country,); zero where no factor earns anything."""
    earned = factor_income.sum(1)
    return jnp.where(earned > 0, budget / jnp.where(earned > 0, earned, 1.0), 0.0)


def net_remittances(shock: Shock, log_reward: Array) -> Array:
    """Equation 12: what those who moved send home, received less paid, (country,).

    Remittances move with the reward where they are earned; USD million.
    """
    sent = jnp.einsum("prf,pf->pr", shock.remittance, jnp.exp(log_reward))
    return sent.sum(0) - sent.sum(1)


def budget(spending: Array, imports_and_home: Array, shipments: Array, receipts: Array) -> Array:
    """Equation 7: import duty plus export tax less the cost of wedges; (country,), USD million.

    Import duty less wedges is what buyers pay beyond the border value; export tax is the border
    value of shipments beyond what producers receive. All arguments (country, sector).
    """
    return (spending - imports_and_home).sum(1) + (shipments - receipts).sum(1)


def deficits(economy: Economy, closure: Closure, factor_incomes: Array) -> Array:
    """Equation 10: imports minus exports under the closure, (country,), USD million.

    fixed: D in units of world factor income (Caliendo and Parro 2015). share: D proportional to
    own factor income, the world's sum absorbed in proportion to factor income. Sums to zero
    whenever the baseline's deficits do.
    """
    own_base, own = economy.value_added.sum(1), factor_incomes.sum(1)
    fixed = economy.deficit * own.sum() / own_base.sum()
    ratio = economy.deficit / jnp.where(own_base > 0, own_base, 1.0)
    share = ratio * own - own / own.sum() * (ratio * own).sum()
    return closure.fixed * fixed + closure.share * share


def spending(economy: Economy, receipts: Array, income: Array) -> Array:
    """Equation 8: `X' = sum_k g_dk Y'_k + a I'`, (country, sector), USD million."""
    inputs = jnp.einsum("nkj,nj->nk", economy.input_share, receipts)
    return inputs + economy.final_share * income[:, None]


def numeraire_gap(economy: Economy, together: Array, factor_incomes: Array) -> Array:
    """Equation 13: world factor income over its baseline value, minus one; (country,).

    Parts of the world that do not trade with one another have no common price level: each keeps
    its own factor income. together (country, country) says who is in whose part.
    """
    new, base = together @ factor_incomes.sum(1), together @ economy.value_added.sum(1)
    return jnp.where(base > 0, new / jnp.where(base > 0, base, 1.0) - 1, 0.0)
