"""What a baseline says of itself: names, sources, years, groups; every misfit is named."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from numbers import Real
from typing import Any, TypeAlias

import numpy as np
import xarray as xr

from tradetalks.errors import Problem, nearest
from tradetalks.symbols import DATA, DERIVED, OPTIONAL

PerVariable: TypeAlias = Any | Mapping[str, Any]
Labels = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class About:
    """What a baseline says of itself besides its numbers.

    `source` and `year` are one value for all variables or one for each by name.
    """

    name: str = ""
    title: str = ""
    source: PerVariable = ""
    year: PerVariable = ""
    history: tuple[str, ...] = ()
    country_groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sector_groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: What each aggregated country is made of, with the weight of each part in averages; files
    #: of before that was kept name the parts alone.
    country_parts: Mapping[str, Mapping[str, float] | Sequence[str]] = field(default_factory=dict)
    #: What each aggregated sector is made of, with the trade weight of each part.
    sector_parts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    elasticities: str = ""

    def noting(self, line: str, **changes: Any) -> About:
        """The same with one more line of history."""
        return replace(self, history=(*self.history, line), **changes)

    def attrs(self) -> dict[str, Any]:
        """As attributes of a dataset: text, or JSON where there is structure."""
        plain = {k: v for k in _PLAIN if (v := getattr(self, k))}
        nested = {k: json.dumps(_plain(getattr(self, k))) for k in _JSON if getattr(self, k)}
        listed = {"history": "\n".join(self.history)} if self.history else {}
        return plain | nested | listed

    @property
    def country_weights(self) -> dict[str, dict[str, float]]:
        """Aggregated country -> weight of each part; all alike where none are known."""
        return {
            whole: dict(parts) if isinstance(parts, Mapping) else dict.fromkeys(parts, 1.0)
            for whole, parts in self.country_parts.items()
        }

    @classmethod
    def of(cls, dataset: xr.Dataset) -> About:
        """Read back what `attrs` wrote; anything unknown is left alone."""
        attrs = dataset.attrs
        plain: dict[str, Any] = {k: str(attrs[k]) for k in _PLAIN if k in attrs}
        nested: dict[str, Any] = {k: json.loads(attrs[k]) for k in _JSON if k in attrs}
        own = {
            str(n): v.attrs
            for n, v in dataset.data_vars.items()
            if n in DATA or n in OPTIONAL or v.attrs.get("given")
        }
        return cls(
            **plain,
            **nested,
            source={n: a["source"] for n, a in own.items() if "source" in a},
            year={n: _scalar(a["year"]) for n, a in own.items() if "year" in a},
            history=tuple(str(attrs.get("history", "")).splitlines()),
        )

    def of_variable(self, name: str) -> dict[str, Any]:
        """Source and year of one variable, as attributes; derived ones have trade's year."""
        dated = "trade" if name in DERIVED and name not in self._named(self.year) else name
        pairs = {"source": self._for(self.source, name), "year": self._for(self.year, dated)}
        return {k: v for k, v in pairs.items() if v != ""}

    @staticmethod
    def _named(value: PerVariable) -> Sequence[str]:
        return tuple(value) if isinstance(value, Mapping) else ()

    @staticmethod
    def _for(value: PerVariable, name: str) -> Any:
        return value.get(name, "") if isinstance(value, Mapping) else value


_PLAIN = ("name", "title", "elasticities")
_JSON = ("country_groups", "sector_groups", "country_parts", "sector_parts")


def about_problems(about: About, labels: Labels) -> list[Problem]:
    """Everything in `about` that cannot be kept on file; `labels` are by kind."""
    texts = {"name": about.name, "title": about.title, "source": about.source}
    notes = [("note", line) for line in about.history]
    problems = [
        Problem(place, f"{value!r} is not text")
        for name, told in [*texts.items(), *notes]
        for place, value in _each(name, told)
        if not isinstance(value, str)
    ]
    problems += [
        Problem(place, f"{value!r} is no year", "a number or text")
        for place, value in _each("year", about.year)
        if not isinstance(value, Real | str)
    ]
    for kind, groups in (("country", about.country_groups), ("sector", about.sector_groups)):
        problems += _group_problems(f"{kind}_groups", kind, groups, labels[kind])
    return problems


def _each(name: str, told: Any) -> Iterable[tuple[str, Any]]:
    """One value for all variables, or one for each, with its place."""
    if isinstance(told, Mapping):
        return [(f"{name}[{variable}]", value) for variable, value in told.items()]
    return [(name, told)]


def _group_problems(place: str, kind: str, groups: Any, labels: Sequence[str]) -> Iterable[Problem]:
    if not isinstance(groups, Mapping):
        yield Problem(place, f"{groups!r} is not a mapping", "{group: its members}")
        return
    for group, members in groups.items():
        where = f"{place}[{group}]"
        if not isinstance(group, str) or not group.strip():
            yield Problem(where, f"{group!r} is no name for a group", "text")
        if isinstance(members, str) or not isinstance(members, Iterable):
            yield Problem(where, f"{members!r} is not a list of labels", f"a list of {kind} labels")
            continue
        for member in members:
            if member not in labels:
                close = nearest(str(member), labels)
                yield Problem(where, f"unknown {kind} {member!r}", nearest=close)


def _plain(value: Any) -> Any:
    """Mappings and sequences of any kind as JSON knows them."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    return value if isinstance(value, str | int | float) else [_plain(v) for v in value]


def _scalar(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
