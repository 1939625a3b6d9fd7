"""Where a baseline's data come from, and on which terms."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline

# Sources that only say how a variable follows from others.
NOT_A_SOURCE = ("derived from", "none recorded", "one factor")


def sources(base: Baseline) -> list[tuple[str, str, str]]:
    """(what, source, year) of every variable that comes from somewhere."""
    found = []
    for name, variable in base.dataset.data_vars.items():
        source = str(variable.attrs.get("source", ""))
        if source and not source.startswith(NOT_A_SOURCE):
            what = str(variable.attrs.get("long_name", name))
            found.append((what, source, str(variable.attrs.get("year", ""))))
    return found


@dataclass(frozen=True)
class Terms:
    """Attribution of the embedded baselines: paragraphs and a table, its heading first."""

    paragraphs: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def terms(base: Baseline) -> Terms:
    """The terms of an embedded baseline, or of one aggregated from it; empty for other data."""
    from tradetalks.baseline import baselines

    merged = tuple(f"aggregated from {name} (" for name in baselines())
    if base.name not in baselines() and not any(h.startswith(merged) for h in base.history):
        return Terms()
    text = files("tradetalks.baseline").joinpath("data", "LICENSE-data.md").read_text("utf-8")
    blocks = [block for block in text.split("\n\n") if not block.startswith("#")]
    lines = [line for block in blocks if block.startswith("|") for line in block.splitlines()]
    rows = [
        tuple(c.strip().replace("`", "") for c in line.strip("| ").split("|")) for line in lines
    ]
    return Terms(
        tuple(" ".join(b.split()).replace("`", "") for b in blocks if not b.startswith("|")),
        tuple(row for row in rows if not set(row[0]) <= {"-", " "}),
    )
