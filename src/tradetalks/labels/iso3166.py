"""Countries by ISO 3166-1: which codes exist, whether or not a baseline has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

#: Codes in use beside the standard: Kosovo, and the rest of the world.
BESIDE = frozenset({"XKX", "ROW"})


@cache
def iso_numeric() -> Mapping[str, str]:
    """ISO 3166-1 alpha-3 code -> numeric code, as three digits."""
    text = (files("tradetalks.labels") / "iso3166.json").read_text("utf-8")
    codes: dict[str, str] = json.loads(text)
    return MappingProxyType(codes)


def is_country_code(code: str) -> bool:
    """Whether an economy has this alpha-3 code, in any baseline."""
    return code in iso_numeric() or code in BESIDE
