"""A publisher's names of regions and industries, and ours."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from scipy.sparse import csr_matrix

from tradetalks.baseline.identities import Array
from tradetalks.errors import Problem, nearest
from tradetalks.labels.isic import SECTIONS, classes
from tradetalks.labels.iso3166 import is_country_code, iso_numeric

MOST = 12


@dataclass(frozen=True)
class Fold:
    """Regions and industries added together under our labels; calling it folds the first axis."""

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    matrix: csr_matrix
    told: tuple[str, ...]

    def __call__(self, values: Array) -> Array:
        same = self.matrix.shape[0] == self.matrix.shape[1]
        return values if same else np.asarray(self.matrix @ values)

    def both(self, values: Array) -> Array:
        """The first and the second axis."""
        same = self.matrix.shape[0] == self.matrix.shape[1]
        return values if same else np.asarray((self.matrix @ (self.matrix @ values).T).T)


@dataclass(frozen=True)
class Names:
    """What a publisher calls a region or an industry -> our label.

    countries: exceptions to `country_code`. sector: our label of a code, or "" for one that is
    unknown; `dropped` marks codes that are no industry of anyone's.
    """

    countries: Mapping[str, str]
    sector: Callable[[str], str]
    known_sectors: Sequence[str] = ()

    def country(self, region: str) -> str:
        return self.countries.get(region) or country_code(region)

    def unknown(self, place: str, regions: Sequence[str], codes: Sequence[str]) -> list[Problem]:
        """Every region and code that has no label of ours."""
        strange = [r for r in dict.fromkeys(regions) if not self.country(r)]
        problems = [
            Problem(
                place,
                f"unknown region {r!r}",
                "ISO 3166-1 codes, ROW",
                nearest(r, [*self.countries, *iso_numeric()]),
                f"say what it is: --country {r}=ISO3",
            )
            for r in strange[:MOST]
        ]
        lost = [c for c in codes if not self.sector(c)]
        return problems + [
            Problem(place, f"unknown industry {c!r}", nearest=nearest(c, self.known_sectors))
            for c in lost[:MOST]
        ]

    def fold(self, regions: Sequence[str], codes: Sequence[str]) -> Fold:
        """How these regions and industries become ours, in the order they first appear."""
        nations = [self.country(r) for r in regions]
        kinds = [self.sector(c) for c in codes]
        countries, sectors = tuple(dict.fromkeys(nations)), tuple(dict.fromkeys(kinds))
        to = [countries.index(n) * len(sectors) + sectors.index(k) for n in nations for k in kinds]
        ones = (np.ones(len(to)), (to, range(len(to))))
        matrix = csr_matrix(ones, shape=(len(countries) * len(sectors), len(to)))
        told = (*_told("regions", regions, nations), *_told("industries", codes, kinds))
        return Fold(countries, sectors, matrix, told)


def _told(what: str, old: Sequence[str], new: Sequence[str]) -> list[str]:
    several = [label for label, count in Counter(new).items() if count > 1]
    parts = [
        f"{label} ({', '.join(o for o, n in zip(old, new, strict=True) if n == label)})"
        for label in several
    ]
    return [f"{what} added together: {'; '.join(parts)}"] if parts else []


#: Codes of the European Union's own, and others in use beside ISO 3166-1.
_ALPHA_2 = {"EL": "GRC", "UK": "GBR", "XK": "XKX", "FIGW1": "ROW", "WORLD": ""}
_ALPHA_3 = {"ROM": "ROU", "RoW": "ROW", "ROW": "ROW", "ZAR": "COD", "TMP": "TLS", "WLD": ""}


def country_code(text: str) -> str:
    """ISO 3166-1 alpha-3 of an alpha-2, alpha-3 or numeric code; "" for what is none."""
    word = text.strip()
    for known in (_ALPHA_3, _ALPHA_2):
        if word in known:
            return known[word]
    if len(word) == 3 and is_country_code(word.upper()):
        return word.upper()
    if word.isdigit() and len(word) <= 3:  # leading zeros are often lost
        return _by_number().get(int(word), "")
    return alpha_3().get(word.upper(), "")


@cache
def alpha_3() -> Mapping[str, str]:
    """ISO 3166-1 alpha-2 -> alpha-3."""
    return {row["alpha2"]: row["alpha3"] for row in concordance("countries")}


@cache
def _by_number() -> Mapping[int, str]:
    return {int(number): code for code, number in iso_numeric().items()}


def isic_label(code: str) -> str:
    """An ISIC Rev. 4 code as this package spells it; "" for what is none.

    Takes `01T02` (the OECD to 2021), `C10-C12` (WIOD), `C10T12`, `D10T12`.
    """
    text = re.sub(r"[-_T]([A-U])(?=\d)", "T", code.strip().replace("-", "T"))
    if re.fullmatch(r"D?\d\d(T\d\d)?", text):
        division = int(re.sub("D", "", text)[:2])
        section = [s for s, (low, high) in SECTIONS.items() if low <= division <= high]
        text = section[0] + text.removeprefix("D") if section else ""
    return text if text and classes(text) is not None else ""


@cache
def concordance(name: str) -> list[dict[str, str]]:
    """A table of this package, one mapping a row."""
    folder = resources.files("tradetalks.baseline.sources") / "concordances"
    text = (folder / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def listed(name: str) -> Callable[[str], str]:
    """The label of a code by a concordance of this package."""
    return lambda code: _labels(name).get(code, "")


@cache
def _labels(name: str) -> Mapping[str, str]:
    return {row["code"]: row["label"] for row in concordance(name)}
