"""The levers of a sweep, and which of their amounts each column sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tradetalks.brief.compiling import at, policy_of
from tradetalks.brief.levers import BriefLever

if TYPE_CHECKING:
    from tradetalks.labels import Axes
    from tradetalks.policy import Policy

#: The column that says which of the listed scenarios is in force.
SCENARIO = "scenario"


@dataclass(frozen=True)
class Slot:
    """The amount `key` of a lever is set by a column: to its value, or to what stands beside it.

    beside: pairs (value of the column, value here) where levers move in step by other amounts;
    between two of them, in proportion.
    """

    lever: int
    key: str
    axis: str
    beside: tuple[tuple[float, float], ...] = ()

    @cached_property
    def _here(self) -> dict[float, float]:
        return dict(self.beside)

    def value(self, values: dict[str, Any]) -> float:
        """The amount in a scenario."""
        found: float = values[self.axis]
        if not self.beside:
            return found
        if found in self._here:
            return self._here[found]
        (low, here_low), (high, here_high) = self.beside
        return here_low + (found - low) / (high - low) * (here_high - here_low)


@dataclass(frozen=True)
class Levers:
    """Levers in force everywhere, those of each listed scenario after them, and what varies."""

    everywhere: tuple[BriefLever, ...]
    slots: tuple[Slot, ...] = ()
    scenarios: tuple[tuple[str, tuple[BriefLever, ...]], ...] = ()

    @cached_property
    def _listed(self) -> dict[str, tuple[BriefLever, ...]]:
        return dict(self.scenarios)

    def chosen(self, values: dict[str, Any]) -> Iterator[BriefLever]:
        """The levers of a scenario, with its amounts."""
        levers = list(self.everywhere)
        for slot in self.slots:
            levers[slot.lever] = at(levers[slot.lever], slot.key, slot.value(values))
        yield from levers
        if self.scenarios:
            yield from self._listed[values[SCENARIO]]

    def policy(self, values: dict[str, Any], axes: Axes) -> Policy:
        """The policy of a scenario on the labels of a baseline."""
        return policy_of(self.chosen(values), axes)

    def levers(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        """The levers of a scenario as plain data."""
        return _plain(self.chosen(values))

    def describe(self) -> dict[str, Any]:
        """All of it as plain data: two sweeps that differ in a single amount differ here."""
        return {
            "everywhere": _plain(self.everywhere),
            "slots": [
                {"lever": s.lever, "key": s.key, "axis": s.axis, "beside": s.beside}
                for s in self.slots
            ],
            "scenarios": {name: _plain(found) for name, found in self.scenarios},
        }


def _plain(levers: Iterable[BriefLever]) -> list[dict[str, Any]]:
    return [lever.model_dump(mode="json", exclude_none=True) for lever in levers]
