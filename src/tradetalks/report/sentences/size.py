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
    sizes: dict[str, list[str]] = {}
    for row in told.parties:
        worth = stick.worth.get(row["country"], 0.0)
        if abs(worth) >= NOTHING:
            size = sized(abs(row["equivalent_variation"] / worth))
            sizes.setdefault(size, []).append(told.name(row["country"]))
    if sizes:
        found = [f"{size} for {listed(names)}" for size, names in sizes.items()]
        yield sentence(f"Next to “{stick.title}” the effect is {listed(found)}")
