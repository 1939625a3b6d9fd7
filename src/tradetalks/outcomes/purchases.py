"""What purchase commitments do: whom they displace, what they divert, what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.outcomes.compared import (
    Array,
    chosen,
    goods,
    ratio,
    solved_again,
    table,
    trade_change,
)
from tradetalks.policy import Commitment, Policy
from tradetalks.policy.levers import Purchase
from tradetalks.solve import Equilibrium
from tradetalks.solve.arrays import settings_of

if TYPE_CHECKING:
    import pandas as pd

Mask = NDArray[np.bool_]


def purchase_accounts(eq: Equilibrium, alone: bool = False) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`purchase_effects` and `purchase_diversion`, with what they have in common solved once."""
    promises = _promises(eq)
    change = _changes(eq, promises, alone)
    return _effects(eq, promises, change, alone), _diversion(eq, promises, change)


def purchase_effects(eq: Equilibrium, alone: bool = False) -> pd.DataFrame:
    """Each purchase commitment: cost, displacement, diversion, balance; one row a commitment.

    Labels: commitment, buyer, seller, sectors, payer. floor, flow_base (baseline), flow_without,
    flow, USD million before duty; committed: floor above flow_without, at least zero; added: flow
    above flow_without. wedge: a fraction; cost, USD million, who bears it is `payer`;
    cost_per_dollar: per dollar committed; binding.

    Changes against the same policy without any of its purchases (one more solve; the baseline if
    the policy is nothing else and the rules keep it), USD million before duty: in the sectors and
    countries the commitment covers, displaced_home, displaced_third (buyers' other purchases),
    diverted_home, diverted_third (sellers' other sales); in all sectors, and in goods,
    balance_change and balance_goods_change (sellers' exports to the buyers less their imports from
    them), each also `_per_dollar` of what all commitments of the pair together committed.
    Commitments are kept at once, so their changes are joint; with `alone` each is against the
    policy without that one commitment instead, at one solve each. Not a number: per dollar where
    nothing is committed; goods where no sector is known to be goods.

    No rows without purchases. Raises NotConvergedError where there is no equilibrium.
    """
    return purchase_accounts(eq, alone)[0]


def purchase_diversion(eq: Equilibrium, alone: bool = False) -> pd.DataFrame:
    """Whom each commitment's trade came from: one row a commitment and country that is not in it.

    commitment, country; bought_change: change in what the buyers buy of the covered sectors from
    the country; sold_change: in what the sellers sell it of them; USD million before duty, against
    the same policy without its purchases, or with `alone` without that one. No rows without any.
    """
    return purchase_accounts(eq, alone)[1]


def _effects(
    eq: Equilibrium, promises: list[_Promise], change: list[Array], alone: bool
) -> pd.DataFrame:
    made = eq.commitments
    flow, cost, floor = (made[name].to_numpy() for name in ("flow", "cost", "floor"))
    added = np.array([c[p.terms.covers].sum() for p, c in zip(promises, change, strict=True)])
    committed = np.maximum(floor - (flow - added), 0.0)
    moved = [p.moved(c) for p, c in zip(promises, change, strict=True)]
    in_goods = goods(eq)
    balances = [p.balance(c, in_goods) for p, c in zip(promises, change, strict=True)]
    balance, balance_goods = np.array(balances).reshape(-1, 2).T
    joint = [[p is q or (p.same_pair(q) and not alone) for q in promises] for p in promises]
    of_pair = np.array([committed[mask].sum() for mask in joint])
    return table(
        {
            "commitment": made["commitment"],
            **{n: [p.words[n] for p in promises] for n in ("buyer", "seller", "sectors", "payer")},
            "floor": floor,
            "flow_base": made["flow_base"],
            "flow_without": flow - added,
            "flow": flow,
            "committed": committed,
            "added": added,
            "wedge": made["wedge"],
            "cost": cost,
            "cost_per_dollar": ratio(cost, committed),
            "binding": made["binding"],
            **{name: [m[name] for m in moved] for name in _MOVED},
            "balance_change": balance,
            "balance_goods_change": balance_goods,
            "balance_per_dollar": ratio(balance, of_pair),
            "balance_goods_per_dollar": ratio(balance_goods, of_pair),
        }
    )


