"""How large or small a result is next to a tariff."""

from __future__ import annotations

from collections.abc import Iterator

from tradetalks.report.sentences.told import Told
from tradetalks.report.words import listed, sentence, sized

#: USD million a year below which a yardstick measures nothing.
NOTHING = 1.0


def of_size(told: Told) -> Iterator[str]:
    """'Next to "25 % on India" the effect is about 2 per cent as large for India, a gain ...'."""
    stick = told.yardstick
    if stick is None:
        return
    sizes: dict[str, list[str]] = {}
    for row in told.parties:
        worth = stick.worth.get(row["country"], 0.0)
        if abs(worth) >= NOTHING:
            ratio = row["equivalent_variation"] / worth
            name = told.name(row["country"])
            turned = f" ({_instead(worth)})" if ratio < 0 else ""
            sizes.setdefault(sized(abs(ratio)), []).append(name + turned)
    if sizes:
        found = [f"{size} for {listed(names)}" for size, names in sizes.items()]
        yield sentence(f"Next to “{stick.title}” the effect on real income is {listed(found)}")


def _instead(worth: float) -> str:
    return "a gain instead of a loss" if worth < 0 else "a loss instead of a gain"
