"""Markdown helpers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def percent(share: float, digits: int = 1) -> str:
    """0.0934 as '9.3 %'."""
    return f"{100 * share:.{digits}f} %"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; numbers right-aligned by their text, ends with a newline."""
    lines = [f"| {' | '.join(columns)} |", "|" + " --- |" * len(columns)]
    lines += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"
