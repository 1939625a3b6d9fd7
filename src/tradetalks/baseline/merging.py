"""One factor instead of several: the world in which only total value added is told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.baseline.about import About
from tradetalks.baseline.identities import Array
from tradetalks.baseline.people import average_pay, pay, people_factors
from tradetalks.symbols import DATA, OPTIONAL

if TYPE_CHECKING:
    from tradetalks.baseline.core import Baseline

#: What the one factor is called; it earns all value added.
ONE = "labour"
#: Factor shares this close to one in sum are one.
ROUNDING = 1e-9


def one_factor(base: Baseline) -> Baseline:
    """The same world with all factors merged into one called labour.

    Trade, cost shares and identities stay to the bit; the factor's share in value added is
    one. Workers add up. A mover stands for the origin's mix of workers, and their efficiency
    is relative to the residence's average worker. The one wage holds capital income, so the
    share of it that is sent home falls by labour's share in value added: movers send the
    same money. A baseline with the one factor already comes back as it is.
    """
    if base.factors == (ONE,):
        return base
    old = {str(n): v.values for n, v in base.dataset.data_vars.items()}
    kept = {n: old[n] for n in (*DATA, *OPTIONAL, *base.given) if n in old}
    arrays = kept | _merged(old, base.factors)
    if "value_added" in base.given:
        arrays["value_added"] = old["value_added"].sum(axis=1, keepdims=True)
    about = About.of(base.dataset).noting(f"factors merged into one: {', '.join(base.factors)}")
    if isinstance(about.source, Mapping):
        about = replace(about, source={**about.source, "factor_share": "one factor"})
    notes = {n: t for n, t in base.annotations().items() if "factor" not in t.dims}
    return base.assembled(base.countries, base.sectors, (ONE,), arrays, about, notes)


def _merged(old: Mapping[str, Array], factors: Sequence[str]) -> dict[str, Array]:
    """Every array with a factor axis, and the share of the wage that is sent home."""
    total = old["factor_share"].sum(axis=1, keepdims=True)
    new = {"factor_share": np.where(np.abs(total - 1) <= ROUNDING, 1.0, total)}
    if "workers" not in old:
        people = people_factors(factors) > 0
        return new | {
            n: old[n][..., people].mean(axis=-1, keepdims=True)
            for n in ("mover_efficiency",)
            if n in old
        }
    heads, income = old["workers"], old["value_added"]
    new["workers"] = heads.sum(axis=1, keepdims=True)
    wage = average_pay(income, heads)
    if "mover_efficiency" in old:
        mix = heads / np.where(new["workers"] > 0, new["workers"], 1.0)
        earned = np.einsum("of,odf,df->od", mix, old["mover_efficiency"], pay(income, heads))
        made = np.divide(earned, wage, out=np.zeros_like(earned), where=wage > 0)
        np.fill_diagonal(made, 1.0)
        new["mover_efficiency"] = made[:, :, None]
    if "remittance_share" in old:
        labour = wage * heads.sum(axis=1) / income.sum(axis=1)
        new["remittance_share"] = old["remittance_share"] * labour[:, None]
    return new
