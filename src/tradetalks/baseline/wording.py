"""What may be said about a baseline: texts, years, groups; every misfit is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any

from tradetalks.errors import Problem, nearest

if TYPE_CHECKING:
    from tradetalks.baseline.build import About

Labels = Mapping[str, tuple[str, ...]]


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
