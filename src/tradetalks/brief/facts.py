"""Reported facts beside the baseline's own figures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from tradetalks.brief.expression import measure
from tradetalks.brief.fields import MEASURABLE
from tradetalks.brief.schema import Brief, Fact

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline

COLUMNS = [
    "fact",
    "statement",
    "bound",
    "reported",
    "unit",
    "period",
    "measure",
    "baseline",
    "difference",
    "difference_percent",
    "agrees",
    "by_construction",
    "source",
    "note",
]
# How far a figure of another year and source may lie from the baseline and still agree.
TOLERANCE_PERCENT = 15.0
RULE = (
    f"A figure agrees when the baseline lies within {TOLERANCE_PERCENT:g} per cent of it, or on "
    "the right side of a bound. Where the baseline was built from the same figure it agrees by "
    "construction, which proves nothing."
)

UNRANKED = (
    "an aggregate of the baseline trades more than the partner, whose place among single countries "
    "is then not known"
)


def facts_against_baseline(brief: Brief, base: Baseline) -> pd.DataFrame:
    """One row for each fact: the reported figure, the baseline's, and how far apart they are.

    `baseline` and what follows from it are missing where a fact has no measure; `note` then
    says why. `agrees`: within 15 per cent (equal, for a rank), or on the right side of a bound.
    """
    return pd.DataFrame([_row(fact, base) for fact in brief.facts], columns=COLUMNS)


def _row(fact: Fact, base: Baseline) -> dict[str, Any]:
    row: dict[str, Any] = {
        "fact": fact.id,
        "statement": fact.statement,
        "bound": fact.bound,
        "reported": fact.value,
        "unit": fact.unit,
        "period": fact.period,
        "measure": fact.measure or "",
        "by_construction": fact.by_construction,
        "source": fact.source,
        "note": fact.note or "",
    }
    if fact.measure is None:
        return row
    value = measure(fact.measure, base, f"fact[{fact.id}].measure") / MEASURABLE[fact.unit][1]
    if not math.isfinite(value):
        why = UNRANKED if fact.unit == "rank" else "the baseline has no such figure"
        return row | {"note": f"{row['note']}; {why}".removeprefix("; ")}
    percent = 100 * (value / fact.value - 1) if fact.value else float("nan")
    return row | {
        "baseline": value,
        "difference": value - fact.value,
        "difference_percent": percent,
        "agrees": _agrees(fact, value, percent),
    }


def _agrees(fact: Fact, value: float, percent: float) -> bool:
    if fact.bound == "above":
        return value > fact.value
    if fact.bound == "below":
        return value < fact.value
    if fact.unit == "rank":
        return value == fact.value
    return abs(percent) <= TOLERANCE_PERCENT
