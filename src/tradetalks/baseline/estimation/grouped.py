"""Flows of countries and sectors added together before anything is estimated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from tradetalks.baseline.estimation.flows import AMOUNTS, LABELS, Flows
from tradetalks.baseline.grouping import grouping
from tradetalks.errors import InputError, Problem, nearest
from tradetalks.labels.isic import classes

TABLES = ("countries", "sectors", "isic")
#: What a table without sectors is taken to cover: goods.
GOODS = ("A_C",)


def grouped(flows: Flows, groups: Mapping[str, Any], controls: Sequence[str]) -> Flows:
    """The same with members added together: tariffs weighed by trade, controls plain means.

    `groups` has the tables countries and sectors, new label -> members (or "rest"). Where an
    aggregate trades nothing, its tariff is the plain mean of its members'. Raises InputError.
    """
    problems = [
        Problem(f"groups: {key}", "is not a table of groups", ", ".join(TABLES), _near(key))
        for key in groups
        if key not in TABLES
    ]
    frame = flows.frame.copy()
    countries = sorted({*frame["exporter"], *frame["importer"]})
    to_country = _renamed("countries", groups.get("countries", {}), countries, problems)
    to_sector = _renamed("sectors", groups.get("sectors", {}), flows.sectors, problems)
    if problems:
        raise InputError(problems)
    if not (groups.get("countries") or groups.get("sectors")):
        return flows
    for name, renamed in zip(LABELS, (to_country, to_country, to_sector, None), strict=True):
        if renamed is not None:
            frame[name] = frame[name].map(renamed)
    frame["duty"] = frame["trade"] * frame["tariff"]
    how = {"trade": "sum", "duty": "sum", **dict.fromkeys((AMOUNTS[1], *controls), "mean")}
    added = frame.groupby(list(LABELS), sort=False).agg(how).reset_index()
    traded = added["trade"] > 0
    weighed = added["duty"] / added["trade"].where(traded, 1.0)
    added["tariff"] = np.where(traded, weighed, added["tariff"])
    return replace(flows, frame=pd.DataFrame(added.drop(columns="duty")))


def isic_of(sectors: Sequence[str], given: Any, *, told_apart: bool) -> dict[str, list[str]]:
    """ISIC codes of every sector: those given, or its own label where that is one.

    Raises InputError with sectors that are unknown and codes that are none.
    """
    problems: list[Problem] = []
    found = {s: [s] if classes(s) else [] for s in sectors}
    if not told_apart:
        found = {s: list(GOODS) for s in sectors}
    if not isinstance(given, Mapping):
        raise InputError(Problem("groups: isic", "is no table", "{sector: [ISIC codes]}"))
    for sector, codes in given.items():
        listed = codes if isinstance(codes, list | tuple) else [codes]
        bad = [c for c in listed if not isinstance(c, str) or classes(c) is None]
        if sector not in sectors:
            close = nearest(str(sector), sectors)
            allowed = ", ".join(sectors)
            problems.append(Problem(f"isic[{sector}]", "there is no such sector", allowed, close))
        for code in bad:
            allowed = "codes such as C26, C10T12 or G_I"
            problems.append(Problem(f"isic[{sector}]", f"{code!r} is no ISIC code", allowed))
        found[sector] = list(listed)
    if problems:
        raise InputError(problems)
    return found


def _renamed(
    kind: str, mapping: Any, labels: Sequence[str], problems: list[Problem]
) -> dict[str, str]:
    """Old label -> new one; what does not work goes to `problems`."""

    def index(selector: Any, place: str) -> list[int]:
        members = [selector] if isinstance(selector, str) else selector
        if not isinstance(members, list | tuple):
            raise InputError(Problem(place, f"{selector!r} is no list of members", "[OLD, OLD]"))
        unknown = [m for m in members if m not in labels]
        if unknown:
            raise InputError(
                Problem(place, f"{m!r} is not in the data", nearest=nearest(str(m), labels))
                for m in unknown
            )
        return [labels.index(m) for m in members]

    made = grouping(kind, mapping, labels, index, problems)
    return {old: new for new, olds in made.members(labels).items() for old in olds}


def _near(key: Any) -> str:
    return nearest(str(key), TABLES)
