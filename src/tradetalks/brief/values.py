"""How each kind of value in a brief is read, with the message a person gets when it is wrong."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any, Literal

from pydantic_core import PydanticCustomError

# A rate beyond this is taken for a percentage written where a fraction belongs.
LARGEST_RATE = 10.0

# Targets by name, all of them multiples of the baseline's figure.
TARGETS = ("half", "zero", "double")


def refuse(what: str, allowed: str = "", remedy: str = "") -> PydanticCustomError:
    """An error that carries the parts of a `Problem`."""
    context = {"what": what, "allowed": allowed, "remedy": remedy}
    return PydanticCustomError("brief", "{what}", context)


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise refuse(f"{value!r} is not text", "text in quotes")
    if not value.strip():
        raise refuse("is empty", "some text")
    return " ".join(value.split())


def identifier(value: Any) -> str:
    if isinstance(value, str) and value and all(c.isalnum() or c in "-_" for c in value):
        return value
    raise refuse(f"{value!r} cannot be an id", "letters, digits, - and _, such as india-retaliates")


def selector(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, str) and value.strip():
        return value.strip()
    named = isinstance(value, list | tuple) and all(isinstance(v, str) and v.strip() for v in value)
    if named and value:
        return tuple(v.strip() for v in value)
    raise refuse(
        f"{value!r} names nothing",
        'a label, group or code such as "IND", "EU", "goods", or a list of them',
    )


def number(value: Any) -> float:
    """A finite number; text and true/false are refused."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refuse(f"{value!r} is not a number", "a number", _without_quotes(value))
    if not math.isfinite(value):
        raise refuse(f"{value!r} is not a finite number", "a finite number")
    return float(value)


def _without_quotes(value: Any) -> str:
    text = value.strip().replace(",", "").lstrip("+") if isinstance(value, str) else ""
    try:
        if text.endswith("%"):
            return f"write the fraction {float(text[:-1]) / 100:g}"
        return f"write {float(text):g} without quotes" if text else ""
    except ValueError:
        return ""


def amount(value: Any) -> float | tuple[float, float]:
    if not isinstance(value, list | tuple):
        return number(value)
    if len(value) != 2:
        raise refuse(f"{value!r} is not a range", "one number, or [lowest, highest]")
    low, high = (number(v) for v in value)
    if not low < high:
        raise refuse(f"the range {value!r} is empty", "[lowest, highest] with lowest below highest")
    return low, high


def ends(amount: float | tuple[float, float]) -> tuple[float, ...]:
    """The numbers of an amount: itself, or the two ends of its range."""
    return amount if isinstance(amount, tuple) else (amount,)


def rate(value: Any) -> float | tuple[float, float]:
    found = amount(value)
    for one in ends(found):
        if abs(one) > LARGEST_RATE:
            raise refuse(
                f"{one:g} would be {100 * one:g} per cent",
                f"a fraction between -1 and {LARGEST_RATE:g}",
                f"rates are fractions: {one:g} per cent is {one / 100:g}",
            )
        if one <= -1:
            raise refuse(f"{one:g} leaves a rate of -100 per cent or less", "above -1")
    return found


def above_zero(value: Any) -> float | tuple[float, float]:
    found = amount(value)
    if min(ends(found)) <= 0:
        raise refuse(f"{value!r} is not above zero", "a factor above zero; 1 changes nothing")
    return found


def not_negative(value: Any) -> float | tuple[float, float]:
    found = amount(value)
    if min(ends(found)) < 0:
        raise refuse(f"{value!r} is below zero", "zero or more; 0 abolishes, 1 changes nothing")
    return found


def promise(value: Any) -> float | tuple[float, float]:
    found = amount(value)
    if min(ends(found)) < 0:
        raise refuse(f"{value!r} is below zero", "USD million a year, zero or more")
    return found


def part(value: Any) -> float:
    part = number(value)
    if not 0 <= part <= 1:
        raise refuse(f"{part:g} is no part of a whole", "a fraction from 0 to 1")
    return part


def weight(value: Any) -> float:
    weight = number(value)
    if weight < 0:
        raise refuse(f"{weight:g} is below zero", "zero or more")
    return weight


def efficiency(value: Any) -> float:
    efficiency = number(value)
    if efficiency <= 0:
        raise refuse(
            f"{efficiency:g} is not above zero", "a number above zero; 1 is a worker who was there"
        )
    return efficiency


def inside(value: Any) -> float | tuple[float, float] | Literal["free"]:
    if value == "free":
        return "free"
    if isinstance(value, str):
        raise refuse(f"{value!r} is not a preference", '"free", or a number such as 0.5')
    return not_negative(value)


def target(value: Any) -> str | float:
    if not isinstance(value, str):
        return number(value)
    text = value.strip().casefold()
    if text in TARGETS:
        return text
    try:
        times = float(text.removesuffix("x"))
    except ValueError:
        times = math.nan
    if text.endswith("x") and math.isfinite(times):
        return text
    raise refuse(
        f"{value!r} is not a target",
        f"{', '.join(TARGETS)}, a multiple such as 0.5x, or a number without quotes",
        _without_quotes(value),
    )


def bounds(value: Any) -> tuple[float, float]:
    rates = rate(value)
    if not isinstance(rates, tuple):
        raise refuse(f"{value!r} is not a range", "[lowest rate, highest rate]")
    return rates


def power(value: Any) -> float:
    power = number(value)
    if power <= 0:
        raise refuse(f"{power:g} is not above zero", "a number above zero; equal if left out")
    return power


def points(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 3 <= value <= 201:
        raise refuse(f"{value!r} is no number of points", "a whole number from 3 to 201")
    return value


def count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
        raise refuse(f"{value!r} is not a count", "a whole number from 1 to 1000")
    return value


def elasticity(value: Any) -> float:
    kappa = number(value)
    if not 0 <= kappa <= 10:
        raise refuse(
            f"{kappa:g} is no elasticity of labour supply",
            "0 (fixed) to 10; estimates lie near 0.3 to 0.5",
        )
    return kappa


def scale(value: Any) -> float | dict[str, float]:
    found = value if isinstance(value, dict) else {"": value}
    read = {str(name): number(psi) for name, psi in found.items()}
    for psi in read.values():
        if psi < 0:
            raise refuse(f"{psi:g} is below zero", "zero (no scale economies) or more")
    return read if isinstance(value, dict) else read[""]


def day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise refuse(f"{value!r} is not a date", "a date without quotes, such as 2025-04-02")


def window(value: Any) -> tuple[date, date]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise refuse(f"{value!r} is not a window", "[first day, last day]")
    first, last = (day(v) for v in value)
    if first > last:
        raise refuse(
            f"the window ends ({last}) before it starts ({first})", "[first day, last day]"
        )
    return first, last
