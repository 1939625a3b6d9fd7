"""An agenda: who bargains over which numbers, and what happens if they do not agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium
from tradetalks.solve.gradient import named_rules
from tradetalks.solve.options import Deficits
from tradetalks.talks.deal.checks import check, offered
from tradetalks.talks.deal.issues import IssueControls
from tradetalks.talks.deal.packages import Packages
from tradetalks.talks.wants.objective import Objective, objectives_of
from tradetalks.talks.wants.power import powers_of
from tradetalks.talks.war.nash import War

Array = NDArray[np.float64]
#: Gains below this share of a party's income are none.
LEAST = 1e-9


@dataclass(frozen=True, eq=False)
class Issue:
    """Something to be settled: one number, within a range, decided by its owner.

    lever: number -> Policy, as `lambda x: tt.Policy().tariff("USA", "IND", add=x)`; what it sets
    must move with the number in proportion, as every lever's own number does. within: the range
    on the table; a question of yes or no is a range from 0 to 1. status_quo: the number at which
    the issue is left alone; None finds the one in the range that changes least.
    """

    id: str
    owner: str
    lever: Callable[[float], Policy]
    within: tuple[float, float]
    title: str = ""
    status_quo: float | None = None


@dataclass(frozen=True, eq=False)
class Agenda:
    """What two or more parties bargain over.

    A deal is the policy `given` with every issue's lever at its number on top. objectives: what a
    party maximises, a list of terms by party; real income for those left out. disagreement: the
    world without a deal; a policy, an equilibrium, a trade war, or None for the status quo,
    that is `given` alone. It only says what each party must at least be left with: its levers are
    not part of any deal. power: bargaining power by party, or in their order; equal if None. The
    closure is that of `solve`.

    Raises InputError listing everything that does not fit.
    """

    base: Baseline
    parties: Sequence[str]
    issues: Sequence[Issue]
    objectives: Mapping[str, Any] | None = None
    given: Policy = field(default_factory=Policy)
    disagreement: Policy | Equilibrium | War | None = None
    power: Mapping[str, float] | Sequence[float] | None = None
    deficits: Deficits = "fixed"
    labour_supply: float = 0.0
    revenue: Any = "lump_sum"
    scale_elasticity: Any = 0.0
    tol: float = 1e-10

    def __post_init__(self) -> None:
        check(self)

    @property
    def closure(self) -> dict[str, Any]:
        """What adjusts, as keywords of `solve`."""
        return named_rules(self.deficits, self.labour_supply, self.revenue, self.scale_elasticity)

    @cached_property
    def wants(self) -> dict[str, Objective]:
        """The objective of each party."""
        return objectives_of(self.base, tuple(self.parties), self.objectives)

    @cached_property
    def controls(self) -> IssueControls:
        """The issues as numbers of a search."""
        return IssueControls.of(self.base, self.issues, self.given)

    @cached_property
    def status_quo(self) -> Array:
        """The numbers at which every issue is left alone, (issue,)."""
        return self.controls.now(self.given)

    @cached_property
    def powers(self) -> Array:
        """Bargaining powers in the order of the parties, summing to one."""
        return powers_of(self.power, tuple(self.parties))

    @cached_property
    def least(self) -> Array:
        """Gains up to here are none, USD billion, (party,): no world is solved more closely."""
        return LEAST * np.array([self.wants[party].income for party in self.parties])

    @cached_property
    def packages(self) -> Packages:
        """Every package worked out so far, shared by all questions asked of the agenda."""
        return Packages(self)

    @property
    def ids(self) -> tuple[str, ...]:
        """The issues' names, in order."""
        return tuple(issue.id for issue in self.issues)

    def without(self, *dropped: str) -> Agenda:
        """The same agenda less some issues, which are then left alone."""
        return replace(self, issues=tuple(i for i in self.issues if i.id not in dropped))

    def numbers(self, offer: Mapping[str, float]) -> Array:
        """Numbers by issue as an array; what an offer leaves out is left alone.

        Raises InputError listing unknown issues and numbers outside their range.
        """
        x = self.status_quo.copy()
        for k, value in offered(self.issues, offer).items():
            x[k] = value
        return x
