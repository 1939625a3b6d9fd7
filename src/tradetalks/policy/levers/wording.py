"""How levers are put in words: whom they name, and how much."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tradetalks.labels import Selector

MOST_NAMED, NAMED = 12, 4


class Called(tuple[str, ...]):
    """Labels with a phrase that says which they are, for where many would be listed."""

    phrase: str

    def __new__(cls, labels: Iterable[str], phrase: str) -> Called:
        made = super().__new__(cls, labels)
        made.phrase = phrase
        return made


def words(selector: Selector) -> str:
    """A selector as a person writes it; of a long list the first few and how many more."""
    if isinstance(selector, str):
        return selector
    if isinstance(selector, Called):
        return selector.phrase
    labels = list(selector)
    if len(labels) <= MOST_NAMED:
        return ", ".join(labels)
    return f"{', '.join(labels[:NAMED])} and {len(labels) - NAMED} more"


def dollars(millions: float) -> str:
    """An amount in USD million in the unit that reads best."""
    if abs(millions) < 1000:
        return f"USD {millions:,.6g} million"
    return f"USD {millions / 1000:,.6g} billion"
