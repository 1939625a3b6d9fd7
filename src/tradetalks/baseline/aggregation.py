"""Aggregation: countries and sectors added together, with nothing lost in value.

Flows add up. Tariffs are averaged by trade, export taxes by producers' receipts,
so that revenue, spending, output and income are those of the parts. Cost shares
are averaged by the values they are shares of. Trade elasticities are averaged by
cross-border trade. The home sales of an aggregate include trade among its
members, and its home tariff is what they charge one another. Who moved from one
member to another is no migrant of the aggregate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.baseline import identities
from tradetalks.baseline.about import About
from tradetalks.baseline.grouping import Grouping, grouping
from tradetalks.baseline.identities import Array
from tradetalks.baseline.people import aggregate_people
from tradetalks.errors import BaselineError, InputError, Problem
from tradetalks.labels.axes import Index, Selector

if TYPE_CHECKING:
    from tradetalks.baseline.core import Baseline

#: Texts by which people know a country or a sector: many of them are called by the new label.
NAMES = ("country_name", "sector_title")
#: The size of a world at the end of its title.
_SIZE = re.compile(r": \d+ [a-z ]+, \d+ sectors$")


def aggregate(
    base: Baseline,
    countries: Mapping[str, Any],
    sectors: Mapping[str, Any],
    name: str = "",
    partners: Selector = "all",
) -> Baseline:
    """The baseline with countries and sectors added together.

    Each mapping gives a new label its members: any selector (labels, groups, ISIC
    codes), or "rest" for all that no other entry takes. What is not mentioned
    stays as it is and comes first. `partners`: those whose purchases weigh the parts of an
    aggregate where a published list has a rate for each. The history says what was merged.
    Raises BaselineError with every entry that is unknown or taken twice.
    """
    problems: list[Problem] = []
    axes = base.axes
    by_country = grouping("countries", countries, base.countries, axes.country_index, problems)
    by_sector = grouping("sectors", sectors, base.sectors, axes.sector_index, problems)
    buyers = np.arange(0)
    try:
        buyers = axes.country_index(partners, "partners")
    except InputError as error:
        problems += error.problems
    if problems:
        raise BaselineError(problems)
    arrays = _arrays(base, by_country.matrix, by_sector.matrix)
    about = _about(base, by_country, by_sector, name, buyers)
    return type(base).assembled(
        by_country.labels,
        by_sector.labels,
        base.factors,
        arrays,
        about,
        _annotations(base, by_country, by_sector),
    )


def _arrays(base: Baseline, nation: Array, kind: Array) -> dict[str, Array]:
    """Every observed array, and those taken as given, over the new labels."""
    old = {str(n): v.values for n, v in base.dataset.data_vars.items()}
    flow, receipts = old["trade"], old["trade"] / (1 + old["export_tax"])
    output = receipts.sum(axis=1)
    earned = old["value_added_share"] * output
    used = old["input_share"] * output[:, None, :]
    paid = old["factor_share"] * earned[:, None, :]
    trade, producers = (_bilateral(x, nation, kind) for x in (flow, receipts))
    total, income = _sum(output, nation, kind), _sum(earned, nation, kind)
    plain = _mean(old["export_tax"], nation, kind)
    new = {
        "trade": trade,
        "tariff": _ratio(
            _bilateral(old["tariff"] * flow, nation, kind),
            trade,
            _mean(old["tariff"], nation, kind),
        ),
        "export_tax": _ratio(trade, producers, 1 + plain) - 1,
        "value_added_share": _ratio(income, total, _simple(old["value_added_share"], nation, kind)),
        "input_share": _ratio(
            np.einsum("ac,lk,ckj,sj->als", nation, kind, used, kind, optimize=True),
            total[:, None, :],
            np.einsum("lk,aks->als", kind, _simple(old["input_share"], nation, kind)),
        ),
        "factor_share": _ratio(
            np.einsum("ac,cfj,sj->afs", nation, paid, kind, optimize=True),
            income[:, None, :],
            _simple(old["factor_share"], nation, kind),
        ),
    }
    weight = _part_weights(base, kind)
    new["trade_elasticity"] = weight @ old["trade_elasticity"]
    if "trade_elasticity_se" in old:
        # Estimates of like sectors are correlated: the weighted sum is the safe bound.
        error = old["trade_elasticity_se"]
        new["trade_elasticity_se"] = np.where(weight > 0, weight * error, 0.0).sum(axis=1)
    if "trade_elasticity_covariance" in old:
        spread = _covariance(weight, old["trade_elasticity_covariance"])
        new["trade_elasticity_covariance"] = spread
        new["trade_elasticity_se"] = np.sqrt(np.diag(spread))
    if "relieved" in old:
        earned = old["value_added"].sum(axis=1)
        new["relieved"] = nation @ (old["relieved"] * earned) / (nation @ earned)
    return new | _given(base, old, nation, kind) | aggregate_people(old, base.factors, nation)


def _given(base: Baseline, old: dict[str, Array], nation: Array, kind: Array) -> dict[str, Array]:
    spending = _sum(old["expenditure"], nation, kind)
    income = identities.income_of(old)
    spent = old["final_share"] * income[:, None]
    bought = _bilateral(old["trade_share"] * old["expenditure"], nation, kind)
    home = np.eye(nation.shape[0])[:, :, None]
    new = {
        "trade_share": _ratio(bought, spending, np.broadcast_to(home, bought.shape)),
        "expenditure": spending,
        "value_added": nation @ old["value_added"],
        "deficit": nation @ old["deficit"],
        "final_share": _sum(spent, nation, kind) / (nation @ income)[:, None],
    }
    return {n: a for n, a in new.items() if n in base.given}


def _part_weights(base: Baseline, kind: Array) -> Array:
    """Weight of each old sector in each new one, (new, old): its cross-border trade."""
    flow = base["trade"].values
    crossing = flow.sum(axis=(0, 1)) - np.einsum("iij->j", flow)
    weight = kind * np.maximum(crossing, 0.0)
    total = weight.sum(axis=1, keepdims=True)
    equal = kind / kind.sum(axis=1, keepdims=True)
    weights: Array = np.where(total > 0, weight / np.where(total > 0, total, 1.0), equal)
    return weights


def _covariance(weight: Array, known: Array) -> Array:
    """Covariance of weighted means; not a number where a part's is not."""
    unknown = (weight @ np.isnan(np.diag(known))) > 0
    found: Array = weight @ np.nan_to_num(known) @ weight.T
    found[unknown] = found[:, unknown] = np.nan
    return found


