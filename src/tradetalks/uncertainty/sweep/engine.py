"""A worker's own: baselines read and programs compiled once, scenarios solved chunk by chunk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.model.economy import Closure, Economy, Shock
from tradetalks.policy import Policy, compile_policy
from tradetalks.policy.settings import Settings, unmoved
from tradetalks.solve import Equilibrium, Rules, outcomes_before
from tradetalks.solve.arrays import closure_of, economy_of, observed_of
from tradetalks.solve.case import Case
from tradetalks.solve.compiled import neutral
from tradetalks.solve.diagnose import impossible, unreal
from tradetalks.solve.entry import stem
from tradetalks.solve.promises import commitments_of, first_guess
from tradetalks.uncertainty.doubt import doubt_of
from tradetalks.uncertainty.draws import drawn_elasticities
from tradetalks.uncertainty.sweep.guess import Neighbours, spread_out
from tradetalks.uncertainty.sweep.plan import CLOSURE, DRAW, Plan, World
from tradetalks.uncertainty.sweep.program import solved_row
from tradetalks.uncertainty.sweep.solved import Solved

Array = NDArray[np.float64]

#: Worlds whose arrays a worker keeps: chunks come world after world.
KEPT = 2


class Engine:
    """Solves the chunks of a plan; one a worker."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._places: dict[int, Place] = {}

    def solve(self, chunk: int) -> list[Solved]:
        """Every scenario of a chunk, in order; whatever is raised is that scenario's end."""
        index = chunk // self.plan.chunks_each
        if index not in self._places:
            if len(self._places) >= KEPT:
                self._places.pop(next(iter(self._places)))
            self._places[index] = Place(self.plan, self.plan.worlds[index])
        place, numbers = self._places[index], list(self.plan.numbers(chunk))
        points = place.points(numbers)
        known: dict[Any, Neighbours] = {}
        ends: dict[int, Solved] = {}
        for k in spread_out(points):
            number = numbers[k]
            try:
                ends[number] = place.solve(number, points[k], known)
            except Exception as error:  # whatever it is, the others go on
                what = f"{type(error).__name__}: {error}"
                ends[number] = Solved(number, "raised", what, np.nan, 0)
        return [ends[number] for number in numbers]


