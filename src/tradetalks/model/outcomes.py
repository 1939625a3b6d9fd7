"""What an equilibrium means: levels in USD million, and hats (new over baseline)."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import Array

from tradetalks.model.economy import Closure, Commitments, Economy, Kernel, Shock, Unknowns
from tradetalks.model.income import tax_left
from tradetalks.model.purchases import raised, sold_by, whole
from tradetalks.model.system import State, log_consumer_price
from tradetalks.model.trade import demand_scale, trade, trade_share

Outcomes = dict[str, Array]

#: Room for (commitments, pairs of countries) that every policy brings, so that one compiled
#: program serves policies with and without promises.
ROOM = (4, 8)

#: What `leading` gives.
LEADING = frozenset({"real_income", "trade"})


def measure(
    unknowns: Unknowns,
    state: State,
    economy: Economy,
    shock: Shock,
    kernel: Kernel,
    closure: Closure,
) -> Outcomes:
    """Every outcome at unknowns and the state they imply; units are in `tradetalks.symbols`.

    (country,), (country, factor), (country, sector), (exporter, importer), (country, partner),
    and trade and trade_share in full (exporter, importer, sector).
    """
    found = leading(unknowns, state, economy, shock, kernel)
    real_income, flows = found["real_income"], found["trade"]
    full = _in_full(unknowns, economy, shock, kernel)
    bilateral = flows.sum(2)
    abroad = bilateral * (1 - jnp.eye(bilateral.shape[0]))
    exports, imports = abroad.sum(1), abroad.sum(0)
    prices = log_consumer_price(economy, state.log_price)
    reward = jnp.exp(unknowns.reward)
    purchase_cost = state.commitment_cost.sum(0)
    return {
        **found,
        "welfare": welfare(economy, shock, closure, state, real_income, prices),
        "equivalent_variation": base_income(economy) * (real_income - 1),
        "welfare_variation": welfare_variation(economy, shock, closure, state, real_income, prices),
        "residents_variation": residents_variation(economy, shock, unknowns, state, prices),
        "price_index": jnp.exp(prices),
        "income": state.income,
        "gdp": state.factor_income.sum(1) + state.budget,
        "employment": employment(economy, shock, state),
        "exports": exports,
        "imports": imports,
        "balance": exports - imports,
        # The budget holds duties less what wedges cost; they are told apart here.
        "tariff_revenue": (state.spending - state.purchases).sum(1) + purchase_cost,
        "export_tax_revenue": (state.shipments - state.receipts).sum(1),
        "purchase_cost": purchase_cost,
        "net_transfers": state.transfers,
        "factor_reward": reward,
        "real_wage": reward / jnp.exp(prices)[:, None],
        "output": state.receipts,
        "output_volume": jnp.where(
            state.receipts > 0, state.receipts / jnp.exp(state.log_cost), state.receipts
        ),
        "value_added": economy.value_added_share * state.receipts,
        "sector_employment": sector_employment(economy, state, reward),
        "price": jnp.exp(state.log_price),
        "bilateral_trade": bilateral,
        "bilateral_balance": abroad - abroad.T,
        "trade_share": trade_share(full, economy.trade_elasticity, state.log_cost, state.log_price),
    }


def leading(
    unknowns: Unknowns,
    state: State,
    economy: Economy,
    shock: Shock,
    kernel: Kernel,
    sellers: Array | None = None,
) -> Outcomes:
    """The outcomes of which every headline figure is a sum: real income, and trade in full or, far
    cheaper, that of some exporters alone (their positions)."""
    theta = economy.trade_elasticity
    scale = demand_scale(theta, state.log_price, state.spending)
    full = _in_full(unknowns, economy, shock, kernel, sellers)
    costs = state.log_cost if sellers is None else state.log_cost[sellers]
    return {
        "real_income": jnp.exp(log_real_income(economy, state)),
        "trade": trade(full, theta, costs, scale),
    }


def _in_full(
    unknowns: Unknowns,
    economy: Economy,
    shock: Shock,
    kernel: Kernel,
    sellers: Array | None = None,
) -> Kernel:
    """The kernel with the wedges in it; of some exporters' sales alone if so asked."""
    extra = raised(kernel, economy.trade_elasticity, shock.commitments, unknowns.commitment)
    return whole(*((kernel, extra) if sellers is None else sold_by(kernel, extra, sellers)))


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


