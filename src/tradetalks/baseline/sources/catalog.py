"""The tables that can be read: where they come from, and how each becomes one `Table`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tradetalks.baseline.sources import excel, several, text
from tradetalks.baseline.sources.table import Table
from tradetalks.errors import BaselineError, Problem, nearest

Reader = Callable[[Path, int, Mapping[str, str], str, float], tuple[Table, str]]


@dataclass(frozen=True)
class Source:
    """A publisher's table. read: (file, year, names of regions, member, unit) -> table, SHA-256.

    currency and million: what one unit of the file is, in millions of its currency.
    """

    name: str
    title: str
    citation: str
    terms: str
    read: Reader = field(repr=False)
    currency: str = "USD"
    million: float = 1.0


SOURCES: dict[str, Source] = {
    s.name: s
    for s in (
        Source(
            "oecd-icio",
            "OECD Inter-Country Input-Output Tables",
            "OECD, Inter-Country Input-Output Database, http://oe.cd/icio",
            "free of charge with attribution (OECD terms and conditions)",
            text.read_oecd,
        ),
        Source(
            "figaro",
            "Eurostat FIGARO inter-country input-output tables, industry by industry",
            "Eurostat, FIGARO tables: EU inter-country supply, use and input-output tables",
            "free with attribution (Eurostat's copyright notice, CC BY 4.0)",
            text.read_figaro,
            currency="EUR",
        ),
        Source(
            "wiod-2013",
            "World Input-Output Database, release 2013",
            "Timmer, Dietzenbacher, Los, Stehrer and de Vries (2015), An illustrated user guide to "
            "the World Input-Output Database, Review of International Economics 23",
            "CC BY 4.0",
            excel.read_wiod_2013,
        ),
        Source(
            "wiod-2016",
            "World Input-Output Database, release 2016",
            "Timmer, Los, Stehrer and de Vries (2016), An anatomy of the global trade slowdown "
            "based on the WIOD 2016 release, GGDC research memorandum 162",
            "CC BY 4.0",
            excel.read_wiod_2016,
        ),
        Source(
            "adb-mrio",
            "ADB Multi-Regional Input-Output Tables",
            "Asian Development Bank, Multi-Regional Input-Output Tables",
            "as stated on the page of the tables",
            excel.read_adb,
        ),
        Source(
            "exiobase-3",
            "EXIOBASE 3, monetary tables",
            "Stadler et al. (2018), EXIOBASE 3, Journal of Industrial Ecology 22",
            "CC BY-SA 4.0",
            several.read_exiobase,
            currency="EUR",
        ),
        Source(
            "eora26",
            "Eora26",
            "Lenzen, Moran, Kanemoto and Geschke (2013), Building Eora, Economic Systems "
            "Research 25",
            "free for academic use after registration; a licence otherwise",
            several.read_eora,
            million=1e-3,
        ),
    )
}


def source(name: str) -> Source:
    """A source by name; raises BaselineError naming the nearest."""
    if name in SOURCES:
        return SOURCES[name]
    what = f"unknown source {name!r}"
    raise BaselineError(Problem("source", what, ", ".join(SOURCES), nearest(name, SOURCES)))
