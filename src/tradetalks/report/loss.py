"""The headline figures of scenarios at two resolutions, and how far the coarse ones are off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tradetalks.report.clock import Progress, silent
from tradetalks.report.stack import goods
from tradetalks.symbols import MONEY, PER_CENT

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief import Closure
    from tradetalks.labels import Axes
    from tradetalks.policy import Policy
    from tradetalks.solve import Equilibrium

WORKERS = 2
#: Figures smaller than this have no error in per cent of them: USD million, per cent.
SMALLEST = {MONEY: 10.0, PER_CENT: 0.005}
#: What is compared, as people call it.
CALLED = {
    "real_income_change": "Real income of the parties",
    "third_real_income_change": "Real income of third countries",
    "exports_change": "Exports of the parties",
    "balance_difference": "Balance between the parties, change",
    "goods_balance_difference": "Balance in goods, change",
}
SUMMARY = [
    "figure", "called", "compared", "unit", "median", "largest", "largest_scenario",
    "largest_country", "median_percent", "largest_percent", "other_sign",
]  # fmt: skip


@dataclass(frozen=True)
class Loss:
    """The figures at both resolutions, one a row, and a summary by kind of figure.

    figures: scenario, figure, country, partner, coarse, full, difference, loss_percent, unit.
    summary: figure, called, compared, median and largest size of the difference (unit) and of
    loss_percent, where the largest is, and how many have the other sign.
    """

    figures: pd.DataFrame
    summary: pd.DataFrame


def compared(
    coarse: Mapping[str, Equilibrium], full: Mapping[str, Equilibrium], parties: Sequence[str]
) -> Loss:
    """What aggregation does to the headline figures of scenarios solved at both resolutions.

    parties: labels of the coarse world; one that is a group stands for its members in the other.
    A scenario that either world could not solve is left out.
    """
    rows = []
    for name, eq in coarse.items():
        if not (eq.converged and full[name].converged):
            continue
        members = _members(eq.base, full[name].base, parties)
        there = dict(_figures(full[name], parties, members))
        here = dict(_figures(eq, parties, {c: (c,) for c in members}))
        rows += [(name, *key, here[key], value) for key, value in there.items()]
    columns = ["scenario", "figure", "country", "partner", "unit", "coarse", "full"]
    numbers = {"coarse": float, "full": float}
    frame = pd.DataFrame(rows, columns=columns).astype(numbers)
    frame["difference"] = frame["coarse"] - frame["full"]
    large = frame["full"].abs() >= frame["unit"].map(SMALLEST).astype(float)
    frame["loss_percent"] = (100 * frame["difference"] / frame["full"].abs()).where(large)
    return Loss(frame, _summary(frame))


def worlds(
    base: Baseline,
    policies: Mapping[str, Callable[[Axes], Policy]],
    closure: Closure,
    tol: float,
    progress: Progress = silent,
) -> dict[str, Equilibrium]:
    """Every policy (made on the base's labels) solved, two at a time after the first."""
    from tradetalks.solve import solve

    def one(make: Callable[[Axes], Policy]) -> Equilibrium:
        return solve(base, make(base.axes), **closure, tol=tol)

    made, found = list(policies.items()), {}
    progress("whole world", 0, len(made))
    found[made[0][0]] = one(made[0][1])
    with ThreadPoolExecutor(WORKERS) as workers:
        later = workers.map(one, [make for _, make in made[1:]])
        for (name, _), equilibrium in zip(made[1:], later, strict=True):
            found[name] = equilibrium
            progress("whole world", len(found), len(made))
    return found


def _members(
    coarse: Baseline, full: Baseline, parties: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Parties, and labels that stand for one country or one whole group, by whom they stand for."""
    groups = full.axes.country_group_members
    found = {p: _inside(coarse, full, p) for p in parties}
    for label in coarse.countries:
        known = label in groups or (label in full.countries and label != "ROW")
        if known and label not in found:
            found[label] = _inside(coarse, full, label)
    return found


def _inside(coarse: Baseline, full: Baseline, label: str) -> tuple[str, ...]:
    """Countries of the full world that a label of the coarse one stands for."""
    if label in full.countries:
        return (label,)
    parts, known = set(coarse.axes.country_parts[label]), full.axes.country_parts
    return tuple(c for c in full.countries if parts.issuperset(known.get(c, (c,))))


def _figures(
    eq: Equilibrium, parties: Sequence[str], members: Mapping[str, Sequence[str]]
) -> Iterator[tuple[tuple[str, str, str, str], float]]:
    """(figure, country, partner, unit) and its value: parties, third countries, the first pair.

    members: by label whom it stands for, together: what they sell one another is no trade of it.
    """
    outcomes = eq.outcomes
    worth, income = (outcomes[n].to_series() for n in ("equivalent_variation", "income_base"))
    for label, inside in members.items():
        some = list(inside)
        name = "real_income_change" if label in parties else "third_real_income_change"
        value = 100 * worth[some].sum() / income[some].sum()
        yield (name, label, "", PER_CENT), float(value)
    before = eq.base["trade"].values
    moved = eq.trade.values - before
    at = {p: np.isin(eq.base.countries, members[p]) for p in parties}
    for label, own in at.items():
        change = 100 * moved[own][:, ~own].sum() / before[own][:, ~own].sum()
        yield ("exports_change", label, "", PER_CENT), float(change)
    if len(parties) < 2:
        return
    first, second = parties[:2]
    i, j = at[first], at[second]
    every = np.arange(len(eq.base.sectors))
    kinds = {"balance_difference": every, "goods_balance_difference": goods(eq.base)}
    for figure, sectors in kinds.items():
        if sectors is not None:
            flow = moved[:, :, sectors].sum(axis=2)
            value = float(flow[i][:, j].sum() - flow[j][:, i].sum())
            yield (figure, first, second, MONEY), value


def _summary(frame: pd.DataFrame) -> pd.DataFrame:
    """One row for each kind of figure that there is."""
    rows = []
    for figure, called in CALLED.items():
        own = frame[frame["figure"] == figure]
        if own.empty:
            continue
        off = own["difference"].abs()
        worst = own.iloc[int(off.to_numpy().argmax())]
        part = own["loss_percent"].abs()
        turned = part.notna() & (np.sign(own["coarse"]) != np.sign(own["full"]))
        rows.append(
            {
                "figure": figure,
                "called": called,
                "compared": len(own),
                "unit": own["unit"].iloc[0],
                "median": float(off.median()),
                "largest": float(off.max()),
                "largest_scenario": worst["scenario"],
                "largest_country": worst["country"],
                "median_percent": float(part.median()),
                "largest_percent": float(part.max()),
                "other_sign": int(turned.sum()),
            }
        )
    return pd.DataFrame(rows, columns=SUMMARY)
