"""Equation 14, decomposed: where a change in real income comes from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.model.economy import Closure, Economy, Shock, Unknowns
from tradetalks.model.outcomes import Outcomes
from tradetalks.model.system import State

Array = NDArray[np.float64]


class Account(NamedTuple):
    """Rates of change of log real income, by source.

    terms_of_trade, volume_of_trade, purchases, technical_efficiency: (country, partner, sector);
    productivity is booked with the country itself. purchases_paid, remittances: (country,
    partner). migration, labour_supply: (country, factor). scale_economies: (country, sector).
    transfers, deficit: (country,).
    """

    terms_of_trade: Array
    volume_of_trade: Array
    purchases: Array
    purchases_paid: Array
    transfers: Array
    remittances: Array
    migration: Array
    labour_supply: Array
    scale_economies: Array
    technical_efficiency: Array
    deficit: Array


class Standing(NamedTuple):
    """What of a world moves, in logs but for the deficit; or how fast it does.

    log_cost, log_price, log_spending: (country, sector); log_reward, log_supply: (country,
    factor); log_size (country, sector), or of size zero without scale economies; deficit
    (country,) USD million.
    """

    log_cost: Array
    log_price: Array
    log_spending: Array
    log_reward: Array
    log_supply: Array
    log_size: Array
    deficit: Array


class Push(NamedTuple):
    """How fast a policy moves, on a way on which wedges of promised purchases are in the tariffs.

    log_tariff, of `1 + tau`; log_export_tax, of `1 + e`; log_iceberg, of trade costs: (exporter,
    importer, sector). log_productivity (country, sector), log_endowment (country, factor).
    remittance (payer, receiver, factor) and transfer (country,): USD million. paid (country,
    partner): what a country receives from a partner towards its own purchases, USD million;
    antisymmetric, and part of `transfer`.
    """

    log_tariff: Array
    log_export_tax: Array
    log_iceberg: Array
    log_productivity: Array
    log_endowment: Array
    remittance: Array
    transfer: Array
    paid: Array


def standing(unknowns: Unknowns, state: State) -> Standing:
    """A solved world as it stands."""
    cost, supply, deficit = (
        np.asarray(a) for a in (state.log_cost, state.log_supply, state.deficit)
    )
    price, reward, spending, _, size = (np.asarray(a) for a in unknowns)
    return Standing(cost, price, spending, reward, supply, size, deficit)


def account_step(
    outcomes: Outcomes,
    state: State,
    economy: Economy,
    shock: Shock,
    closure: Closure,
    wedge: Array,
    move: Standing,
    push: Push,
    step: float,
) -> Account:
    """Change in log real income, by source, over a step of a way: its rate there times `step`.

    The world moves by `move` under `push`. With F trade at the border price p d, p = c (1 + e) the
    export price, q and z the quantities received and shipped, and `1 + tau = (1 + t)(1 - s)` what
    buyers pay for a dollar at the border, the envelope theorem gives, country by country,

        I dlnW = sum F_out dln p - sum F_in dln p            terms of trade
               + sum t F_in dln q + sum e/(1+e) F_out dln z  volume of taxed trade
               - sum s (1+t) F_in dln q                      purchases: the public's part of more
               + what others pay towards them
               + dT + d(remittances) + dD                    transfers, remittances, deficit
               + sum wLV dln L                               migration
               + sum wLV dln(supply)                         labour supply
               + sum psi Y dln(employment)                   scale economies
               - sum F_in dln d + sum Y dln A                technical efficiency,

    the exact counterpart of Caliendo and Parro (2015), equation 16, with export taxes, wedges,
    trade costs, scale and imbalances. `shock.tariff` is tau; wedge (exporter, importer, sector) is
    `-ln(1 - s)`. By equations 3 to 5 volumes move by `dln q = -(1 + theta) dln(c (1 + e) d (1 +
    tau)) + dln(X P^theta)`. An embargo counts as a trade cost going to infinity. By numpy, because
    to load a program would take longer. Derivation: the theory page, equation 14.
    """
    trade, reward = (np.asarray(outcomes[name]) for name in ("trade", "factor_reward"))
    receipts, earned, income = (
        np.asarray(a) for a in (state.receipts, state.factor_income, state.income)
    )
    tariff, export_tax, remittance = (
        np.asarray(a) for a in (shock.tariff, shock.export_tax, shock.remittance)
    )
    theta, psi = (np.asarray(a) for a in (economy.trade_elasticity, closure.scale_elasticity))
    # In place where arrays are bilateral: room for new ones costs more than the arithmetic.
    price = push.log_export_tax + move.log_cost[:, None, :]
    received = price + push.log_iceberg
    received += push.log_tariff
    received *= -(1 + theta)
    received += move.log_spending + theta * move.log_price
    iceberg = push.log_iceberg * trade
    price *= trade
    received *= trade
    public = np.expm1(wedge) * (1 + tariff) * received if wedge.any() else np.zeros_like(received)
    volume = _imports(tariff * received + public)
    shipped = np.add(received, iceberg, out=received)
    volume += shipped * (export_tax / (1 + export_tax))
    technical = -_imports(iceberg)
    home = np.arange(len(income))
    technical[home, home] += receipts * push.log_productivity
    more = push.remittance + remittance * move.log_reward[:, None, :]
    sent = np.einsum("prf,pf->pr", more, reward)
    scale = psi * move.log_size if psi.size else np.zeros_like(receipts)
    change = Account(
        terms_of_trade=price - _imports(price),
        volume_of_trade=volume,
        purchases=-_imports(public),
        purchases_paid=push.paid.copy(),
        transfers=push.transfer - push.paid.sum(1),
        remittances=sent.T - sent,
        migration=earned * push.log_endowment,
        labour_supply=earned * move.log_supply,
        scale_economies=receipts * scale,
        technical_efficiency=technical,
        deficit=move.deficit.copy(),
    )
    for part in change:
        part *= np.reshape(step / income, (-1, *[1] * (part.ndim - 1)))
    return change


def _imports(flow: Array) -> Array:
    """(exporter, importer, sector) as the importer sees it: (country, partner, sector)."""
    return flow.swapaxes(0, 1)
