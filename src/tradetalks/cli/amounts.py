"""Amounts as written on the command line: `+25%`, `=0%`, `x0.5`, `+10bn`, `-18000`, `+0..300%`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tradetalks.errors import PolicyError, Problem

_N = r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE]\+?\d+)?"
_AMOUNT = re.compile(
    rf"(?P<how>[=x])?(?P<low>[+-]?{_N})(?:\.\.(?P<high>[+-]?{_N}))?(?P<unit>%|bn|mn)?"
)
_MILLIONS = {"bn": 1e3, "mn": 1.0}
LARGEST_PERCENT = 100_000.0
BARE_DOLLARS = 1e6


@dataclass(frozen=True)
class Amount:
    """What moves by how much: a keyword of the policy's method, and one number or two ends."""

    key: str
    ends: tuple[float, ...]

    @property
    def value(self) -> float:
        """The number of an amount that is no range."""
        return self.ends[0]


Reader = Callable[[str, str], Amount]


def rate(text: str, place: str) -> Amount:
    """+25% is add=0.25, =25% is rate=0.25, x0.5 is factor=0.5."""
    found = _AMOUNT.fullmatch(text)
    how = _how(found)
    percent = found is not None and found["unit"] == "%"
    if found is None or how == "" or percent == (how == "x") or _unsigned_factor(found, how):
        raise _refused(
            place,
            f"{text!r} is not a change",
            "+25% (points), -10%, =25% (new rate), x0.5 (times the old)",
            _missing_mark(text),
        )
    ends = _ends(found)
    if how == "x":
        return _amount(place, text, "factor", ends)
    if max(map(abs, ends)) > LARGEST_PERCENT:
        raise _refused(place, f"{text!r} is out of reach", f"to {LARGEST_PERCENT:g}%")
    if min(ends) <= -100:
        raise _refused(place, f"{text!r} would leave no price", "above -100%")
    key = "rate" if how == "=" else "add"
    return _amount(place, text, key, tuple(end / 100 for end in ends))


def inside(text: str, place: str) -> float | str:
    """What a bloc does to the tariffs of members on each other: free, or x0.5."""
    if text == "free":
        return text
    found = _AMOUNT.fullmatch(text)
    if (
        found is None
        or found["how"] != "x"
        or found["unit"]
        or found["high"]
        or _ends(found)[0] < 0
    ):
        raise _refused(
            place,
            f"{text!r} is neither free nor a factor",
            "free (no tariffs inside), x0.5 (half of them), x1 (as they are)",
        )
    return _ends(found)[0]


def factor(text: str, place: str) -> Amount:
    """x1.2: costs rise by a fifth."""
    found = _AMOUNT.fullmatch(text)
    if found is None or _how(found) != "x" or found["unit"] or min(_ends(found)) <= 0:
        raise _refused(
            place,
            f"{text!r} is not a factor above zero",
            "x1.2 (costs rise by a fifth), x0.9",
            "to close a flow altogether use --embargo" if text.startswith("x") else "",
        )
    return _amount(place, text, "factor", _ends(found))


def dearer(text: str, place: str) -> Amount:
    """x1.5: a sanction that makes trading half as dear again."""
    found = factor(text, place)
    if found.ends[0] < 1:
        raise _refused(place, f"{text!r} would make trading cheaper", "x1 and above: x1.5")
    return found


def purchase(text: str, place: str) -> Amount:
    """+10bn is USD 10 billion more, =25bn is USD 25 billion in all."""
    found = _AMOUNT.fullmatch(text)
    how = _how(found)
    if found is None or how not in ("+", "=") or found["unit"] == "%" or min(_ends(found)) < 0:
        raise _refused(
            place,
            f"{text!r} is not a promise",
            "+10bn (more than in the baseline), =25bn (in all), +500mn",
            f"write +{text} to buy more, ={text} for the total" if how == "" else "",
        )
    return _amount(place, text, "add" if how == "+" else "at_least", _money(found, place, text))


def payment(text: str, place: str) -> Amount:
    """250mn, 1.5bn."""
    found = _AMOUNT.fullmatch(text)
    if found is None or found["how"] or found["unit"] == "%":
        raise _refused(place, f"{text!r} is not an amount of money", "250mn, 1.5bn")
    return _amount(place, text, "amount", _money(found, place, text))


def persons(text: str, place: str) -> Amount:
    """+50000 move, -18000 return."""
    found = _AMOUNT.fullmatch(text)
    if found is None or _how(found) not in ("+", "-") or found["unit"]:
        raise _refused(
            place, f"{text!r} is not a number of people", "+50000 (move), -18000 (return)"
        )
    return _amount(place, text, "movers", _ends(found))


def level(text: str, place: str) -> float | str:
    """A target: half, zero, double, 0.5x; -20bn as USD million; -0.5% as a number."""
    folded = text.strip().casefold()
    if folded in ("half", "zero", "double"):
        return folded
    if re.fullmatch(rf"-?{_N}x", folded):
        return folded
    found = _AMOUNT.fullmatch(folded)
    if found is None or found["how"] or found["high"] or not (found["unit"] or _zero(found)):
        raise _refused(
            place, f"{text!r} is not a target", "half, zero, double, 0.5x, -20bn, 500mn, +0.1%"
        )
    if found["unit"] in ("%", None):
        return float(found["low"])
    return _money(found, place, text)[0]


def _zero(found: re.Match[str]) -> bool:
    return float(found["low"]) == 0


def _how(found: re.Match[str] | None) -> str:
    """`=` or `x`, or the sign; empty where there is neither."""
    if found is None:
        return ""
    return found["how"] or (found["low"][0] if found["low"][0] in "+-" else "")


def _unsigned_factor(found: re.Match[str], how: str) -> bool:
    return how == "x" and min(_ends(found)) < 0


def _ends(found: re.Match[str]) -> tuple[float, ...]:
    return tuple(float(end) for end in (found["low"], found["high"]) if end is not None)


def _money(found: re.Match[str], place: str, text: str) -> tuple[float, ...]:
    """USD million. Dollars may be bare where they cannot be meant as millions or billions."""
    ends, unit = _ends(found), found["unit"]
    if unit is not None:
        return tuple(end * _MILLIONS[unit] for end in ends)
    if 0 < max(map(abs, ends)) < BARE_DOLLARS:
        remedy = f"write {text}bn for USD billion, {text}mn for USD million"
        raise _refused(place, f"{text!r} has no unit", "bn, mn", remedy)
    return tuple(end / 1e6 for end in ends)


def _amount(place: str, text: str, key: str, ends: tuple[float, ...]) -> Amount:
    if len(ends) == 2 and not ends[0] < ends[1]:
        raise _refused(place, f"the range {text!r} is empty", "lowest..highest")
    return Amount(key, ends)


def _missing_mark(text: str) -> str:
    """A hint where only the sign or the per-cent sign is missing."""
    bare = text.removesuffix("%").lstrip("+=-x")
    if not bare or re.fullmatch(_N, bare) is None:
        return ""
    sign = text[0] if text[0] in "+=-" else "+"
    return f"write {sign}{bare}% to add points, ={bare}% to set the rate"


def _refused(place: str, what: str, allowed: str, remedy: str = "") -> PolicyError:
    return PolicyError(Problem(place, what, allowed, remedy=remedy))
