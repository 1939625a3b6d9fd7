"""Inputs and value added of each country: the 2017 regional tables moved to each country's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .fit import biproportional, block_proportional, shift_odds
from .labels import (
    COUNTRIES,
    DONORS,
    DROPPED_IN_RUV,
    ICIO44,
    LEANINGS,
    OWN_TABLE,
    REGIONS,
    RUV14,
    SECTORS,
    WIOD56,
    J,
    N,
    country,
    sector,
)  # fmt: skip
from .read import Sources

Array = np.ndarray


@dataclass(frozen=True)
class Structure:
    """value_added_share (country, sector), input_share (country, input, sector): with the former
    sums to one over inputs. ``source`` per country. ``before`` is the purchases of inputs
    (country, input, sector) before they were reconciled with what the country uses, USD million."""

    value_added_share: Array
    input_share: Array
    source: tuple[str, ...]
    before: Array
    after: Array


def source_of(code: str, donor: str) -> str:
    if code in OWN_TABLE:
        return "own"
    return "region" if donor == "EU" else "rest of world"


def build_structure(sources: Sources, trade: Array, tariff: Array) -> Structure:
    """Cost shares for every country, and the inputs behind them. See docs/decisions/0003."""
    output, use = trade.sum(1), ((1 + tariff) * trade).sum(0)
    added = value_added_shares(sources, output)
    before, after = np.zeros((N, J, J)), np.zeros((N, J, J))
    share = np.zeros((N, J, J))
    for d in range(N):
        prior = _input_prior(sources, d, added[d], output[d], use[d])
        cost = (1 - added[d]) * output[d]
        before[d] = prior * cost
        after[d] = _reconcile(sources, d, before[d], use[d], cost)
        total = after[d].sum(0)
        used = np.divide(after[d], total, out=prior.copy(), where=total > 0)
        share[d] = used * (1 - added[d])
    labels = tuple(source_of(c, g) for c, g in zip(COUNTRIES, DONORS, strict=True))
    return Structure(added, share, labels, before, after)


def value_added_shares(sources: Sources, output: Array) -> Array:
    """Value added over output (country, sector).

    Pattern across sectors: the 2017 table for the five countries it shows and for those WIOD 2014
    does not have, WIOD 2014 otherwise. Level: group by group the country's own 2018 shares; the
    United States has none there and keeps 2017. Countries without an own table: one shift of the
    odds, so that value added over output is what it was in 2018 (PWT's GDP over the 2018 cube's
    output, times the median ratio of value added to GDP of countries with an own table).
    """
    added = np.zeros((N, J))
    for d, code in enumerate(COUNTRIES):
        added[d] = _pattern(sources, code, DONORS[d])
        own = code if code in OWN_TABLE else "RoW" if DONORS[d] == "ROW" else None
        if own is not None and own in sources.ruv_value_added:
            level = sources.ruv_value_added[own]
            kept = 1 - _dropped_share(sources, region_index(DONORS[d]))
            for h in range(14):
                members = RUV14[:, h] > 0
                target = float(np.clip(1 - (1 - level[h]) / kept[h], 0.02, 0.98))
                added[d, members] = shift_odds(added[d, members], output[d, members], target)
    ratio, share_2018 = _gdp_2018(sources, added, output)
    for d, code in enumerate(COUNTRIES):
        if code not in OWN_TABLE and code in share_2018:
            added[d] = shift_odds(added[d], output[d], ratio * share_2018[code])
    return added


def _gdp_2018(sources: Sources, added: Array, output: Array) -> tuple[float, dict[str, float]]:
    """The usual ratio of value added to GDP, and GDP over output by country, both in 2018."""
    output_2018 = sources.flow_earlier[2018].sum(1)
    gdp = {c: v / 1e6 for c, v in sources.gdp_nominal_earlier[2018].items()}
    share = {c: gdp[c] / output_2018[country(c)].sum() for c in gdp}
    ratios = []
    for code in sorted(OWN_TABLE & set(gdp)):
        d = country(code)
        services = (added[d, 27:] * output[d, 27:]).sum() / output[d, 27:].sum()
        value = (added[d, :27] * output_2018[d, :27]).sum() + services * output_2018[d, 27]
        ratios.append(value / gdp[code])
    return float(np.median(ratios)), share


def region_index(donor: str) -> int:
    return REGIONS.index(donor)


def _pattern(sources: Sources, code: str, donor: str) -> Array:
    region = sources.region
    r = region_index(donor)
    weight = ICIO44 * region.output[r]
    pattern = (weight @ region.value_added_share[r]) / weight.sum(1)
    if code not in REGIONS and code in sources.wiod_output:
        output, value = WIOD56 @ sources.wiod_output[code], WIOD56 @ sources.wiod_value_added[code]
        share = np.divide(value, output, out=np.zeros(J), where=output > 0)
        pattern = np.where((share > 0.03) & (share < 0.97), share, pattern)
    return np.clip(pattern, 0.03, 0.97)


def _dropped_share(sources: Sources, r: int) -> Array:
    """Share of electricity, water and government in the inputs of each of the 14 user groups."""
    spent = sources.region.intermediate[r]
    users = (spent.sum(0) * (np.arange(44) != 39)) * (RUV14.T @ ICIO44 > 0)
    total = users.sum(1)
    dropped = spent[[k - 1 for k in DROPPED_IN_RUV], :].sum(0)
    share = np.divide(dropped, spent.sum(0), out=np.zeros(44), where=spent.sum(0) > 0)
    return np.asarray((users * share).sum(1) / total)


def _input_prior(sources: Sources, d: int, added: Array, output: Array, use: Array) -> Array:
    """Input mix (input, user) summing to one over inputs, before reconciliation."""
    code, donor = COUNTRIES[d], DONORS[d]
    spent = sources.region.intermediate[region_index(donor)]
    users = (spent @ ICIO44.T) / (ICIO44 @ spent.sum(0))  # (44, 34): mix of each of our users
    table = ICIO44 @ users  # finer goods: each still has the whole of its parent
    for members in _siblings():
        available = use[members] / use[members].sum()
        weight = available[:, None] * _leaning(members)
        table[members] *= weight / weight.sum(0)
    own = code if code in sources.ruv_input else "RoW" if donor == "ROW" else None
    if own is None:
        return np.asarray(table / table.sum(0))
    cost = (1 - added) * output
    flow = table * np.where(cost > 0, cost, 1e-9)
    grouped = RUV14.sum(1) > 0
    # Inputs of electricity and water keep the region's share of each user's inputs.
    free = np.array([flow[~grouped][:, RUV14[:, h] > 0].sum() for h in range(14)])
    spent_group = np.array([flow[:, RUV14[:, h] > 0].sum() for h in range(14)])
    blocks = sources.ruv_input[own] / sources.ruv_input[own].sum(0) * (spent_group - free)
    fitted = block_proportional(flow, RUV14, RUV14, blocks, flow.sum(0))
    return np.asarray(fitted / fitted.sum(0))


def _siblings() -> list[Array]:
    """Positions of the finer goods that share one column of the 2017 table."""
    parents = ICIO44[:27].argmax(1)
    return [np.flatnonzero(parents == p) for p in np.unique(parents) if (parents == p).sum() > 1]


def _leaning(members: Array) -> Array:
    odds = np.ones((len(members), J))
    for (supplied, user), value in LEANINGS.items():
        k = sector(supplied)
        if k in members:
            odds[list(members).index(k), SECTORS.index(user)] = value
    return odds


def _reconcile(sources: Sources, d: int, inputs: Array, use: Array, cost: Array) -> Array:
    """Inputs that fit into what the country uses of every good, leaving something for final buyers.

    Final purchases start from what is left over, or from half the region's final share of the good
    where less than that is left; then the table (inputs and final purchases) is fitted
    biproportionally to use by good and to cost by user.
    """
    region, r = sources.region, region_index(DONORS[d])
    use_44 = region.flow.sum(0)[r]
    final_share = (ICIO44 @ region.final[r]) / (ICIO44 @ use_44)
    floor = np.maximum(0.25 * final_share, 0.002) * use
    final = np.maximum(use - inputs.sum(1), floor)
    seed = np.column_stack([inputs, final])
    columns = np.append(cost, use.sum() - cost.sum())
    return biproportional(seed, use, columns)[:, :J]