def _bilateral(flow: Array, nation: Array, kind: Array) -> Array:
    added: Array = np.einsum("ao,bd,odj,sj->abs", nation, nation, flow, kind, optimize=True)
    return added


def _sum(values: Array, nation: Array, kind: Array) -> Array:
    added: Array = nation @ values @ kind.T
    return added


def _mean(rate: Array, nation: Array, kind: Array) -> Array:
    """Simple mean of a rate over foreign cells, for where there is no trade to weigh by."""
    abroad = np.broadcast_to(1 - np.eye(rate.shape[0])[:, :, None], rate.shape)
    count = _bilateral(abroad, nation, kind)
    mean = np.asarray(_bilateral(rate * abroad, nation, kind) / np.maximum(count, 1.0))
    mean[np.arange(len(nation)), np.arange(len(nation))] = 0.0
    return mean


def _simple(share: Array, nation: Array, kind: Array) -> Array:
    """Simple mean of shares over members, for where nothing is produced."""
    countries = nation / nation.sum(axis=1, keepdims=True)
    sectors = kind / kind.sum(axis=1, keepdims=True)
    mean: Array = np.einsum("ac,c...j,sj->a...s", countries, share, sectors, optimize=True)
    return mean


def _ratio(top: Array, bottom: Array, otherwise: Array) -> Array:
    positive = np.broadcast_to(bottom > 0, top.shape)
    return np.where(positive, top / np.where(bottom > 0, bottom, 1.0), otherwise)