def _diversion(eq: Equilibrium, promises: list[_Promise], changes: list[Array]) -> pd.DataFrame:
    rows = [
        (p.terms.words, eq.base.countries[c], bought, sold)
        for p, change in zip(promises, changes, strict=True)
        for c, (bought, sold) in enumerate(zip(*p.by_third(change), strict=True))
        if not (p.buyers | p.sellers)[c]
    ]
    columns = zip(*rows, strict=True) if rows else [[]] * 4
    names = ("commitment", "country", "bought_change", "sold_change")
    return table({name: list(values) for name, values in zip(names, columns, strict=True)})


_MOVED = ("displaced_home", "displaced_third", "diverted_home", "diverted_third")


def _changes(eq: Equilibrium, promises: list[_Promise], alone: bool) -> list[Array]:
    """Change in trade (exporter, importer, sector) that each commitment is held to, USD million."""
    levers = eq.policy.levers
    if alone:
        rest = [tuple(lever for lever in levers if lever is not p.lever) for p in promises]
        return [trade_change(eq, solved_again(eq, Policy(kept))) for kept in rest]
    if not promises:
        return []
    kept = tuple(lever for lever in levers if not isinstance(lever, Purchase))
    return [trade_change(eq, solved_again(eq, Policy(kept)))] * len(promises)


@dataclass(frozen=True, eq=False)
class _Promise:
    """A commitment beside the lever that made it."""

    lever: Purchase
    terms: Commitment
    buyers: Mask
    sellers: Mask
    words: dict[str, str]

    def moved(self, change: Array) -> dict[str, Any]:
        """Changes of the flows beside the covered ones, by name, USD million."""
        home = np.eye(len(self.buyers), dtype=bool)[:, :, None]
        bought, sold = self._beside()
        wheres = (bought & home, bought & ~home, sold & home, sold & ~home)
        return {n: float(change[w].sum()) for n, w in zip(_MOVED, wheres, strict=True)}

    def by_third(self, change: Array) -> tuple[Array, Array]:
        """Buyers' purchases from, and sellers' sales to, each country: (country,) each."""
        bought, sold = self._beside()
        return (change * bought).sum((1, 2)), (change * sold).sum((0, 2))

    def balance(self, change: Array, in_goods: Mask) -> tuple[float, float]:
        """Change of sellers' balance with buyers, in all sectors and in goods."""
        pairs: Mask = np.outer(self.sellers, self.buyers) & ~np.eye(len(self.buyers), dtype=bool)
        net = (change - change.swapaxes(0, 1))[pairs].sum(0)
        return float(net.sum()), float(net[in_goods].sum()) if in_goods.any() else np.nan

    def same_pair(self, other: _Promise) -> bool:
        """Whether both are between the same buyers and sellers."""
        return bool((self.buyers == other.buyers).all() and (self.sellers == other.sellers).all())

    def _beside(self) -> tuple[Mask, Mask]:
        """Flows not covered of goods whose buyer, or whose seller, has promised: (o, d, sector)."""
        covers = self.terms.covers
        bought: Mask = covers.any(axis=0, keepdims=True) & ~covers
        sold: Mask = covers.any(axis=1, keepdims=True) & ~covers
        return bought, sold


def _promises(eq: Equilibrium) -> list[_Promise]:
    eq.require()
    levers = [lever for lever in eq.policy.levers if isinstance(lever, Purchase)]
    terms = settings_of(eq.base, eq.policy).commitments
    return [_promise(eq, lever, made) for lever, made in zip(levers, terms, strict=True)]


def _promise(eq: Equilibrium, lever: Purchase, terms: Commitment) -> _Promise:
    buyers, sellers = chosen(eq, buyer=lever.buyer, seller=lever.seller)
    payers = terms.payer > 0 if terms.payer.any() else terms.covers.any((0, 2))
    sectors = [eq.base.sectors[j] for j in np.flatnonzero(terms.covers.any((0, 1)))]
    named = {
        name: ", ".join(eq.base.countries[i] for i in np.flatnonzero(mask))
        for name, mask in (("buyer", buyers), ("seller", sellers), ("payer", payers))
    }
    return _Promise(lever, terms, buyers, sellers, named | {"sectors": ", ".join(sectors)})
