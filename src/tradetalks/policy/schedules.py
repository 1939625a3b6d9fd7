"""Published lists of tariffs by exporter, compiled with the source of every line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from tradetalks.errors import PolicyError, Problem, nearest

Basis = Literal["additional", "all-in"]


@dataclass(frozen=True)
class ScheduleLine:
    """What one economy is charged, and why.

    rate: fraction. basis: `additional` to the duty in force, or `all-in` (replaces it).
    rule: `listed` in the publication, its `baseline` rate for all others, or `documented`
    here with a reason in `source`.
    """

    rate: float
    basis: Basis
    rule: Literal["listed", "baseline", "documented"]
    country: str
    source: str


@dataclass(frozen=True)
class PublishedSchedule(Mapping[str, float]):
    """A list of tariffs: ISO 3166-1 alpha-3 (and EU, ROW) to a rate as a fraction.

    owner: the country that charges it. default: the rate of an economy the list does not name.
    """

    name: str
    title: str
    owner: str
    default: float
    lines: Mapping[str, ScheduleLine]

    def __getitem__(self, country: str) -> float:
        return self.lines[country].rate

    def __iter__(self) -> Iterator[str]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def line(self, country: str) -> ScheduleLine:
        """The line of a country; one the list does not name gets the default rate."""
        unnamed = ScheduleLine(self.default, "additional", "baseline", country, "not on the list")
        return self.lines.get(country, unnamed)

    def charged(self, countries: Iterable[str]) -> dict[str, ScheduleLine]:
        """The lines of `countries`, without the owner, who does not charge itself."""
        return {c: self.line(c) for c in countries if c != self.owner}


@cache
def schedule(name: str) -> PublishedSchedule:
    """A shipped list by name, such as `us-2025-04-02`: mapping of ISO3 to fraction.

    Raises PolicyError naming the nearest list when there is none of that name.
    """
    if name not in schedules():
        raise PolicyError(
            Problem(
                f"schedule {name!r}",
                "no list of tariffs has this name",
                ", ".join(schedules()),
                nearest(name, schedules()),
            )
        )
    text = (_folder() / f"{name}.csv").read_text(encoding="utf-8")
    head: dict[str, str] = {}
    body: list[str] = []
    for row in text.splitlines():
        if row.startswith("#"):
            key, _, value = row[1:].partition(":")
            head[key.strip()] = value.strip()
        else:
            body.append(row)
    lines = {row.pop("iso3"): _line(row) for row in csv.DictReader(body)}
    return PublishedSchedule(name, head["title"], head["owner"], float(head["default"]), lines)


@cache
def schedules() -> tuple[str, ...]:
    """Names of the shipped lists."""
    names = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(n.removesuffix(".csv") for n in names if n.endswith(".csv")))


def _folder() -> Traversable:
    return files("tradetalks.policy") / "schedules"


def _line(row: dict[str, str]) -> ScheduleLine:
    return ScheduleLine(rate=float(row.pop("rate")), **row)  # type: ignore[arg-type]