def _sold(base: Baseline, buyers: Index) -> Array:
    """What each country sells abroad to the buyers, (country,), or to anyone where that is none."""
    flow = base["trade"].values.sum(axis=2)
    abroad = flow - np.diag(np.diag(flow))
    sold: Array = abroad[:, buyers].sum(axis=1)
    return np.where(sold > 0, sold, abroad.sum(axis=1))


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights that sum to one; equal ones where all are zero."""
    total = sum(weights.values())
    return {k: w / total if total else 1 / len(weights) for k, w in weights.items()}


def _about(
    base: Baseline, by_country: Grouping, by_sector: Grouping, name: str, buyers: Index
) -> About:
    old = About.of(base.dataset)
    nations, kinds = by_country.members(base.countries), by_sector.members(base.sectors)
    weights = _part_weights(base, by_sector.matrix)
    parts: dict[str, dict[str, float]] = {}
    for new, row in zip(by_sector.labels, weights, strict=True):
        members = kinds[new]
        if members == (new,) and new not in old.sector_parts:
            continue
        parts[new] = {
            part: float(row[base.sectors.index(m)]) * share
            for m in members
            for part, share in old.sector_parts.get(m, {m: 1.0}).items()
        }
    sold, known = dict(zip(base.countries, _sold(base, buyers), strict=True)), old.country_weights
    whole = {
        new: {
            part: share * within
            for m, share in _shares({m: float(sold[m]) for m in members}).items()
            for part, within in _shares(known.get(m, {m: 1.0})).items()
        }
        for new, members in nations.items()
        if members != (new,) or new in known
    }
    size = f"{len(nations)}x{len(kinds)}"
    line = (
        f"aggregated from {base.name or 'a baseline'} "
        f"({len(base.countries)}x{len(base.sectors)}, {base.fingerprint[:12]}) to {size}"
    )
    merged = [
        f"{new} from {', '.join(members)}"
        for new, members in (*nations.items(), *kinds.items())
        if len(members) > 1
    ]
    merged += [
        f"the group {group} is gone, {', '.join(cut)} holding only part of it"
        for groups, members in ((old.country_groups, nations), (old.sector_groups, kinds))
        for group, inside in groups.items()
        if (cut := _cut(inside, members))
    ]
    return old.noting(
        ": ".join(filter(None, (line, "; ".join(merged)))),
        name=name or f"{base.name}-{size}".lstrip("-"),
        title=_title(old.title, len(nations), len(kinds)),
        country_groups=_regroup(old.country_groups, nations),
        sector_groups=_regroup(old.sector_groups, kinds),
        country_parts=whole,
        sector_parts=parts,
    )


def _title(old: str, countries: int, sectors: int) -> str:
    """The title with the new size in place of the one that it gives."""
    size = f"{countries} countries and groups, {sectors} sectors"
    return f"{_SIZE.sub('', old)}: {size}" if old else ""


def _regroup(
    groups: Mapping[str, Sequence[str]], members: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Groups over the new labels; one of which an aggregate holds only a part is gone."""
    return {
        group: tuple(new for new, olds in members.items() if set(olds) <= set(inside))
        for group, inside in groups.items()
        if not _cut(inside, members)
    }


def _cut(inside: Sequence[str], members: Mapping[str, Sequence[str]]) -> list[str]:
    """Aggregates that hold some of a group's labels, and others too."""
    own = set(inside)
    return [new for new, olds in members.items() if own & set(olds) and not own.issuperset(olds)]


def _annotations(
    base: Baseline, by_country: Grouping, by_sector: Grouping
) -> dict[str, tuple[str, list[str]]]:
    """Texts about countries and sectors: kept where the members agree, else joined."""
    made = {}
    for name, texts in base.annotations().items():
        (dim,) = texts.dims
        groups = {"country": by_country, "sector": by_sector}.get(str(dim))
        if groups is None:
            made[name] = (str(dim), [str(x) for x in texts.values])
            continue
        values = np.array([str(x) for x in texts.values], dtype=object)
        many = groups.labels if name in NAMES else ["several"] * len(groups.labels)
        made[name] = (
            str(dim),
            [_joined(values[row > 0], most) for row, most in zip(groups.matrix, many, strict=True)],
        )
    return made


def _joined(texts: Iterable[str], many: str) -> str:
    distinct = list(dict.fromkeys(texts))
    return "; ".join(distinct) if len(distinct) <= 3 else many