def welfare_variation(
    economy: Economy,
    shock: Shock,
    closure: Closure,
    state: State,
    real_income: Array,
    log_prices: Array,
) -> Array:
    """Equation 14: what the change of `welfare` is worth at baseline prices, (country,)."""
    left = tax_left(economy, closure, state.budget, state.factor_income)
    toil = toil_of(economy, closure, left).sum(1)
    hat = welfare(economy, shock, closure, state, real_income, log_prices)
    return (base_income(economy) - toil) * (hat - 1)


def toil_of(economy: Economy, closure: Closure, left: Array) -> Array:
    """What work costs those who do it, in units of baseline income, (country, factor)."""
    kappa = closure.labour_supply
    return kappa / (1 + kappa) * left[:, None] * economy.value_added


def welfare(
    economy: Economy,
    shock: Shock,
    closure: Closure,
    state: State,
    real_income: Array,
    log_prices: Array,
) -> Array:
    """Equation 14 net of the disutility of work: new over old, (country,).

    `delta Ihat/P + (1 - delta) (wage bill hat)/P`: what working costs, kappa / (1 + kappa) of the
    wage bill that a labour tax leaves, is set against income before and after. Real income where
    labour supply is fixed. Ignatenko, Lashkaripour, Macedoni and Simonovska (2025).
    """
    left = tax_left(economy, closure, state.budget, state.factor_income)
    toil = toil_of(economy, closure, left)
    worked = jnp.where(economy.value_added > 0, economy.value_added, 1.0)
    bill = state.factor_income / worked * jnp.exp(-log_prices)[:, None]
    before = base_income(economy)
    return (before * real_income - (toil * bill).sum(1)) / (before - toil.sum(1))


def residents_variation(
    economy: Economy, shock: Shock, unknowns: Unknowns, state: State, log_prices: Array
) -> Array:
    """Equations 12 and 14: equivalent variation of those there before and after, (country,).

    What movers earn, less what they send home, is left out where they leave and where they go;
    they are told by factor, arrivals net of departures. Without migration, that of the country.
    """
    pay = economy.value_added * jnp.exp(unknowns.reward + state.log_supply)
    moved = shock.endowment - 1
    sent = shock.remittance.sum(1)
    gone = (economy.value_added * jnp.maximum(-moved, 0) - jnp.maximum(-sent, 0)).sum(1)
    come = pay * jnp.maximum(moved, 0) - jnp.exp(unknowns.reward) * jnp.maximum(sent, 0)
    after = (state.income - come.sum(1)) * jnp.exp(-log_prices)
    return after - (base_income(economy) - gone)


def employment(economy: Economy, shock: Shock, state: State) -> Array:
    """People at work, weighted by their baseline incomes, new over old, (country,)."""
    weights = economy.value_added * economy.labour
    total = weights.sum(1)
    at_work = (weights * shock.endowment * jnp.exp(state.log_supply)).sum(1)
    return jnp.where(total > 0, at_work / jnp.where(total > 0, total, 1.0), 1.0)


def sector_employment(economy: Economy, state: State, reward: Array) -> Array:
    """People at work in a sector, as what they would earn in the baseline, (country, sector).

    What a sector pays to each factor (equation 6) over that factor's reward, which is one in the
    baseline; summed over the factors that are people.
    """
    people = jnp.einsum("nfj,f,nf->nj", economy.factor_share, economy.labour, 1 / reward)
    return people * economy.value_added_share * state.receipts


def no_shock(economy: Economy) -> Shock:
    """The empty policy: every rate as observed."""
    n, factors = economy.value_added.shape
    flows: Any = np.ones(economy.tariff.shape)
    made: Any = np.ones(economy.expenditure.shape)
    held: Any = np.ones(economy.value_added.shape)
    sent: Any = np.zeros((n, n, factors))
    received: Any = np.zeros(n)
    return Shock(
        tariff=economy.tariff,
        export_tax=economy.export_tax,
        trade_cost=flows,
        open=flows,
        productivity=made,
        endowment=held,
        remittance=sent,
        transfer=received,
        commitments=no_commitments(n, economy.expenditure.shape[1]),
    )


def no_commitments(
    countries: int, sectors: int, commitments: int = ROOM[0], pairs: int = ROOM[1]
) -> Commitments:
    """Room for promises, and none made: nothing is covered and nothing asked."""
    ends: Any = np.zeros((pairs, countries))
    covers: Any = np.zeros((commitments, pairs, sectors))
    floor: Any = np.zeros(commitments)
    payer: Any = np.zeros((commitments, countries))
    return Commitments(seller=ends, buyer=ends, covers=covers, floor=floor, payer=payer)
