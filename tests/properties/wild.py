"""Random policies of any size under random closures: every lever, from nothing to absurd."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import tradetalks as tt

#: Pairs of countries that a policy's purchases may concern: more would be compiled anew.
MOST_PAIRS = 8
MOST_PURCHASES = 4


@dataclass(frozen=True)
class Case:
    """A policy and the closure it is solved under."""

    policy: tt.Policy
    closure: dict[str, Any]

    def __str__(self) -> str:
        return f"{'; '.join(self.policy.describe())} | {self.closure}"


@dataclass
class Draw:
    """Draws labels and sizes for one baseline; counts the pairs that purchases use up.

    most: the largest sum of money, in incomes of those who pay or buy.
    """

    base: tt.Baseline
    rng: np.random.Generator
    most: float
    pairs: int = 0
    purchases: int = 0

    def one_of(self, choices: Sequence[Any]) -> Any:
        return choices[int(self.rng.integers(len(choices)))]

    def countries(self, most: int = 4) -> list[str]:
        """One country mostly, else several."""
        number = int(self.rng.integers(1, most + 1)) if self.rng.uniform() < 0.4 else 1
        return [str(c) for c in self.rng.choice(self.base.countries, number, replace=False)]

    def two_groups(self, most: int = 4) -> tuple[list[str], list[str]]:
        """Two groups of countries without a common member."""
        here = self.countries(most)
        rest = [c for c in self.base.countries if c not in here]
        number = min(int(self.rng.integers(1, most + 1)), len(rest))
        there = [str(c) for c in self.rng.choice(rest, number, replace=False)]
        return here, there

    def two_sides(self) -> tuple[Any, Any]:
        """Two groups, either of which may be everyone or overlap with the other."""
        here, there = self.two_groups()
        if self.rng.uniform() < 0.3:
            there = [*there, *here]
        everyone = self.rng.uniform(size=2) < 0.25
        return ("all" if everyone[0] else here), ("all" if everyone[1] else there)

    def sectors(self) -> Any:
        if self.rng.uniform() < 0.4:
            return "all"
        number = int(self.rng.integers(1, 4))
        return [str(s) for s in self.rng.choice(self.base.sectors, number, replace=False)]

    def between(self, least: float, most: float) -> float:
        """Log-uniform."""
        return float(np.exp(self.rng.uniform(np.log(least), np.log(most))))

    def money(self, payers: list[str]) -> float:
        """From a millionth of the payers' income to more than they have, USD million."""
        income = self.base["value_added"].sel(country=payers)
        return self.between(1e-6, self.most) * float(income.sum())


def tariff(draw: Draw, policy: tt.Policy) -> tt.Policy:
    there, here = draw.two_sides()
    if draw.rng.uniform() < 0.2:
        return policy.tariff(there, here, rate=float(draw.rng.uniform(0, 3)))
    size = draw.between(0.01, 10.0) if draw.rng.uniform() < 0.7 else draw.rng.uniform(-0.5, 0)
    return policy.tariff(there, here, add=float(size), sectors=draw.sectors())


def every_tariff(draw: Draw, policy: tt.Policy) -> tt.Policy:
    rates = draw.base["tariff"].values
    return policy.tariff_array(rates + draw.rng.uniform(-0.3, 1, rates.shape))


def export_tax(draw: Draw, policy: tt.Policy) -> tt.Policy:
    size = float(draw.rng.uniform(-0.4, 0.8) if draw.rng.uniform() < 0.8 else draw.between(1, 10))
    return policy.export_tax(*draw.two_sides(), rate=size, sectors=draw.sectors())


def trade_cost(draw: Draw, policy: tt.Policy) -> tt.Policy:
    factor = draw.between(0.3, 20)
    return policy.trade_cost(*draw.two_sides(), factor=factor, sectors=draw.sectors())


def embargo(draw: Draw, policy: tt.Policy) -> tt.Policy:
    both = bool(draw.rng.uniform() < 0.5)
    return policy.embargo(*draw.two_sides(), sectors=draw.sectors(), both=both)


def productivity(draw: Draw, policy: tt.Policy) -> tt.Policy:
    return policy.productivity(
        draw.countries(), factor=draw.between(0.2, 5), sectors=draw.sectors()
    )


