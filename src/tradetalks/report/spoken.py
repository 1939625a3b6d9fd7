"""What levers and answers say, with names in place of labels: for people who read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError
from tradetalks.report.stack import names
from tradetalks.report.table import Table
from tradetalks.report.words import MINUS, the

#: Sectors that one code may stand for and still be named one by one.
FEW = 3
#: A letter alone may be a word: it is a label only where words of a lever follow.
_LABEL = re.compile(r"\b[A-Z][A-Z0-9_]+\b|\b[A-Z]\b(?=[,:;)]| from )")
_SPAN = re.compile(r"([A-Z])(\d\d)T[A-Z]?(\d\d)")


def with_names(table: Table, base: Baseline) -> Table:
    """A table with the names of its countries and sectors beside their labels."""
    called = dict(zip(base.countries, names(base, "country"), strict=True))
    titles = dict(zip(base.sectors, names(base, "sector"), strict=True))
    frame = table.frame
    for label, name, known in (
        *((c, f"{c}_name", called) for c in ("country", "partner", "exporter", "importer")),
        ("sector", "sector_title", titles),
    ):
        if label in frame and name not in frame:
            found = frame[label].map(lambda text, known=known: known.get(str(text), ""))
            frame = frame.copy()
            frame.insert(list(frame.columns).index(label) + 1, name, found)
    return replace(table, frame=frame)


def speaker(base: Baseline) -> Callable[[str], str]:
    """text -> the same with names: 'USA tariff on IND, B06' reads 'United States tariff on ...'."""
    called = dict(zip(base.countries, names(base, "country"), strict=True))
    titles = dict(zip(base.sectors, map(inside, names(base, "sector")), strict=True))
    return partial(_spoken, called, titles, base)


def _spoken(called: dict[str, str], titles: dict[str, str], base: Baseline, text: str) -> str:
    def name(found: re.Match[str]) -> str:
        label = found.group()
        if label in called:
            return the(called[label]) if found.start() else called[label]
        if label in titles:
            return titles[label]
        return _several(label, titles, base)

    return re.sub(r"(?<=[ (])-(?=\d)", MINUS, _LABEL.sub(name, text))


def _several(code: str, titles: dict[str, str], base: Baseline) -> str:
    """A code of the classification as the sectors it covers, where they are few."""
    try:
        sectors = [base.sectors[j] for j in base.axes.sector_index(code)]
    except InputError:
        return code
    if len(sectors) <= FEW:
        return ", ".join(titles[s] for s in sectors)
    return _SPAN.sub(r"sectors \1\2 to \1\3", code)


def inside(title: str) -> str:
    """A sector's title inside a sentence."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]
