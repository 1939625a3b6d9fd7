"""Published lists of tariffs by exporter, compiled with the source of every line."""

from __future__ import annotations

import csv
import datetime
import statistics
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from tradetalks.errors import PolicyError, Problem, nearest
from tradetalks.labels import COUNTRY_GROUPS
from tradetalks.labels.iso3166 import BESIDE, iso_numeric

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

    def charged(
        self, countries: Iterable[str], parts: Mapping[str, Mapping[str, float]] | None = None
    ) -> dict[str, ScheduleLine]:
        """The lines of `countries`, without the owner, who does not charge itself.

        parts: of an aggregate that the list does not name, its members and their weights; it is
        charged their mean. Raises PolicyError where only some of them are charged all in.
        """
        whole = parts or {}
        return {
            c: self._mean(c, whole[c]) if c in whole and c not in self.lines else self.line(c)
            for c in countries
            if c != self.owner
        }

    def _mean(self, whole: str, weights: Mapping[str, float]) -> ScheduleLine:
        """The line of an aggregate: its members' rates, weighted."""
        lines = {c: self.line(c) for c in weights if c != self.owner}
        bases = {line.basis for line in lines.values()}
        if len(bases) > 1:
            inside = ", ".join(c for c, line in lines.items() if line.basis == "all-in")
            what = f"{whole!r} holds {inside}, charged all in, with others who pay in addition"
            remedy = "keep them apart, as `--resolution brief` does"
            raise PolicyError(Problem(f"schedule {self.name!r}", what, remedy=remedy))
        rates = {line.rate for line in lines.values()} or {self.default}
        (basis,) = bases or {"additional"}
        total = sum(weights[c] for c in lines)
        rate = sum(weights[c] * line.rate for c, line in lines.items()) / (total or 1.0)
        return ScheduleLine(
            rates.pop() if len(rates) == 1 else rate,
            basis,
            "documented",
            whole,
            f"mean over {', '.join(lines)}, by their exports",
        )


@cache
def schedule(name: str) -> PublishedSchedule:
    """A shipped list by name, such as `us-2025-04-02`: mapping of ISO3 to fraction.

    `us-2025@2025-08-27` is the list in force on a date. Raises PolicyError naming the nearest
    list when there is none of that name, or the dates when that one is not among them.
    """
    series, at, date = name.partition("@")
    if at and series in dated_schedules():
        return _on(series, date)
    if name not in schedules():
        known = [*schedules(), *(f"{n}@YYYY-MM-DD" for n in dated_schedules())]
        what = "no list of tariffs has this name"
        raise PolicyError(
            Problem(f"schedule {name!r}", what, ", ".join(known), nearest(name, known))
        )
    head, rows = _read(_folder() / f"{name}.csv")
    lines = {row.pop("iso3"): _line(row) for row in rows}
    return PublishedSchedule(name, head["title"], head["owner"], float(head["default"]), lines)


def is_schedule(name: object) -> bool:
    """Whether `schedule` has a list of this name, dated or not."""
    try:
        return isinstance(name, str) and bool(schedule(name))
    except PolicyError:
        return False


def steps(series: str) -> tuple[str, ...]:
    """The dates from which each list of a dated series holds, in order."""
    return tuple(_series(series)[1])


def _on(series: str, date: str) -> PublishedSchedule:
    """The list of a series that was in force on a date."""
    head, lists = _series(series)
    first, last = next(iter(lists)), head["until"]
    place = f"schedule {series}@{date}"
    allowed = f"a date from {first} to {last}, for example {series}@{list(lists)[-1]}"
    try:
        asked = datetime.date.fromisoformat(date).isoformat()
    except ValueError:
        raise PolicyError(Problem(place, f"{date!r} is not a date", allowed)) from None
    if not first <= asked <= last:
        raise PolicyError(Problem(place, f"{date} is outside the series", allowed))
    step = max(d for d in lists if d <= asked)
    listed = lists[step]
    common = statistics.median(listed[c].rate for c in listed if c != "EU")
    rest = "not among the partners listed: the median of those that are"
    of_union = dict.fromkeys(COUNTRY_GROUPS["EU"], listed["EU"])
    everyone = sorted({*iso_numeric(), *BESIDE, "EU"} - {head["owner"]})
    filled = ScheduleLine(common, "additional", "documented", "", rest)
    lines = {c: listed.get(c) or of_union.get(c) or filled for c in everyone}
    title = f"{head['title']}: the rates of {step}"
    return PublishedSchedule(f"{series}@{step}", title, head["owner"], common, lines)


@cache
def _series(name: str) -> tuple[dict[str, str], dict[str, dict[str, ScheduleLine]]]:
    """What a series says of itself, and its lists by date."""
    head, rows = _read(_folder() / "dated" / f"{name}.csv")
    lists: dict[str, dict[str, ScheduleLine]] = {}
    for row in rows:
        listed = row["rule"] == "listed"
        lists.setdefault(row["date"], {})[row["iso3"]] = ScheduleLine(
            float(row["points"]) / 100,
            "additional",
            "listed" if listed else "documented",
            row["iso3"],
            head["source"] if listed else "the second 25 points on India came on 27 August 2025",
        )
    return head, lists


def _read(file: Traversable) -> tuple[dict[str, str], list[dict[str, str]]]:
    """What stands in the comments at the head of a file, and its rows."""
    head: dict[str, str] = {}
    body: list[str] = []
    for row in file.read_text(encoding="utf-8").splitlines():
        if row.startswith("#"):
            key, _, value = row[1:].partition(":")
            head[key.strip()] = value.strip()
        else:
            body.append(row)
    return head, list(csv.DictReader(body))


@cache
def schedules() -> tuple[str, ...]:
    """Names of the shipped lists."""
    names = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(n.removesuffix(".csv") for n in names if n.endswith(".csv")))


@cache
def dated_schedules() -> tuple[str, ...]:
    """Names of the shipped series of lists by date; `NAME@DATE` is one list of it."""
    names = (entry.name for entry in (_folder() / "dated").iterdir())
    return tuple(sorted(n.removesuffix(".csv") for n in names if n.endswith(".csv")))


def _folder() -> Traversable:
    return files("tradetalks.policy") / "schedules"


def _line(row: dict[str, str]) -> ScheduleLine:
    return ScheduleLine(rate=float(row.pop("rate")), **row)  # type: ignore[arg-type]
