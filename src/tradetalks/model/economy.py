"""The arrays the equations work on: observed economy, shock, closure, unknowns.

Axes are named country, exporter, importer, sector, input and factor. All values are
float64. Money is USD million. A `_hat` is counterfactual over baseline.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jax import Array


class Economy(NamedTuple):
    """The world as observed (Caliendo and Parro 2015, section 3; DESIGN section 3).

    trade_share (exporter, importer, sector): share of the importer's spending, duty paid.
    tariff, export_tax (exporter, importer, sector): ad valorem fractions.
    expenditure (country, sector): purchases of a good from all sources, duty paid.
    value_added (country, factor): factor incomes. deficit (country): imports minus exports.
    final_share (country, sector): sums to one over sector.
    value_added_share (country, sector); factor_share (country, factor, sector): sums to one
    over factor; input_share (country, input, sector). trade_elasticity (sector): theta.
    """

    trade_share: Array
    tariff: Array
    export_tax: Array
    expenditure: Array
    value_added: Array
    deficit: Array
    final_share: Array
    value_added_share: Array
    factor_share: Array
    input_share: Array
    trade_elasticity: Array


class Shock(NamedTuple):
    """What the policy sets.

    tariff, export_tax: new rates; trade_cost: new over old; open: zero under an embargo, else
    one; all (exporter, importer, sector). productivity (country, sector) and endowment
    (country, factor): new over old.
    """

    tariff: Array
    export_tax: Array
    trade_cost: Array
    open: Array
    productivity: Array
    endowment: Array


class Closure(NamedTuple):
    """Weights of the rules for imbalances (equation 10); a rule is a setting, never a branch.

    fixed: constant in units of world factor income. share: proportional to own factor income.
    Both zero: balanced trade.
    """

    fixed: Array | np.float64
    share: Array | np.float64


class Unknowns(NamedTuple):
    """Logs of counterfactual over baseline.

    price (country, sector): price index of purchases. reward (country, factor).
    spending (country, sector): purchases from all sources, duty paid.
    """

    price: Array
    reward: Array
    spending: Array


class Kernel(NamedTuple):
    """Trade as linear maps, so that the solver needs no power of a bilateral array.

    With `z = chat^-theta` by exporter and `q = X' Phat^theta` by importer, a flow is `z K q`.
    inward (sector, 2, importer, exporter): K duty paid, and before import duty. outward (sector,
    2, exporter, importer): K before import duty, and what producers keep. Sector first and the
    summed country last is the order in which batched products run fastest. together (country,
    country): one where two countries trade, if only through others, else zero.
    """

    inward: Array
    outward: Array
    together: Array
