"""Workers, migrants, movers' efficiency, remittances and price levels of a baseline.

None of it enters an accounting identity; levers that move people read it. In an
aggregate, movers earn what they earned in its parts, and so does what they send
home: shares are weighted by migrants times pay, efficiency by migrants and
rescaled to the aggregate's average worker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline.finder import Finder
from tradetalks.baseline.identities import Array
from tradetalks.errors import Problem
from tradetalks.symbols import CAPITAL, PEOPLE


def people_factors(factors: Sequence[str]) -> Array:
    """One for each factor that is people, zero for the one called capital, (factor,)."""
    return np.array([0.0 if f.strip().casefold() == CAPITAL else 1.0 for f in factors])


def pay(value_added: Array, workers: Array) -> Array:
    """Average income of a worker, (country, factor), USD million a year; zero without workers."""
    return np.divide(value_added, workers, out=np.zeros_like(value_added), where=workers > 0)


def average_pay(value_added: Array, workers: Array) -> Array:
    """Average labour income of a worker over factors, (country,), USD million a year."""
    earned, heads = (value_added * (workers > 0)).sum(axis=1), workers.sum(axis=1)
    wage: Array = np.divide(earned, heads, out=np.zeros_like(earned), where=heads > 0)
    return wage


def aggregate_people(
    old: Mapping[str, Array], factors: Sequence[str], nation: Array
) -> dict[str, Array]:
    """What `old` has of the variables of people, over the new countries.

    `nation` (new, old) is one where an old country goes into a new one. Without migrants
    between two groups, or without data on them, all pairs of their members count alike.
    """
    apart = 1 - np.eye(len(nation))
    new = {n: nation @ old[n] for n in ("workers",) if n in old}
    new |= {
        n: apart * (nation @ old[n] @ nation.T) for n in ("migrants", "remittances") if n in old
    }
    moved = _movers(old, nation)
    if "remittance_share" in old:
        wage = average_pay(old["value_added"], old["workers"]) if "workers" in old else 1.0
        weight = (moved * wage).T  # (payer, receiver)
        share = _over(_between(old["remittance_share"] * weight, nation), _between(weight, nation))
        new["remittance_share"] = apart * share
    if "mover_efficiency" in old:
        new["mover_efficiency"] = _efficiency(old, factors, nation, moved)
    if "price_level" in old:
        value = old["value_added"].sum(axis=1)
        new["price_level"] = (nation @ value) / (nation @ (value / old["price_level"]))
    return new


def _movers(old: Mapping[str, Array], nation: Array) -> Array:
    """Weight of each pair (origin, residence): its migrants, or one where its groups have none."""
    abroad = 1 - np.eye(nation.shape[1])
    found = old["migrants"] * abroad if "migrants" in old else np.zeros_like(abroad)
    none = nation.T @ (_between(found, nation) == 0) @ nation
    return np.where(none > 0, abroad, found)


def _efficiency(
    old: Mapping[str, Array], factors: Sequence[str], nation: Array, moved: Array
) -> Array:
    """Efficiency (origin, residence, factor) at which movers earn what they earned before."""
    wage = after = np.ones((1, len(factors)))
    if "workers" in old:
        wage = pay(old["value_added"], old["workers"])
        after = pay(nation @ old["value_added"], nation @ old["workers"])
    earned = np.einsum("ao,od,odf,bd->abf", nation, moved, old["mover_efficiency"] * wage, nation)
    made = _over(earned, _between(moved, nation)[:, :, None] * after)
    here = np.arange(len(nation))
    made[here, here] = people_factors(factors)
    return made


def _between(flow: Array, nation: Array) -> Array:
    added: Array = nation @ flow @ nation.T
    return added


def _over(top: Array, bottom: Array) -> Array:
    bottom = np.broadcast_to(bottom, top.shape)
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)


def people_problems(find: Finder) -> list[Problem]:
    """Faults in what a baseline says of people, besides missing and negative values."""
    has = find.arrays.keys() & PEOPLE.keys()
    people = people_factors(find.base.factors)
    problems = _workers(find, people) if "workers" in has else []
    here = np.eye(len(find.base.countries), dtype=bool)
    for name in sorted(has & {"migrants", "remittances"}):
        what, allowed = "is {:g} within one country", "zero: at home nobody is a migrant"
        problems += _cells(find, name, here & (find[name] > 0), what, allowed)
    if "remittance_share" in has:
        above = find["remittance_share"] > 1
        problems += _cells(find, "remittance_share", above, "is {:g}", "a fraction, at most one")
    if "mover_efficiency" in has:
        counts = people > 0
        if "workers" in has:
            counts &= find["workers"].sum(axis=0) > 0
        off = here[:, :, None] & counts & (np.abs(find["mover_efficiency"] - 1) > 1e-9)
        problems += _cells(find, "mover_efficiency", off, "is {:g} at home", "one")
    if "price_level" in has:
        none = find["price_level"] == 0
        problems += _cells(find, "price_level", none, "is {:g}", "above zero, USA = 1")
    return problems


def _workers(find: Finder, people: Array) -> list[Problem]:
    """Capital works nowhere; a factor that works in one country works wherever it earns."""
    heads, earned = find["workers"], find["value_added"]
    idle = (people == 0) & (heads != 0)
    missing = (heads.sum(axis=0) > 0) & (heads == 0) & (earned > 0)
    what = "is {:g} but the factor has an income there"
    return [
        *_cells(find, "workers", idle, "is {:g}", "zero: capital has no workers"),
        *_cells(find, "workers", missing & (people > 0), what, "above zero"),
    ]


def _cells(
    find: Finder, name: str, bad: NDArray[np.bool_], what: str, allowed: str
) -> list[Problem]:
    return find.cells(name, PEOPLE[name].dims, bad, find[name], what, allowed)
