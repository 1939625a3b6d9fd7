"""Numbers and findings in plain words."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from tradetalks.labels.english import listed as listed
from tradetalks.labels.english import the as the

MINUS = "\N{MINUS SIGN}"
MARK = "\N{DAGGER}"


def number(value: float | None, digits: int = 2, *, sign: bool = False) -> str:
    """A number as read: true minus sign, thousands apart, no sign on a zero, dash for nothing."""
    if value is None or not math.isfinite(value):
        return "–"
    if round(abs(value), digits) == 0:
        return f"{0:.{digits}f}"
    text = f"{abs(value):,.{digits}f}"
    return f"{MINUS}{text}" if value < 0 else f"+{text}" if sign else text


def change(value: float | None, digits: int | None = None) -> str:
    """A per-cent change with its sign; a small one gets a third decimal rather than vanish."""
    if digits is None:
        digits = 3 if value is not None and abs(value) < 0.095 else 2
    return number(value, digits, sign=True)


def spanned(record: Any, name: str, *, signed: bool = False) -> str:
    """' (0.19 to 0.31)' for a fall of 0.25, to stand behind it: the band of a change in per cent.

    Sizes where both ends go the same way as the figure, else, or if `signed`, with signs. Nothing
    where the record has no `NAME_low` and `NAME_high`, or the change is nothing.
    """
    like = float(record[name])
    low, high = (float(record.get(f"{name}_{end}", math.nan)) for end in ("low", "high"))
    if not (math.isfinite(low) and math.isfinite(high) and shows(like)):
        return ""
    digits = 3 if abs(like) < 0.095 else 2
    if low * like > 0 and high * like > 0 and not signed:
        first, last = sorted((abs(low), abs(high)))
        return f" ({number(first, digits)} to {number(last, digits)})"
    return f" ({number(low, digits, sign=True)} to {number(high, digits, sign=True)})"


def shows(value: float) -> bool:
    """Whether a per-cent change is more than nothing at the digits shown."""
    return round(abs(value), 3) > 0


def percent(value: float | None, digits: int | None = None) -> str:
    """A per-cent change with sign and unit, never broken over two lines."""
    return f"{change(value, digits)}\N{NO-BREAK SPACE}%"


def billion(million: float | None, digits: int = 1, *, sign: bool = False) -> str:
    """USD million in, 'USD 12.3 billion' out."""
    shown = None if million is None else million / 1e3
    if shown is not None and 0 < abs(shown) < 0.095 and digits < 2:
        digits = 2
    return f"USD {number(shown, digits, sign=sign)} billion"


def sentence(text: str) -> str:
    """With a capital at the start and a stop at the end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def when(text: str) -> str:
    """'2025-02-01 to 2025-02-28' as '1 to 28 February 2025'; other text as it is."""
    try:
        days = [date.fromisoformat(part) for part in text.split(" to ")]
    except ValueError:
        return text
    last = days[-1]
    if len(days) == 1:
        return f"{last.day} {last:%B %Y}"
    first = days[0]
    start = str(first.day)
    if (first.year, first.month) != (last.year, last.month):
        start += f" {first:%B}"
    if first.year != last.year:
        start += f" {first.year}"
    return f"{start} to {last.day} {last:%B %Y}"


def moved(value: float) -> str:
    """'rises 0.42 per cent', 'falls 0.42 per cent' or 'hardly moves'."""
    digits = 3 if abs(value) < 0.095 else 2
    if not shows(value):
        return "hardly moves"
    return f"{'rises' if value > 0 else 'falls'} {number(abs(value), digits)} per cent"


def money(million: float, *, sign: bool = False) -> str:
    """USD billion where it is large enough for that, else USD million."""
    size = abs(million)
    if size >= 950:
        return billion(million, sign=sign)
    return f"USD {number(million, 0 if size >= 9.5 else 1, sign=sign)} million"


def cents(dollars: float) -> str:
    """'27 cents', 'USD 1.30'."""
    if abs(dollars) >= 1:
        return f"USD {number(dollars)}"
    return f"{number(100 * dollars, 0)} cents"


def per_head(dollars: float) -> str:
    """A sum of money for one person: no more digits than it deserves."""
    if dollars < 1:
        return f"{number(100 * dollars, 0)} cents"
    digits = 2 if dollars < 100 else 0
    return f"USD {number(round(dollars, -2) if dollars >= 10000 else dollars, digits)}"


_PARTS = {
    2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 6: "a sixth", 7: "a seventh",
    8: "an eighth", 9: "a ninth", 10: "a tenth",
}  # fmt: skip


def sized(ratio: float) -> str:
    """A size next to another: 'about a third as large', 'about 3 times as large'."""
    if ratio < 1e-4:
        return "less than 0.01 per cent as large"
    if ratio >= 1.5:
        many = number(ratio, 0) if ratio >= 9.5 else f"{ratio:.2g}"
        return "about twice as large" if many == "2" else f"about {many} times as large"
    if ratio >= 0.6:
        return "about as large" if ratio >= 0.75 else "about two thirds as large"
    if round(1 / ratio) in _PARTS:
        return f"about {_PARTS[round(1 / ratio)]} as large"
    part = 100 * ratio
    return f"about {part:{'.0f' if part >= 1 else '.1g'}} per cent as large"
