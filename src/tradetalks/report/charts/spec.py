"""A chart: a plain Vega-Lite specification and the table behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Chart:
    """One figure: a spec, the table behind it, and which of that table's columns to show.

    The first of `columns` labels the rows; the spec finds it, broken into lines, as `label`.
    only: values that rows must have. scenarios: those that rows may be of, any if empty. empty:
    what is said where there are no rows. tokens: scenario -> what further tokens of the spec stand
    for; each is also a parameter of the spec by the same name, so that a drawn chart can change.
    """

    id: str
    title: str
    subtitle: str
    table: str
    spec: Mapping[str, Any]
    columns: Sequence[str]
    only: Mapping[str, str] = field(default_factory=dict)
    scenarios: Sequence[str] = ()
    per_scenario: bool = True
    empty: str = "No figures for this scenario."
    tokens: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    is_map: bool = False


def base_spec(description: str, **parts: Any) -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": description,
        "width": "container",
        "datasets": {"rows": "$rows"},
        "data": {"name": "rows"},
        **parts,
    }


def tip(name: str, title: str, form: str | None = None) -> dict[str, Any]:
    tip = {"field": name, "title": title, "type": "quantitative" if form else "nominal"}
    return {**tip, "format": form} if form else tip