def purchase(draw: Draw, policy: tt.Policy) -> tt.Policy:
    buyers, sellers = draw.two_groups(2)
    both = bool(draw.rng.uniform() < 0.25)
    pairs = len(buyers) * len(sellers) * (1 + both)
    if draw.pairs + pairs > MOST_PAIRS or draw.purchases == MOST_PURCHASES:
        return policy
    draw.pairs, draw.purchases = draw.pairs + pairs, draw.purchases + 1
    amount = {draw.one_of(["add", "at_least"]): draw.money(buyers)}
    payer = draw.countries() if draw.rng.uniform() < 0.3 else None
    how = {"sectors": draw.sectors(), "both": both, "paid_by": payer}
    return policy.purchase(buyers, sellers, **how, **amount)


def transfer(draw: Draw, policy: tt.Policy) -> tt.Policy:
    payers, receivers = draw.two_groups()
    return policy.transfer(payers, receivers, amount=draw.money(payers) / 3)


def migration(draw: Draw, policy: tt.Policy) -> tt.Policy:
    (here, *_), (there, *_) = draw.two_groups(1)
    data, (o, d) = draw.base, (draw.base.countries.index(c) for c in (here, there))
    workers = data["workers"].values
    people = [f for f, total in zip(data.factors, workers.sum(0), strict=True) if total]
    skill = str(draw.one_of([*people, "all"]))
    back = bool(draw.rng.uniform() < 0.3) and data["migrants"].values[o, d] > 0
    leave = workers[o].sum() if skill == "all" else workers[o, people.index(skill)]
    movers = draw.between(1e-6, 0.9) * float(data["migrants"].values[o, d] if back else leave)
    own = {"efficiency": draw.between(0.2, 3), "remittance_share": draw.rng.uniform()}
    how = own if draw.rng.uniform() < 0.3 else {}
    return policy.migration(here, there, movers=-movers if back else movers, skill=skill, **how)


def sanction(draw: Draw, policy: tt.Policy) -> tt.Policy:
    by, target = draw.two_groups()
    measure = draw.one_of(["embargo", "export_control", "import_ban", "trade_cost"])
    factor = draw.between(1, 20) if measure == "trade_cost" else None
    policy = policy.sanction(by, target, measure=measure, sectors=draw.sectors(), factor=factor)
    spared = draw.rng.uniform() < 0.3
    return policy.waiver("all", by[0], target) if spared else policy


def secondary_tariff(draw: Draw, policy: tt.Policy) -> tt.Policy:
    importer, target = draw.two_groups(2)
    size = draw.between(0.05, 5)
    return policy.secondary_tariff(importer, target, add=size, threshold=0.0)


def bloc(draw: Draw, policy: tt.Policy) -> tt.Policy:
    number = int(draw.rng.integers(2, 6))
    members = [str(c) for c in draw.rng.choice(draw.base.countries, number, replace=False)]
    outside = draw.one_of([None, "common"])
    return policy.bloc(members, inside=draw.one_of(["free", 0.5, 2.0]), outside=outside)


LEVERS: tuple[Callable[[Draw, tt.Policy], tt.Policy], ...] = (
    *(tariff, every_tariff, export_tax, trade_cost, embargo, productivity),
    *(purchase, purchase, purchase, transfer, migration, migration),
    *(sanction, secondary_tariff, bloc),
)


def draw_closure(draw: Draw) -> dict[str, Any]:
    """Each rule left alone half of the time."""
    rng, theta = draw.rng, draw.base["trade_elasticity"].values
    closure: dict[str, Any] = {"deficits": draw.one_of(["fixed", "share", "balanced"])}
    if rng.uniform() < 0.5:
        closure["labour_supply"] = float(rng.uniform(0, 1))
    if rng.uniform() < 0.3:
        closure["revenue"] = "income_tax"
    if rng.uniform() < 0.25:
        # Uniqueness is known below one over theta.
        closure["scale_elasticity"] = rng.uniform(0, 0.9) / theta * (rng.uniform(size=theta.size))
    return closure


def draw_case(base: tt.Baseline, seed: int, most: float = 3.0) -> Case:
    """One to six levers under a closure."""
    draw = Draw(base, np.random.default_rng(seed), most)
    policy = tt.Policy()
    for _ in range(int(draw.rng.integers(1, 7))):
        policy = draw.one_of(LEVERS)(draw, policy)
    return Case(policy, draw_closure(draw))
