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
    labour (factor,): one for people, whose supply may respond, zero for capital. relieved
    (country,): public revenue over factor income that replaces a tax on it already.
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
    labour: Array
    relieved: Array


class Commitments(NamedTuple):
    """Promised purchases (equation 9), on the pairs of countries they concern.

    seller, buyer (pair, country): one-hot. covers (commitment, pair, sector): one where a flow
    counts, else zero. floor (commitment,): USD million, before import duty. payer (commitment,
    country): who bears the cost, shares that sum to one, or zeros where each buyer does. A
    commitment that covers nothing is never broken.
    """

    seller: Array
    buyer: Array
    covers: Array
    floor: Array
    payer: Array


class Shock(NamedTuple):
    """What the policy sets.

    tariff, export_tax: new rates; trade_cost: new over old; open: zero under an embargo, else
    one; all (exporter, importer, sector). productivity (country, sector) and endowment
    (country, factor): new over old. remittance (payer, receiver, factor): sent home by those who
    moved, USD million at baseline rewards. transfer (country,): USD million received.
    """

    tariff: Array
    export_tax: Array
    trade_cost: Array
    open: Array
    productivity: Array
    endowment: Array
    remittance: Array
    transfer: Array
    commitments: Commitments


class Closure(NamedTuple):
    """What adjusts, as weights and elasticities; a rule is a setting, never a branch.

    Imbalances (equation 10): fixed, constant in units of world factor income; share, proportional
    to own factor income; both zero, balanced trade. Labour (equation 11): labour_supply (factor,),
    kappa; relief, one where public revenue replaces a tax on factor income, else zero.
    scale_elasticity (sector,): psi of equation 1, or of size zero where there are no scale
    economies.
    """

    fixed: Array | np.float64
    share: Array | np.float64
    labour_supply: Array
    relief: Array | np.float64
    scale_elasticity: Array


class Unknowns(NamedTuple):
    """Logs of counterfactual over baseline.

    price (country, sector): price index of purchases. reward (country, factor).
    spending (country, sector): purchases from all sources, duty paid. commitment (commitment,):
    above zero the wedge `-ln(1 - s')` of a promise that binds, below zero minus the slack
    `ln(F' / q)` of one that does not. scale (country, sector): factors at work in a sector, or
    (country, 0) where there are no scale economies.
    """

    price: Array
    reward: Array
    spending: Array
    commitment: Array
    scale: Array


class Lean(NamedTuple):
    """How a kernel moves with the trade elasticities, to first order, for derivatives in them.

    inward, outward: slopes of the kernel's in the elasticity of their sector, of the same shapes;
    by (sector,): how far each elasticity has moved.
    """

    inward: Array
    outward: Array
    by: Array


class Kernel(NamedTuple):
    """Trade as linear maps, so that the solver needs no power of a bilateral array.

    With `z = chat^-theta` by exporter and `q = X' Phat^theta` by importer, a flow is `z K q`.
    inward (sector, 2, importer, exporter): K duty paid, and before import duty. outward (sector,
    2, exporter, importer): K before import duty, and what producers keep. Sector first and the
    summed country last is the order in which batched products run fastest. together (country,
    country): one where two countries trade, if only through others, else zero. promised (3,
    pair, sector): K duty paid, before import duty, and what producers keep, on the flows that
    commitments may raise. receipts (country, sector): producers' receipts in the baseline.
    lean: what is added to inward and outward where elasticities move and the kernel is not made
    anew: the way back through its powers would cost as much as all the rest.
    """

    inward: Array
    outward: Array
    together: Array
    promised: Array
    receipts: Array
    lean: Lean | None = None
