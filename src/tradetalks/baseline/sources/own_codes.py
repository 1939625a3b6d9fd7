"""A user's own concordance: codes of a file, and the ISIC codes they belong to."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from tradetalks.baseline.sources.grid import MOST, utf8
from tradetalks.baseline.sources.names import isic_label
from tradetalks.baseline.sources.opening import opened
from tradetalks.errors import BaselineError, Problem, nearest

Shares = Mapping[str, Mapping[str, float]]


def own_codes(path: Path) -> Shares:
    """Code -> ISIC Rev. 4 codes with shares, from a CSV file with the columns code and isic.

    A code may stand in several rows; its ISIC codes then share alike. Raises BaselineError with
    every row that does not fit.
    """
    file = opened(path, (".csv",))
    rows = list(csv.reader(utf8(file).decode("utf-8").splitlines()))
    head = [cell.strip().lower() for cell in rows[0]]
    lacking = [name for name in ("code", "isic") if name not in head]
    if lacking:
        allowed, close = "code, isic", nearest(lacking[0], head)
        raise BaselineError(
            Problem(f"{file.place}, line 1", f"has no column {lacking[0]!r}", allowed, close)
        )
    at = head.index("code"), head.index("isic")
    found: dict[str, list[str]] = {}
    problems = []
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        code, isic = (row[i].strip() if i < len(row) else "" for i in at)
        if not code or not isic_label(isic):
            what = f"{isic!r} is no ISIC code" if code else "has no code"
            problems.append(
                Problem(f"{file.place}, line {number}", what, "ISIC Rev. 4, such as C26 or C10T12")
            )
        found.setdefault(code, []).append(isic_label(isic))
    if problems:
        more = len(problems) - MOST
        tail = [Problem(file.place, f"and {more} more of this kind")] if more > 0 else []
        raise BaselineError([*problems[:MOST], *tail])
    return {code: {i: codes.count(i) / len(codes) for i in codes} for code, codes in found.items()}
