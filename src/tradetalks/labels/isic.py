"""ISIC Rev. 4 codes as sets, so that a code, a span and a section can be compared.

A code stands for the set of four-digit class numbers it covers: `C26` for
2610..2699, `C13T15` for three divisions, `G_I` for three sections. Containment
of sets then answers every question a selector asks. The spellings are those of
the OECD inter-country tables (`C10T12`, `C17_18`, `C301`, `D_E`).
"""

from __future__ import annotations

import re
from functools import lru_cache

#: First and last division of every section of ISIC Rev. 4.
SECTIONS = {
    "A": (1, 3),
    "B": (5, 9),
    "C": (10, 33),
    "D": (35, 35),
    "E": (36, 39),
    "F": (41, 43),
    "G": (45, 47),
    "H": (49, 53),
    "I": (55, 56),
    "J": (58, 63),
    "K": (64, 66),
    "L": (68, 68),
    "M": (69, 75),
    "N": (77, 82),
    "O": (84, 84),
    "P": (85, 85),
    "Q": (86, 88),
    "R": (90, 93),
    "S": (94, 96),
    "T": (97, 98),
    "U": (99, 99),
}
DIVISIONS = frozenset(
    d for first, last in SECTIONS.values() for d in range(first, last + 1) if d not in {4, 34}
)

Classes = frozenset[int]

_NONFERROUS = frozenset({*range(2420, 2430), 2432})
_SECTION_SPAN = re.compile(r"([A-U])(?:[_-]([A-U]))?")
_NUMBER_SPAN = re.compile(r"([A-U])(\d{2,4})(?:[T_-]([A-U]?)(\d{2,4}))?")


def _divisions(first: int, last: int) -> Classes:
    return frozenset(
        100 * d + n for d in range(first, last + 1) if d in DIVISIONS for n in range(10, 100)
    )


@lru_cache(maxsize=4096)
def classes(code: str) -> Classes | None:
    """The ISIC classes a code covers, or None when the text is no ISIC code."""
    text = code.strip().upper()
    # OECD splits basic metals into iron and steel (A) and non-ferrous metals (B).
    if text == "C24B":
        return _NONFERROUS
    if text == "C24A":
        return _divisions(24, 24) - _NONFERROUS
    if hit := _SECTION_SPAN.fullmatch(text):
        first, last = hit[1], hit[2] or hit[1]
        return _divisions(SECTIONS[first][0], SECTIONS[last][1]) if first <= last else None
    if hit := _NUMBER_SPAN.fullmatch(text):
        return _number_span(hit[1], hit[2], hit[3] or "", hit[4] or hit[2])
    return None


def _number_span(section: str, start: str, other: str, end: str) -> Classes | None:
    """Classes from `start` to `end`, whose divisions must lie in the sections named."""
    low, high = int(start.ljust(4, "0")), int(end.ljust(4, "9"))
    first, last = low // 100, high // 100
    if not (_in_section(first, section) and last in DIVISIONS and low <= high):
        return None
    if other and not _in_section(last, other):
        return None
    return _divisions(first, last) & frozenset(range(low, high + 1))


def _in_section(division: int, section: str) -> bool:
    first, last = SECTIONS[section]
    return first <= division <= last and division in DIVISIONS
