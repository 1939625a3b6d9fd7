"""What an equilibrium means: levels in USD million, and hats (new over baseline)."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array

from tradetalks.model.economy import Economy, Kernel, Shock, Unknowns
from tradetalks.model.system import State
from tradetalks.model.trade import bilateral_trade, demand_scale

Outcomes = dict[str, Array]


def measure(
    unknowns: Unknowns, state: State, economy: Economy, shock: Shock, kernel: Kernel
) -> Outcomes:
    """Every outcome at unknowns and the state they imply; units are in `tradetalks.symbols`.

    (country,), (country, factor), (country, sector), (exporter, importer), (country, partner).
    """
    scale = demand_scale(economy.trade_elasticity, state.log_price, state.spending)
    bilateral = bilateral_trade(kernel, economy.trade_elasticity, state.log_cost, scale)
    abroad = bilateral * (1 - jnp.eye(bilateral.shape[0]))
    exports, imports = abroad.sum(1), abroad.sum(0)
    prices = log_consumer_price(economy, state.log_price)
    real_income = jnp.exp(log_real_income(economy, state))
    reward = jnp.exp(unknowns.reward)
    return {
        "real_income": real_income,
        "welfare": real_income,
        "equivalent_variation": base_income(economy) * (real_income - 1),
        "price_index": jnp.exp(prices),
        "income": state.income,
        "gdp": state.factor_income.sum(1) + state.budget,
        "employment": employment(economy, shock),
        "exports": exports,
        "imports": imports,
        "balance": exports - imports,
        "tariff_revenue": (state.spending - state.purchases).sum(1),
        "export_tax_revenue": (state.shipments - state.receipts).sum(1),
        "factor_reward": reward,
        "real_wage": reward / jnp.exp(prices)[:, None],
        "output": state.receipts,
        "output_volume": jnp.where(
            state.receipts > 0, state.receipts / jnp.exp(state.log_cost), state.receipts
        ),
        "value_added": economy.value_added_share * state.receipts,
        "price": jnp.exp(state.log_price),
        "bilateral_trade": bilateral,
        "bilateral_balance": abroad - abroad.T,
    }


def log_consumer_price(economy: Economy, log_price: Array) -> Array:
    """`sum_j a_j ln Phat_j`: the price of final spending, (country,)."""
    return (economy.final_share * log_price).sum(1)


def log_real_income(economy: Economy, state: State) -> Array:
    """Equation 14: `ln (Ihat / prod_j Phat_j^a_j)`, (country,). Exact, not first-order."""
    prices = log_consumer_price(economy, state.log_price)
    return jnp.log(state.income / base_income(economy)) - prices


def base_income(economy: Economy) -> Array:
    """Baseline income `I = sum_f V + tariff and export-tax revenue + D`, (country,)."""
    border = economy.trade_share * economy.expenditure / (1 + economy.tariff)
    duty = (economy.tariff * border).sum((0, 2))
    export_tax = (economy.export_tax / (1 + economy.export_tax) * border).sum((1, 2))
    return economy.value_added.sum(1) + duty + export_tax + economy.deficit


def employment(economy: Economy, shock: Shock) -> Array:
    """Factors at work, weighted by their baseline incomes, new over old, (country,)."""
    weights = economy.value_added / economy.value_added.sum(1, keepdims=True)
    return (weights * shock.endowment).sum(1)


def no_shock(economy: Economy) -> Shock:
    """The empty policy: every rate as observed."""
    one = jnp.asarray(np.ones(economy.tariff.shape))
    return Shock(
        tariff=economy.tariff,
        export_tax=economy.export_tax,
        trade_cost=one,
        open=one,
        productivity=jnp.asarray(np.ones(economy.expenditure.shape)),
        endowment=jnp.asarray(np.ones(economy.value_added.shape)),
    )
