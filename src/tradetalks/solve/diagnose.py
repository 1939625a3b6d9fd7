"""Saying what failed: the worst market, where it is, and what to try."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.model.economy import Closure, Economy, Shock, Unknowns
from tradetalks.model.income import LEAST_LEFT, revenue_ratio
from tradetalks.solve.arrays import leak_of
from tradetalks.solve.compiled import World
from tradetalks.solve.options import Verdict

_MARKETS = {
    "price": "price index of {1} in {0}",
    "reward": "market for {1} in {0}",
    "spending": "market for {1} in {0}",
    "scale": "employment in {1} of {0}",
}


def worst_market(base: Baseline, residual: Unknowns) -> str:
    """The equation furthest from holding, in words."""
    best, words = -1.0, ""
    for block, labels in (
        ("price", base.sectors),
        ("reward", base.factors),
        ("spending", base.sectors),
        ("scale", base.sectors),
    ):
        size = np.abs(np.asarray(getattr(residual, block)))
        if not size.size:
            continue
        size = np.where(np.isfinite(size), size, np.inf)
        place = np.unravel_index(int(size.argmax()), size.shape)
        if size[place] > best:
            best = float(size[place])
            words = _MARKETS[block].format(base.countries[place[0]], labels[place[1]])
    promised = np.abs(np.nan_to_num(np.asarray(residual.commitment), nan=np.inf))
    if promised.max(initial=0.0) > best:
        best, words = float(promised.max()), f"purchase commitment {int(promised.argmax()) + 1}"
    return f"{words} (residual {best:.1e})"


def impossible(base: Baseline, economy: Economy, shock: Shock, closure: Closure) -> Verdict | None:
    """A reason why no equilibrium can exist, known before solving, or None."""
    shares, open_ = np.asarray(economy.trade_share), np.asarray(shock.open)
    spending = np.asarray(economy.expenditure)
    stranded = np.argwhere((spending > 0) & shares.any(0) & ~(shares * open_).any(0))
    if len(stranded):
        country, sector = stranded[0]
        more = f" and {len(stranded) - 1} more such markets" if len(stranded) > 1 else ""
        return Verdict(
            "no supplier",
            f"{base.countries[country]} buys {base.sectors[sector]} and the policy leaves it "
            f"nobody to buy from{more}",
            "leave one supplier open, or merge the sector with another",
        )
    promises = shock.commitments
    o, d = (np.asarray(a).argmax(1) for a in (promises.seller, promises.buyer))
    can_flow = (np.asarray(promises.covers) * shares[o, d] * open_[o, d] * spending[d]).any((1, 2))
    empty = np.flatnonzero((np.asarray(promises.floor) > 0) & ~can_flow)
    if len(empty):
        return Verdict(
            "nothing to buy",
            f"purchase commitment {empty[0] + 1} covers no flow that exists under the policy",
            "take out the embargo, or cover a sector that is traded",
        )
    abroad = np.einsum("odj,odj,dj->od", shares, open_, spending) * (
        1 - np.eye(len(base.countries))
    )
    buys, sells = abroad.any(0), abroad.any(1)
    deficit = float(closure.fixed + closure.share) * np.asarray(economy.deficit)
    deficit = deficit + np.asarray(shock.transfer)
    rounding = 1e-9 * np.asarray(economy.value_added).sum(1)
    stuck = np.flatnonzero(~buys & ~sells & (np.abs(deficit) > rounding))
    if len(stuck):
        return Verdict(
            "deficit without trade",
            f"{base.countries[stuck[0]]} keeps a trade imbalance but no trade to carry it",
            'use deficits="balanced"',
        )
    # Whoever may only sell needs a surplus, whoever may only buy a deficit: no price will do it.
    settled = ~_owing(shock)
    sellers = np.flatnonzero(sells & ~buys & (deficit > -rounding) & settled)
    buyers = np.flatnonzero(buys & ~sells & (deficit < rounding) & settled)
    for stuck, words in (
        (sellers, "may sell abroad but not buy, and has no surplus"),
        (buyers, "may buy abroad but not sell, and has no deficit"),
    ):
        if len(stuck):
            return Verdict(
                "one-way trade",
                f"{base.countries[stuck[0]]} {words} to match",
                "close both ways, or leave some trade open in each",
            )
    return None


def _owing(shock: Shock) -> NDArray[np.bool_]:
    """Who pays or receives what only the solution says: remittances, others' purchases."""
    sent, promises = np.asarray(shock.remittance) != 0, shock.commitments
    payer, covers = (np.asarray(a) > 0 for a in (promises.payer, promises.covers))
    paid_for = np.any(covers[np.any(payer, axis=1)], axis=(0, 2)) @ np.asarray(promises.buyer) > 0
    sides = (np.any(sent, axis=(0, 2)), np.any(sent, axis=(1, 2)), np.any(payer, axis=0), paid_for)
    return np.any(sides, axis=0)


def unreal(
    base: Baseline, economy: Economy, closure: Closure, world: World, tol: float
) -> Verdict | None:
    """Why a solution of the equations is no equilibrium, or None.

    Countries that do not trade, even through others, cannot pay one another. Each part of the
    world has its own numeraire then, which would hide by how much its markets fail to clear.
    """
    state = world.state
    income, before = np.asarray(state.income), np.asarray(economy.value_added).sum(1)
    poor = np.flatnonzero((income <= 0) & (before > 0))
    if len(poor):
        others = f" and {len(poor) - 1} more" if len(poor) > 1 else ""
        return Verdict(
            "income below zero",
            f"{base.countries[poor[0]]}{others} would owe more than it earns: what it promises to "
            "buy, pays or subsidises is beyond its means",
            "ask for less, or let others pay",
        )
    ratio = np.asarray(revenue_ratio(state.budget, state.factor_demand))
    rich = np.flatnonzero(ratio >= 1 - LEAST_LEFT)
    if len(rich) and float(closure.relief) and np.asarray(closure.labour_supply).any():
        return Verdict(
            "no tax left",
            f"public revenue of {base.countries[rich[0]]} reaches its factor income, and no tax on "
            "that is left to replace",
            'use revenue="lump_sum", or lower rates',
        )
    linked = np.asarray(world.together)
    if linked.all():
        return None
    gap = linked @ np.asarray(state.factor_income).sum(1) / np.maximum(linked @ before, 1e-300) - 1
    loose = np.flatnonzero((np.abs(gap) > 10 * (tol + leak_of(base))) & (linked @ before > 0))
    if not len(loose):
        return None
    part = [base.countries[i] for i in np.flatnonzero(linked[loose[0]])]
    named = ", ".join(part[:5]) + (" and others" if len(part) > 5 else "")
    return Verdict(
        "deficit without trade",
        f"the policy cuts {named} off from the rest of the world, but imbalances or payments "
        "between the two remain, and no trade to carry them",
        'use deficits="balanced", and leave out transfers, migrants and payers across the cut',
    )


def failure(base: Baseline, residual: Unknowns, reached: float, deficits: str) -> Verdict:
    """Why the search ended and what to try."""
    what = f"no equilibrium found; worst: {worst_market(base, residual)}"
    if 0 < reached < 1:
        what += (
            f"; the path from the baseline to the policy could be followed {100 * reached:.0f} % "
            "of the way"
        )
    parts = []
    if deficits != "balanced":
        parts.append(
            "imbalances that stay fixed may have become impossible to finance: try "
            'deficits="balanced"' + (' or "share"' if deficits == "fixed" else "")
        )
    parts.append("or take a smaller step and pass its result as start=")
    return Verdict("not converged", what, "; ".join(parts))
