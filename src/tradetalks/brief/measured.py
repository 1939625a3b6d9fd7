"""The numbers of issues as people write them: points, dollars, persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradetalks.brief.compiling import ranged

if TYPE_CHECKING:
    from tradetalks.brief.schema import Issue


@dataclass(frozen=True)
class Measure:
    """How an issue's number is written, and by how much of it people speak of one step.

    step: of the number. called: that step in words. scale, form: the number over `scale` as
    `str.format` has it.
    """

    step: float
    called: str
    scale: float
    form: str

    def __call__(self, number: float) -> str:
        """The number as people write it; never a negative zero."""
        digits = int(self.form.split(".")[1][0])
        return self.form.format(round(number / self.scale, digits) + 0.0)


POINTS = Measure(0.01, "a point", 0.01, "{:+.1f} points")
RATE = Measure(0.01, "a point", 0.01, "{:.1f} %")
DOLLARS = Measure(1e3, "USD 1 billion", 1e3, "USD {:,.2f} bn")
PERSONS = Measure(1e3, "1,000 persons", 1.0, "{:,.0f} persons")
TIMES = Measure(0.01, "a hundredth", 1.0, "x{:.3f}")
DEGREE = Measure(0.01, "a hundredth", 0.01, "{:.1f} %")

_BY_LEVER = {
    "tariff": {"add": POINTS, "rate": RATE},
    "export_tax": {"add": POINTS, "rate": RATE},
    "secondary_tariff": {"add": POINTS},
    "purchase": {"add": DOLLARS, "at_least": DOLLARS},
    "transfer": {"amount": DOLLARS},
    "migration": {"movers": PERSONS},
}


def measure_of(issue: Issue) -> Measure:
    """How the number of an issue is written."""
    moved = ranged(issue.levers[0])
    if moved is None:
        return DEGREE
    return _BY_LEVER.get(str(issue.levers[0].kind), {}).get(moved[0], TIMES)
