"""One world of a sweep: scenarios from numbers to arrays, and from solutions to rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from tradetalks.model.economy import Closure, Economy, Kernel, Shock
from tradetalks.policy import Policy, compile_policy
from tradetalks.policy.settings import Settings, unmoved
from tradetalks.solve import Rules, outcomes_before
from tradetalks.solve.arrays import closure_of, economy_of, observed_of, shock_of
from tradetalks.solve.case import Case
from tradetalks.solve.compiled import kernel_near, kernel_of, neutral
from tradetalks.solve.diagnose import impossible, unreal
from tradetalks.solve.entry import stem
from tradetalks.solve.options import Verdict
from tradetalks.solve.promises import commitments_of, first_guess
from tradetalks.uncertainty.doubt import doubt_of
from tradetalks.uncertainty.draws import drawn_elasticities
from tradetalks.uncertainty.sweep.kept import SET
from tradetalks.uncertainty.sweep.plan import CLOSURE, DRAW, Plan, World
from tradetalks.uncertainty.sweep.program import Names, Row
from tradetalks.uncertainty.sweep.solved import Solved

Array = NDArray[np.float64]

#: A policy that moves up to so many flows moves few, in a world of at least LARGE times as many.
FEW, LARGE = 4096, 8


@dataclass(frozen=True)
class Ready:
    """A scenario ready to be solved: its levers in words and as arrays, and what adjusts."""

    number: int
    policy: Policy
    rules: Rules
    economy: Economy
    shock: Shock
    closure: Closure
    settings: Settings

    @property
    def family(self) -> tuple[int, ...]:
        """Scenarios of one family have unknowns of one shape."""
        return (self.closure.scale_elasticity.size, *self.shock.commitments.covers.shape)


class Place:
    """One world of a plan, and all that its scenarios share."""

    def __init__(self, plan: Plan, world: World) -> None:
        self.plan, self.base = plan, world.base
        self.economy = economy_of(world.base)
        self.observed = observed_of(world.base)
        self.still = unmoved(self.observed)
        no_shock: Shock = jax.block_until_ready(shock_of(world.base, self.still))
        self._unpromised = no_shock.commitments
        self._kernel = kernel_of(self.economy, no_shock)
        # On the device already: what a policy leaves alone need not be sent again.
        self._sent = {
            id(getattr(self.still, name)): getattr(no_shock, name)
            for name in Shock._fields
            if name != "commitments"
        }
        self.kept = plan.kept
        #: What has to be found for each table; rates are set, and known.
        self.names: Names = tuple(
            tuple(dict.fromkeys(stem(name) for name in columns if name not in SET))
            for columns in self.kept.values()
        )
        before = outcomes_before(world.base)
        self.before = [np.array([np.asarray(before[n]) for n in own]) for own in self.names]
        self._scale = self._scales()
        self._closures: dict[str, tuple[Rules, Closure]] = {}
        self._refused: dict[str, Verdict | None] = {}
        self._theta: Array | None = None

    def prepare(self, number: int) -> Ready | Solved:
        """A scenario as arrays, or its end where no equilibrium can exist."""
        values = self.plan.values(number)
        rules, closure = self._closure(values)
        economy = self._economy(values)
        policy = self.plan.recipe.policy(values, self.base.axes)
        settings = compile_policy(policy, self.base.axes, self.observed)
        ready = Ready(number, policy, rules, economy, self._shock(settings), closure, settings)
        refused = self._impossible(ready)
        if refused is None:
            return ready
        return Solved(number, refused.status, refused.message, np.inf, 0)

    def from_baseline(self, ready: Ready) -> Array:
        """Where to begin without neighbours: nothing moves but promised purchases."""
        begin = np.array(neutral(ready.economy, ready.shock, ready.closure))
        promised = first_guess(ready.economy, ready.shock.commitments)
        end = begin.size - len(self.base.countries) * ready.closure.scale_elasticity.size
        begin[end - promised.size : end] = promised
        return begin

    def kernel(self, ready: Ready) -> Kernel | None:
        """The policy's kernel, made from the baseline's where it moves few flows; else None.

        In a large world this saves more than half of what a foretold scenario costs.
        """
        flows = self.observed.trade
        if flows.size // LARGE < FEW or ready.economy is not self.economy:
            return None
        if ready.settings.open is not self.still.open:
            return None
        moved = np.zeros(flows.shape, dtype=bool)
        for name in ("tariff", "export_tax", "trade_cost"):
            here, there = getattr(ready.settings, name), getattr(self.still, name)
            if here is not there:
                moved |= here != there
        places = np.flatnonzero(moved)
        if places.size > FEW:
            return None
        # So many whatever the policy, for one compiled program: some more than once.
        places = np.resize(places, FEW) if places.size else np.zeros(FEW, dtype=np.intp)
        cells = np.unravel_index(places, flows.shape)
        found: Kernel = kernel_near(self._kernel, self.economy, ready.shock, cells)
        return found

    def accepted(self, ready: Ready, row: Row) -> Solved | None:
        """The end that a direct solve comes to; None where the path may lead to another."""
        error, steps = float(row.error), int(row.steps)
        if not error <= self.plan.tol:
            return None
        if row.world is not None and not bool(row.plain):
            flaw = unreal(self.base, ready.economy, ready.closure, row.world, self.plan.tol)
            if flaw is not None:
                poor = flaw.status in ("income below zero", "no tax left")
                end = Solved(ready.number, flaw.status, flaw.message, error, steps)
                return None if poor else end
        return self._told(ready, error, steps, [np.asarray(found) for found in row.levels])

    def by_path(self, ready: Ready) -> Solved:
        """As a single solve goes about it: from the baseline, then along the way to the policy."""
        economy, shock, closure = ready.economy, ready.shock, ready.closure
        case = Case(self.base, ready.policy, ready.rules, self.plan.tol, economy, shock, closure)
        eq = case.solve(case.guess(None))
        if not eq.converged:
            return Solved(ready.number, eq.status, eq.message, eq.residual, eq.steps)
        found = eq.world.outcomes
        levels = [np.array([np.asarray(found[name]) for name in own]) for own in self.names]
        return self._told(ready, eq.residual, eq.steps, levels)

    def _told(self, ready: Ready, residual: float, steps: int, levels: Sequence[Array]) -> Solved:
        rows = {}
        for (table, columns), own, level, before in zip(
            self.kept.items(), self.names, levels, self.before, strict=True
        ):
            with np.errstate(divide="ignore", invalid="ignore"):
                change = np.where(before == 0, np.nan, 100 * (level / before - 1))
            found = []
            for name in columns:
                if name in SET:
                    found.append(getattr(ready.settings, name))
                    continue
                held = before if name.endswith("_base") else level
                held = change if name.endswith("_change") else held
                found.append(held[own.index(stem(name))])
            rows[table] = np.array(found, dtype=float)
        return Solved(ready.number, "converged", "", residual, steps, rows)

    def _closure(self, values: dict[str, Any]) -> tuple[Rules, Closure]:
        asked = {name: values[name] for name in CLOSURE if name in values}
        key = repr(asked)
        if key not in self._closures:
            rules = Rules.read(self.base, **asked)
            self._closures[key] = rules, closure_of(self.base, rules)
        return self._closures[key]

    def _economy(self, values: dict[str, Any]) -> Economy:
        draw = values.get(DRAW, 0)
        if not draw or self.plan.draws is None:
            return self.economy
        if self._theta is None:
            drawn = self.plan.draws
            doubt = doubt_of(self.base)
            self._theta = drawn_elasticities(doubt, drawn.count, drawn.method, drawn.seed)
        theta: Any = self._theta[draw - 1]
        return self.economy._replace(trade_elasticity=theta)

    def _shock(self, settings: Settings) -> Shock:
        arrays: dict[str, Any] = {}
        for name in Shock._fields:
            if name != "commitments":
                array = getattr(settings, name)
                arrays[name] = self._sent.get(id(array), array)
        n, sectors = len(self.base.countries), len(self.base.sectors)
        promises = settings.commitments
        promised = commitments_of(promises, n, sectors) if promises else self._unpromised
        return Shock(**arrays, commitments=promised)

    def _impossible(self, ready: Ready) -> Verdict | None:
        """As `diagnose.impossible`; asked once where it turns on nothing that the policy moves."""
        settings, held = ready.settings, ("open", "remittance", "transfer")
        plain = all(getattr(settings, name) is getattr(self.still, name) for name in held)
        if settings.commitments or not plain:
            return impossible(self.base, ready.economy, ready.shock, ready.closure)
        rule = ready.rules.deficits
        if rule not in self._refused:
            self._refused[rule] = impossible(self.base, ready.economy, ready.shock, ready.closure)
        return self._refused[rule]

    def _scales(self) -> list[tuple[str, dict[Any, int]]]:
        """For each column that varies: nothing if it is a number, or a direction for each word."""
        found: list[tuple[str, dict[Any, int]]] = []
        for part in self.plan.design.parts:
            for name in part.names:
                values = getattr(part, "values", (0.0, 1.0))
                if name == DRAW or len(values) == 1:
                    continue
                numbers = all(isinstance(v, int | float) for v in values)
                found.append((name, {} if numbers else {repr(v): k for k, v in enumerate(values)}))
        return found

    def points(self, numbers: Sequence[int]) -> Array:
        """Scenarios as points, (scenario, direction): numbers in units of how far they reach
        among these, words as directions of their own, and elasticities in logs."""
        every = [self.plan.values(number) for number in numbers]
        columns: list[Array] = []
        for name, words in self._scale:
            if words:
                at = np.array([words[repr(values[name])] for values in every])
                columns += [(at == k).astype(float) for k in np.unique(at)]
                continue
            amounts = np.array([values[name] for values in every], dtype=float)
            reach = float(np.ptp(amounts))
            columns.append(amounts / reach if reach else 0 * amounts)
        if self.plan.draws is not None:
            theta = np.array([np.asarray(self._economy(v).trade_elasticity) for v in every])
            columns += list(np.log(theta / np.asarray(self.economy.trade_elasticity)).T)
        return np.array(columns).T.reshape(len(every), -1)
