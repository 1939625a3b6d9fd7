"""What a sweep is: its worlds, its design, what is written; enough to make any chunk of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Protocol

from tradetalks.symbols import OUTCOMES
from tradetalks.uncertainty.sweep.design import Design, Method
from tradetalks.uncertainty.sweep.kept import BY_FLOW, TABLES, USUAL, kept_in_tables

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.labels import Axes
    from tradetalks.policy import Policy

#: What the parts of a closure are called in a design, as keywords of `solve`.
CLOSURE = ("deficits", "labour_supply", "revenue", "scale_elasticity")
#: The column that counts draws of the elasticities; its first, 0, keeps those in use.
DRAW = "draw"
#: Columns of the table of scenarios that no axis may be called.
RESERVED = (
    "number",
    "id",
    "baseline",
    "elasticities",
    "status",
    "message",
    "residual",
    "steps",
    *(label for table in TABLES.values() for label in table.labels),
    *BY_FLOW,
    *OUTCOMES,
)
#: Scenarios in a chunk, and the most rows of one table in it.
CHUNK, MOST_ROWS = 256, 2_000_000
FORMAT = 4
#: On whose releases the bits of a result depend.
PROGRAMS = ("tradetalks", "jax", "jaxlib", "numpy", "scipy")


class Recipe(Protocol):
    """How the values of a scenario become a policy; picklable, and told apart by its words."""

    def policy(self, values: dict[str, Any], axes: Axes) -> Policy: ...
    def levers(self, values: dict[str, Any]) -> Any:
        """The levers as plain data, for the scenario's identity."""

    def describe(self) -> Any:
        """Everything that policies are made of as plain data, for the sweep's fingerprint."""


@dataclass(frozen=True)
class World:
    """One baseline under one set of elasticities: a sweep runs its design on each."""

    baseline: str
    elasticities: str
    base: Baseline = field(repr=False)

    @cached_property
    def errors(self) -> str:
        """sha256 of the errors of the elasticities, which the fingerprint does not count; draws
        follow them."""
        names = ("trade_elasticity_se", "trade_elasticity_covariance")
        known = [self.base.dataset[n].values for n in names if n in self.base.dataset]
        return digest([array.tolist() for array in known])


@dataclass(frozen=True)
class Drawn:
    """Draws of the elasticities: how many, and how."""

    count: int
    method: Method = "sobol"
    seed: int = 0


@dataclass(frozen=True)
class Plan:
    """A sweep. outcomes: what is kept, each in the table of its dimensions; flows: what is kept
    by exporter, importer and sector.

    Scenarios are numbered from 0, world after world; a chunk is so many in a row of one world.
    It is the unit of work: each begins by itself, whoever does it and whatever happened before,
    so that its results are the same bits.
    """

    title: str
    worlds: tuple[World, ...]
    design: Design
    recipe: Recipe
    draws: Drawn | None = None
    outcomes: tuple[str, ...] = USUAL
    flows: tuple[str, ...] = ()
    tol: float = 1e-10
    size: int = CHUNK

    @cached_property
    def kept(self) -> dict[str, tuple[str, ...]]:
        """The columns of each table."""
        return kept_in_tables(self.outcomes, self.flows)

    @property
    def count(self) -> int:
        """How many scenarios there are in all."""
        return len(self.worlds) * self.design.count

    @cached_property
    def chunks_each(self) -> int:
        """Chunks of one world."""
        return -(-self.design.count // self.size)

    @property
    def chunks(self) -> int:
        """How many chunks there are in all."""
        return len(self.worlds) * self.chunks_each

    def world_of(self, chunk: int) -> World:
        """The world a chunk is of."""
        return self.worlds[chunk // self.chunks_each]

    def numbers(self, chunk: int) -> range:
        """The scenarios of a chunk."""
        world, part = divmod(chunk, self.chunks_each)
        first = part * self.size
        last = min(first + self.size, self.design.count)
        return range(world * self.design.count + first, world * self.design.count + last)

    def values(self, number: int) -> dict[str, Any]:
        """What varies, in one scenario: by column, world apart."""
        return self.design.values(number % self.design.count)

    def identity(self, number: int) -> str:
        """A name for a scenario by its content: the same wherever the same is solved."""
        values = self.values(number)
        world = self.worlds[number // self.design.count]
        content: dict[str, Any] = {
            "baseline": world.base.fingerprint,
            "closure": {name: values[name] for name in CLOSURE if name in values},
            "levers": self.recipe.levers(values),
            "tol": self.tol,
        }
        if self.draws is not None and values[DRAW]:
            drawn = [self.draws.method, self.draws.seed, self.draws.count, values[DRAW]]
            content["draw"] = [*drawn, world.errors]
        return digest(content)[:16]

    def describe(self) -> dict[str, Any]:
        """The sweep as plain data: what a folder of results is told apart by."""
        parts = [
            {"names": list(part.names), "values": list(part.values)}
            if hasattr(part, "values")
            else {
                "names": list(part.names),
                **{key: getattr(part, key) for key in ("low", "high", "count", "method", "seed")},
            }
            for part in self.design.parts
        ]
        return {
            "format": FORMAT,
            "programs": {name: version(name) for name in PROGRAMS},
            "title": self.title,
            "worlds": [
                {
                    "baseline": world.baseline,
                    "elasticities": world.elasticities,
                    "fingerprint": world.base.fingerprint,
                    "countries": list(world.base.countries),
                    "sectors": list(world.base.sectors),
                    "factors": list(world.base.factors),
                    **({"errors": world.errors} if self.draws else {}),
                }
                for world in self.worlds
            ],
            "design": parts,
            "draws": None if self.draws is None else vars(self.draws),
            "levers": self.recipe.describe(),
            "outcomes": list(self.outcomes),
            "flows": list(self.flows),
            "tol": self.tol,
            "scenarios": self.count,
            "chunk": self.size,
        }

    @cached_property
    def fingerprint(self) -> str:
        """A name for the sweep by its content."""
        return digest(self.describe())


def digest(content: Any) -> str:
    """sha256 of plain data."""
    text = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
