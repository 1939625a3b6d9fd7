"""What the columns of tidy files are called, by us and by publishers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tradetalks.errors import BaselineError, Problem, nearest

#: Our name of a column -> the names publishers give it, as `_plain` writes them.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "importer": ("importer", "importeriso3", "importercode", "reporter", "reporteriso3",
                 "reporteriso", "reportercode", "destination", "isod", "iso3d", "j", "countryd"),
    "exporter": ("exporter", "exporteriso3", "exportercode", "partner", "partneriso3",
                 "partneriso", "partnercode", "origin", "isoo", "iso3o", "i", "countryo"),
    "product": ("hs6", "hs4", "hs2", "hs", "hscode", "product", "productcode", "cmdcode",
                "hs61992", "hs62002", "hs62007", "hs62012", "hs62017", "hs62022",
                "commoditycode", "k", "isic", "isic4", "isicrev4", "isic3", "isicrev3", "sector",
                "industry", "industryid"),
    "rate": ("rate", "tariff", "tariffrate", "advalorem", "advaloremequivalent", "ave", "adv",
             "duty", "simpleaverage", "appliedtariff", "tariffpercent", "tariffpct", "ratepercent",
             "ratepct", "tau"),
    "value": ("value", "trade", "imports", "importvalue", "tradevalue", "primaryvalue", "weight",
              "v", "flow", "tradevaluein1000usd", "importsvaluein1000usd", "tradevalueus"),
    "direction": ("flowcode", "tradeflowcode", "tradeflow", "tradeflowname", "flowdesc"),
    "regime": ("regime", "tarifftype", "dutytype", "kind", "type"),
    "year": ("year", "period", "refyear", "tariffyear", "t"),
}  # fmt: skip
#: Columns that publishers print side by side for one thing; the first that is there is taken.
_SIDE_BY_SIDE = (
    ("reporteriso3", "reporteriso", "reportercode", "reporter"),
    ("partneriso3", "partneriso", "partnercode", "partner"),
    ("refyear", "year", "period"),
    ("flowcode", "tradeflowcode", "tradeflow", "tradeflowname", "flowdesc"),
)


def header(place: str, line: bytes) -> list[str]:
    """The labels of the first line; raises BaselineError where they are not separated by commas."""
    text = line.decode("utf-8", "replace")
    for mark, found in ((";", "semicolons"), ("\t", "tabs")):
        if text.count(mark) > text.count(","):
            remedy = "save it with commas, and with points in numbers"
            what = f"fields are separated by {found}"
            raise BaselineError(Problem(f"{place}, line 1", what, "commas", "", remedy))
    return [field.strip().strip('"').strip() for field in text.split(",")]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower().replace("%", "percent"))


def recognised(place: str, header: Sequence[str], needed: Sequence[str]) -> dict[str, str]:
    """Our name of each column that is known -> its own. Raises BaselineError."""
    found: dict[str, str] = {}
    problems = []
    plain = [_plain(own) for own in header]
    doubled = {n for names in _SIDE_BY_SIDE for n in [m for m in names if m in plain][1:]}
    for own in (own for own, name in zip(header, plain, strict=True) if name not in doubled):
        for name, names in COLUMNS.items():
            if _plain(own) not in names:
                continue
            if name in found:
                what = f"{own!r} and {found[name]!r} both mean {name}"
                problems.append(Problem(f"{place}, line 1", what, "one of them", "", "drop one"))
            found.setdefault(name, own)
    if {"iso1", "iso2"} <= set(header):  # as the Global Tariff Database calls them
        found = {"importer": "iso1", "exporter": "iso2"} | found
    for name in needed:
        if name not in found:
            allowed = ", ".join(COLUMNS[name][:6])
            close = next((own for own in header if nearest(_plain(own), COLUMNS[name])), "")
            what = f"has no column of the {name}"
            problems.append(Problem(f"{place}, line 1", what, allowed, close))
    if problems:
        raise BaselineError(problems)
    return found
