"""How large or small a result is next to a tariff."""

from __future__ import annotations

from collections.abc import Iterator

from tradetalks.report.sentences.told import Told
from tradetalks.report.words import listed, sentence, sized

#: USD million a year below which a yardstick measures nothing.
NOTHING = 1.0


def of_size(told: Told) -> Iterator[str]:
    """'Next to "25 % on India" that is about one hundredth as large for India'."""
    stick = told.yardstick
    if stick is None:
        return
    found = [
        f"{sized(abs(row['equivalent_variation'] / stick.worth[row['country']]))} "
        f"for {told.name(row['country'])}"
        for row in told.parties
        if abs(stick.worth.get(row["country"], 0.0)) >= NOTHING
    ]
    if found:
        yield sentence(f"Next to “{stick.title}” the effect is {listed(found)}")
