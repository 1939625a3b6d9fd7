"""One entry of one outcome, named by labels."""

from __future__ import annotations

from dataclasses import dataclass

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, Problem, nearest
from tradetalks.solve.labelled import coordinates
from tradetalks.symbols import OUTCOMES, Symbol

#: Outcomes that may be zero or negative: differentiated as they are, in USD million.
LEVELS = {
    "balance",
    "bilateral_balance",
    "bilateral_trade",
    "equivalent_variation",
    "export_tax_revenue",
    "net_transfers",
    "purchase_cost",
    "residents_variation",
    "tariff_revenue",
    "welfare_variation",
}


def stem(name: str) -> str:
    """An outcome without `_change` or `_base`."""
    return name.removesuffix("_change").removesuffix("_base")


#: Every outcome the model measures, by stem.
STEMS: dict[str, Symbol] = {stem(name): symbol for name, symbol in OUTCOMES.items()}


def units(name: str) -> str:
    """The unit of an outcome's level; a hat has none."""
    return next((OUTCOMES[n].units for n in (f"{name}_base", name) if n in OUTCOMES), "1")


@dataclass(frozen=True)
class Entry:
    """An outcome and the labels, with their positions, of one number in it."""

    outcome: str
    labels: dict[str, str]
    index: tuple[int, ...]

    @property
    def log(self) -> bool:
        """Whether its log is differentiated rather than its level."""
        return self.outcome not in LEVELS

    def __str__(self) -> str:
        at = ", ".join(self.labels.values())
        return f"{self.outcome} ({at})"


def find_entry(base: Baseline, outcome: str, country: str, place: dict[str, str]) -> Entry:
    """The entry for `country` and further labels by dimension; a lone label need not be named.

    Case does not matter, and `real_income_change` stands for `real_income`. Raises InputError
    with everything that does not fit.
    """
    name = stem(str(outcome))
    if name not in STEMS:
        what = f"{outcome!r} is unknown"
        raise InputError(Problem("outcome", what, ", ".join(STEMS), nearest(name, STEMS)))
    dims = STEMS[name].dims
    given = {dims[0]: country, **place}
    problems = [
        Problem(dim, f"{name} has no {dim}", ", ".join(dims)) for dim in given if dim not in dims
    ]
    labels: dict[str, str] = {}
    index: list[int] = []
    for dim, choices in coordinates(base, dims).items():
        folded = [choice.casefold() for choice in choices]
        label = str(given.get(dim, choices[0] if len(choices) == 1 else ""))
        if label.casefold() in folded:
            index.append(folded.index(label.casefold()))
            labels[dim] = choices[index[-1]]
            continue
        what = f"{label!r} is unknown" if label else f"{name} needs a {dim}"
        problems.append(Problem(dim, what, f"a {dim} of the baseline", nearest(label, choices)))
    if problems:
        raise InputError(problems)
    return Entry(name, labels, tuple(index))
