"""Walking over the plain tables of a brief, so that checks still speak when some keys are wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tradetalks.brief.places import Loc

Raw = Mapping[str, Any]
WITH_LEVERS = ("scenario", "agenda", "offer", "question")


def tables(raw: Any, key: str) -> Iterator[tuple[Loc, Raw]]:
    """The tables of an array with their key paths; anything else is passed over."""
    found = raw.get(key) if isinstance(raw, Mapping) else None
    if isinstance(found, list | tuple):
        for i, table in enumerate(found):
            if isinstance(table, Mapping):
                yield (key, i), table


def levers(raw: Raw) -> Iterator[tuple[Loc, Raw]]:
    """Every lever in the brief."""
    for key in WITH_LEVERS:
        for outer, item in tables(raw, key):
            for inner, lever in tables(item, "lever"):
                yield outer + inner, lever
