"""What a fact can be measured by: sums and ratios over the arrays of a baseline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.policy import Selector

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Function:
    """A measure of the baseline. parameters: the names of its arguments; required: how many."""

    parameters: tuple[str, ...]
    required: int
    money: int
    measure: Callable[..., float]
    meaning: str


def _flow(base: Baseline, name: str, exporter: Selector, importer: Selector, js: Any) -> float:
    """Sum of an (exporter, importer, sector) variable over the cross-border flows named."""
    cells = base[name].values[np.ix_(*_flow_index(base, exporter, importer, js))]
    return float(np.where(_abroad(base, exporter, importer)[:, :, None], cells, 0.0).sum())


def _flow_index(base: Baseline, exporter: Selector, importer: Selector, js: Selector) -> Any:
    axes = base.axes
    return axes.country_index(exporter), axes.country_index(importer), axes.sector_index(js)


def _abroad(base: Baseline, exporter: Selector, importer: Selector) -> NDArray[np.bool_]:
    exporters, importers, _ = _flow_index(base, exporter, importer, "all")
    return np.asarray(exporters[:, None] != importers[None, :])


def _exports(
    base: Baseline, country: Selector, to: Selector = "all", sectors: Any = "all"
) -> float:
    return _flow(base, "trade", country, to, sectors)


def _imports(
    base: Baseline, country: Selector, of: Selector = "all", sectors: Any = "all"
) -> float:
    return _flow(base, "trade", of, country, sectors)


def _trade(base: Baseline, country: Selector, partner: Selector, sectors: Any = "all") -> float:
    return _exports(base, country, partner, sectors) + _imports(base, country, partner, sectors)


def _balance(
    base: Baseline, country: Selector, partner: Selector = "all", sectors: Any = "all"
) -> float:
    return _exports(base, country, partner, sectors) - _imports(base, country, partner, sectors)


def _tariff(base: Baseline, importer: Selector, exporter: Selector, sectors: Any = "all") -> float:
    """Trade-weighted mean duty: duty due over the value before duty; zero where nothing flows."""
    index = np.ix_(*_flow_index(base, exporter, importer, sectors))
    value = np.where(_abroad(base, exporter, importer)[:, :, None], base["trade"].values[index], 0)
    duty = float((value * base["tariff"].values[index]).sum())
    return duty / float(value.sum()) if value.sum() > 0 else 0.0


def _value_added(base: Baseline, country: Selector) -> float:
    return float(base["value_added"].values[base.axes.country_index(country)].sum())


def _output(base: Baseline, country: Selector, sectors: Any = "all") -> float:
    exporters, _, js = _flow_index(base, country, country, sectors)
    receipts = base["trade"].values / (1.0 + base["export_tax"].values)
    return float(receipts.sum(axis=1)[np.ix_(exporters, js)].sum())


def _gdp(base: Baseline, country: Selector) -> float:
    """Value added plus duties and export taxes, so at market prices."""
    index = base.axes.country_index(country)
    trade, tax = base["trade"].values, base["export_tax"].values
    duties = (trade * base["tariff"].values).sum(axis=(0, 2))[index].sum()
    taxes = (trade * tax / (1.0 + tax)).sum(axis=(1, 2))[index].sum()
    return _value_added(base, country) + float(duties + taxes)


def _expenditure(base: Baseline, country: Selector, sectors: Any = "all") -> float:
    countries, _, js = _flow_index(base, country, country, sectors)
    return float(base["expenditure"].values[np.ix_(countries, js)].sum())


def _partner_rank(
    base: Baseline, country: Selector, partner: Selector, sectors: Any = "all"
) -> float:
    """1 when no other single country trades more with `country` than `partner` does.

    Not a number where an aggregate trades more: some of its members may, or none.
    """
    (me,) = base.axes.country_index(country)
    (them,) = base.axes.country_index(partner)
    js = base.axes.sector_index(sectors)
    trade: Array = base["trade"].values[:, :, js].sum(axis=2)
    both_ways = trade[me] + trade[:, me]
    whole = base.axes.country_parts
    here = both_ways[them]
    rest = [i for i, c in enumerate(base.countries) if i == me or c == "ROW"]
    both_ways[rest] = 0.0
    if any(c in whole and both_ways[i] > here for i, c in enumerate(base.countries)):
        return float("nan")
    return float(1 + (both_ways > here).sum())


def _people(base: Baseline, variable: str, first: Selector, second: Selector) -> float:
    """Sum over pairs of an optional variable of the baseline; not a number where it has none."""
    if variable not in base.dataset:
        return float("nan")
    index = np.ix_(base.axes.country_index(first), base.axes.country_index(second))
    return float(base[variable].values[index].sum())


def _migrants(base: Baseline, origin: Selector, residence: Selector) -> float:
    return _people(base, "migrants", origin, residence)


def _remittances(base: Baseline, payer: Selector, receiver: Selector) -> float:
    return _people(base, "remittances", payer, receiver)


_PAIR = ("country", "partner", "sectors")
FUNCTIONS: dict[str, Function] = {
    "trade": Function(_PAIR, 2, 1, _trade, "two-way trade between country and partner"),
    "exports": Function(("country", "to", "sectors"), 1, 1, _exports, "sales abroad"),
    "imports": Function(
        ("country", "of", "sectors"), 1, 1, _imports, "purchases abroad, before duty"
    ),
    "balance": Function(_PAIR, 1, 1, _balance, "exports minus imports"),
    "tariff": Function(
        ("importer", "exporter", "sectors"), 2, 0, _tariff, "trade-weighted mean duty, a fraction"
    ),
    "gdp": Function(("country",), 1, 1, _gdp, "value added plus duties and export taxes"),
    "value_added": Function(("country",), 1, 1, _value_added, "income of all factors"),
    "output": Function(("country", "sectors"), 1, 1, _output, "producers' receipts"),
    "expenditure": Function(
        ("country", "sectors"), 1, 1, _expenditure, "spending, duties included"
    ),
    "partner_rank": Function(_PAIR, 2, 0, _partner_rank, "partner's place by two-way trade"),
    "migrants": Function(
        ("origin", "residence"), 2, 0, _migrants, "people from the one who live in the other"
    ),
    "remittances": Function(
        ("payer", "receiver"), 2, 1, _remittances, "money sent home by those who live abroad"
    ),
}