class Place:
    """One world of a plan, and all that its scenarios share."""

    def __init__(self, plan: Plan, world: World) -> None:
        self.plan, self.base = plan, world.base
        self.economy = economy_of(world.base)
        self.observed = observed_of(world.base)
        self.still = unmoved(self.observed)
        # On the device already: what a policy leaves alone need not be sent again.
        self._sent = {
            id(getattr(self.still, name)): getattr(no_shock, name)
            for no_shock in (self._whole(self.still),)
            for name in Shock._fields
            if name != "commitments"
        }
        self.stems = tuple(dict.fromkeys(stem(name) for name in plan.outcomes))
        before = outcomes_before(world.base)
        self.before = np.array([np.asarray(before[name]) for name in self.stems])
        self.scale = self._scales()
        self._closures: dict[Any, tuple[Rules, Closure]] = {}
        self._refused: dict[Any, Any] = {}
        self._theta: Array | None = None

    def solve(self, number: int, where: Array, known: dict[Any, Neighbours]) -> Solved:
        """One scenario from its nearest solved neighbours, then as `solve` does if that fails."""
        plan = self.plan
        values = plan.values(number)
        rules, closure = self._closure(values)
        economy = self._economy(values)
        policy = plan.recipe.policy(values, self.base.axes)
        settings = compile_policy(policy, self.base.axes, self.observed)
        shock = self._shock(settings)
        refused = self._impossible(economy, shock, settings, closure, rules)
        if refused:
            return Solved(number, refused[0], refused[1], np.inf, 0)
        family = known.setdefault((closure.scale_elasticity.size, *_room(shock)), Neighbours())
        guess = family.guess(where)
        begin = self._from_baseline(economy, shock, closure) if guess is None else guess
        tol = np.float64(plan.tol)
        row = solved_row(economy, shock, closure, begin, tol, names=self.stems, flows=plan.flows)
        if float(row.error) <= plan.tol:
            flaw = None
            if not bool(row.plain):
                flaw = unreal(self.base, economy, closure, row.world, plan.tol)
            if flaw is None:
                family.add(where, np.asarray(row.u))
                trade = np.asarray(row.trade) if plan.flows else None
                return self._told(
                    number, float(row.error), int(row.steps), row.countries, trade, settings
                )
            if flaw[0] not in ("income below zero", "no tax left"):
                return Solved(number, flaw[0], flaw[1], float(row.error), int(row.steps))
        return self._by_path(number, policy, rules, closure, economy, shock, settings)

    def _by_path(
        self,
        number: int,
        policy: Policy,
        rules: Rules,
        closure: Closure,
        economy: Economy,
        shock: Shock,
        settings: Settings,
    ) -> Solved:
        """As a single solve goes about it: from the baseline, then along the way to the policy."""
        case = Case(self.base, policy, rules, self.plan.tol, economy, shock, closure)
        eq: Equilibrium = case.solve(case.guess(None))
        if not eq.converged:
            return Solved(number, eq.status, eq.message, eq.residual, eq.steps)
        found = eq.world.outcomes
        countries = np.array([np.asarray(found[name]) for name in self.stems])
        trade = np.asarray(found["trade"]) if self.plan.flows else None
        return self._told(number, eq.residual, eq.steps, countries, trade, settings)

    def _told(
        self,
        number: int,
        residual: float,
        steps: int,
        countries: Any,
        trade: Array | None,
        settings: Settings,
    ) -> Solved:
        levels, rows = np.asarray(countries), []
        with np.errstate(divide="ignore", invalid="ignore"):
            change = np.where(self.before == 0, np.nan, 100 * (levels / self.before - 1))
        for name in self.plan.outcomes:
            held = self.before if name.endswith("_base") else levels
            held = change if name.endswith("_change") else held
            rows.append(held[self.stems.index(stem(name))])
        tariff = settings.tariff if self.plan.flows else None
        return Solved(number, "converged", "", residual, steps, np.array(rows), trade, tariff)

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

    def _whole(self, settings: Settings) -> Shock:
        import jax

        from tradetalks.solve.arrays import shock_of

        made: Shock = jax.block_until_ready(shock_of(self.base, settings))
        self._unpromised = made.commitments
        return made

    def _shock(self, settings: Settings) -> Shock:
        arrays: dict[str, Any] = {}
        for name in Shock._fields:
            if name != "commitments":
                array = getattr(settings, name)
                arrays[name] = self._sent.get(id(array), array)
        n, sectors = self.base.axes.countries, self.base.axes.sectors
        promised = (
            commitments_of(settings.commitments, len(n), len(sectors))
            if settings.commitments
            else self._unpromised
        )
        return Shock(**arrays, commitments=promised)

    def _impossible(
        self, economy: Economy, shock: Shock, settings: Settings, closure: Closure, rules: Rules
    ) -> Any:
        """As `diagnose.impossible`; asked once where it turns on nothing that the policy moves."""
        still, held = self.still, ("open", "remittance", "transfer")
        plain = all(getattr(settings, name) is getattr(still, name) for name in held)
        if settings.commitments or not plain:
            return impossible(self.base, economy, shock, closure)
        if rules.deficits not in self._refused:
            self._refused[rules.deficits] = impossible(self.base, economy, shock, closure)
        return self._refused[rules.deficits]

    def _from_baseline(self, economy: Economy, shock: Shock, closure: Closure) -> Array:
        """Nothing moves but promised purchases."""
        begin = np.array(neutral(economy, shock, closure))
        promised = first_guess(economy, shock.commitments)
        end = begin.size - len(self.base.countries) * closure.scale_elasticity.size
        begin[end - promised.size : end] = promised
        return begin

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
        for name, words in self.scale:
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


def _room(shock: Shock) -> tuple[int, ...]:
    return tuple(shock.commitments.covers.shape)
