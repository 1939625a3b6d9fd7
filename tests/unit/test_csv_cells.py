"""CSV files: text is never a formula, numbers are never text."""

from __future__ import annotations

import csv
from pathlib import Path

from tradetalks.report.csvfiles import write_csv
from tradetalks.report.kinds import Column
from tradetalks.report.plain import PlainTable
from tradetalks.report.settings import stamp

SETTINGS = {
    "version": "1", "written": "2025-01-01",
    "brief": {"title": "=1+1", "file": "b", "fingerprint": "f"},
    "baseline": {"name": "w", "fingerprint": "p"}, "elasticities": {"set": "own"},
    "closure": {
        "deficits": "fixed", "labour_supply": 0.0, "revenue": "lump_sum", "scale_elasticity": 0.0,
    },
}  # fmt: skip


def test_text_that_looks_like_a_formula_is_marked(tmp_path: Path) -> None:
    titles = ['=HYPERLINK("http://x","y")', "+1", "-2", "@sum", "\tx", "plain", "a=b", None]
    numbers = [-1.5, 2.0, -0.0, None, 1e-12, 3.0, 4.0, 5.0]
    columns = {"title": Column("Title", "text"), "change": Column("Change", "change")}
    write_csv(tmp_path / "t", [PlainTable("one", "One", "", columns, [titles, numbers])], SETTINGS)
    with (tmp_path / "t" / "one.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["title", "change", "run"]
    marked = ["'" + t if t and t[0] in "=+-@\t" else t or "" for t in titles]
    assert [row[0] for row in rows] == marked
    assert [row[1] for row in rows] == ["" if n is None else repr(n) for n in numbers]
    assert {row[2] for row in rows} == {stamp(SETTINGS)}
