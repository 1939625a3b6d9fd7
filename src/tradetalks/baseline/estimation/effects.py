"""Fixed effects and clusters by name: labels crossed with one another, one value for each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tradetalks.baseline.estimation.flows import LABELS, Flows
from tradetalks.errors import Problem, nearest

if TYPE_CHECKING:
    import pandas as pd

#: Two countries, whichever of them exports.
PAIR = "pair"
PARTS = (*LABELS, PAIR)
NONE = "none"
MARK = "|"


def usual(flows: Flows) -> tuple[str, ...]:
    """Effects of every importer, every exporter (by year where there are years) and every pair.

    What a country pays or asks of all, and what two countries share in both directions, is
    taken out; the elasticity follows from what one of two asks of the other but not the reverse.
    """
    dated = "-year" if flows.frame["year"].nunique() > 1 else ""
    return (f"importer{dated}", f"exporter{dated}", PAIR)


def crossed(frame: pd.DataFrame, name: str) -> pd.Series[str]:
    """The value of `importer-year` and the like in every row, as text."""
    parts = [_part(frame, part) for part in name.split("-")]
    found = parts[0]
    for part in parts[1:]:
        found = found + MARK + part
    return found


def name_problems(place: str, names: Sequence[Any], has: Sequence[str]) -> Iterator[Problem]:
    """What is wrong with names of effects, given which labels the data tell apart."""
    for name in names:
        for part in str(name).split("-"):
            if part not in PARTS:
                allowed = f"{', '.join(PARTS)}, crossed as in importer-year"
                what = f"{part!r} in {name!r} is no label of the data"
                yield Problem(place, what, allowed, nearest(part, PARTS))
            elif part in ("sector", "year") and part not in has:
                yield Problem(place, f"{name!r} needs a column {part}, and there is none")


def _part(frame: pd.DataFrame, part: str) -> pd.Series[str]:
    if part != PAIR:
        return frame[part]
    one, other = frame["exporter"], frame["importer"]
    first = one.where(one < other, other)
    second = other.where(one < other, one)
    return first + MARK + second
