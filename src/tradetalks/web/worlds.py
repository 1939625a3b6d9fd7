"""Worlds that stay in memory, and solved ones from which the next solve begins."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from tradetalks.baseline import Baseline, baselines, elasticity_sets
from tradetalks.brief.answers.once import Once
from tradetalks.errors import InputError, Problem, nearest
from tradetalks.report.world import load_world, world_before
from tradetalks.solve import Equilibrium, prepare
from tradetalks.solve import Rules as SolveRules
from tradetalks.solve.case import Case
from tradetalks.web.state import Rules

if TYPE_CHECKING:
    from tradetalks.brief import Closure
    from tradetalks.labels import Axes
    from tradetalks.policy import Policy

#: Fields of levers that say how far they move.
AMOUNTS = ("change", "factor", "amount", "movers", "add", "rates", "inside")
#: Residual asked for: where a solve begins must not be seen in nine digits of an answer.
TOLERANCE = 1e-11
#: Residual accepted where rounding allows no less; that of every other command.
ENOUGH = 1e-10
#: Kinds of policy of which the last solved world is remembered.
BEGINNINGS = 6
#: Agendas of which solved packages are remembered.
AGENDAS = 2


class FarAway(Exception):
    """Only the path from the baseline may lead to this policy, which takes seconds."""


@dataclass(eq=False)
class Place:
    """A world under a closure, and the last worlds solved in it.

    observed: the baseline under the elasticities asked for. base: what scenarios are compared
    with, which is its twin under some closures.
    """

    observed: Baseline
    base: Baseline
    closure: Closure
    _last: OrderedDict[Hashable, Equilibrium] = field(default_factory=OrderedDict)
    _agendas: OrderedDict[Hashable, Once] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def solve(self, policy: Policy, *, far: bool = True) -> Equilibrium:
        """The world under a policy, begun from the last one whose levers differ in amounts alone:
        a slider moves little at a time.

        Raises FarAway, unless `far`, where only the path from the baseline may lead there.
        """
        like = alike(policy)
        with self._lock:
            start = self._last.get(like)
        exact, usual = (Case.of(self.base, policy, self.rules, t) for t in (TOLERANCE, ENOUGH))
        attempt = exact.directly(exact.guess(start))
        if not isinstance(attempt, Equilibrium):
            attempt = usual.directly(usual.guess(start))
        if isinstance(attempt, Equilibrium):
            return self._kept(like, attempt)
        if not far:
            raise FarAway
        return self._kept(like, usual.by_path(attempt))

    @cached_property
    def rules(self) -> SolveRules:
        """The closure as the solver takes it."""
        return SolveRules.read(self.base, **self.closure)

    def shared(self, agenda: Hashable) -> Once:
        """What is known of an agenda that has been bargained over."""
        with self._lock:
            known = self._agendas.setdefault(agenda, Once())
            self._agendas.move_to_end(agenda)
            while len(self._agendas) > AGENDAS:
                self._agendas.popitem(last=False)
        return known

    def _kept(self, like: Hashable, found: Equilibrium) -> Equilibrium:
        if found.converged:
            with self._lock:
                self._last[like] = replace(found, solved=None)  # its arrays are large
                self._last.move_to_end(like)
                while len(self._last) > BEGINNINGS:
                    self._last.popitem(last=False)
        return found


def alike(policy: Policy) -> Hashable:
    """What is the same for all policies that differ in amounts alone."""
    return tuple(
        (type(lever).__name__, *(str(v) for k, v in vars(lever).items() if k not in AMOUNTS))
        for lever in policy.levers
    )


class Worlds:
    """Baselines by name, and places in them, the least used forgotten first.

    opened: the world the page opens with, a name or a file of whoever started the server. own:
    their files of elasticities, which are asked for by the files' names. No request can name
    another file.
    """

    def __init__(self, opened: str | Path, most: int, own: Sequence[Path] = ()) -> None:
        self._most, self._lock = most, Lock()
        self._places: OrderedDict[Any, Place] = OrderedDict()
        self.once: Once = Once()
        self.sources: dict[str, str | Path] = {name: name for name in baselines()}
        self.opened = str(opened)
        if self.opened not in self.sources:
            self.opened = Path(opened).stem
            self.sources = {self.opened: Path(opened), **self.sources}
        self.sets: dict[str, str | Path] = {path.name: path for path in own}
        self.sets |= {name: name for name in elasticity_sets()}

    @property
    def names(self) -> list[str]:
        """Worlds that can be asked for."""
        return list(self.sources)

    def baseline(self, name: str, elasticities: str | None = None) -> Baseline:
        """A baseline by name; raises InputError where there is no such world, or set."""
        if problems := list(self.problems(name, elasticities)):
            raise InputError(problems)
        if elasticities is None:
            found: Baseline = self.once(("base", name), lambda: load_world(self.sources[name]))
            return found
        return self.baseline(name).with_elasticities(self.sets[elasticities])

    def problems(self, name: Any, elasticities: Any) -> Iterator[Problem]:
        """What is wrong with the names of a world and of a set of elasticities; what is no text
        is for others to tell."""
        known = list(self.sets)
        if isinstance(name, str) and name not in self.sources:
            what, close = f"{name!r:.80} is not a world of this server", nearest(name, self.names)
            yield Problem("baseline", what, ", ".join(self.names), close)
        if isinstance(elasticities, str) and elasticities not in known:
            what = f"{elasticities!r:.80} is not a set of elasticities"
            yield Problem("elasticities", what, ", ".join(known), nearest(elasticities, known))

    def axes(self, name: Any) -> Axes | None:
        """Labels of a world, if there is one of that name."""
        known = isinstance(name, str) and name in self.sources
        return self.baseline(name).axes if known else None

    def place(self, name: str, elasticities: str | None, rules: Rules) -> Place:
        """The world a state is about. Raises InputError, and NotConvergedError where the closure
        leaves no world to compare with."""
        key = (name, elasticities, rules.model_dump_json())
        with self._lock:
            if key in self._places:
                self._places.move_to_end(key)
                return self._places[key]
        base = self.baseline(name, elasticities)
        closure: Any = rules.model_dump()
        made = Place(base, world_before(base, closure, TOLERANCE), closure)
        prepare(made.base)
        with self._lock:
            self._places[key] = made
            while len(self._places) > self._most:
                self._places.popitem(last=False)
        return made
