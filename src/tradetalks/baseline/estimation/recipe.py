"""How elasticities are estimated: method, effects, clusters, controls; every misfit is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from tradetalks.baseline.estimation.effects import NONE, PAIR, name_problems
from tradetalks.baseline.estimation.estimates import TradeValues, theta_of
from tradetalks.baseline.estimation.flows import AMOUNTS, LABELS, Flows
from tradetalks.errors import Problem, nearest

Method = Literal["ppml", "triple"]
By = Literal["sector", "none"]
TariffUnit = Literal["fraction", "percent"]

#: The one effect that triple differences leave room for.
COUNTRY = "country"


@dataclass(frozen=True)
class Recipe:
    """How elasticities are estimated; see `estimate_elasticities`."""

    method: Method
    effects: tuple[str, ...]
    cluster: str
    controls: tuple[str, ...]
    trade_values: TradeValues

    @property
    def formula(self) -> str:
        """The equation in words."""
        if self.method == "triple":
            also = " + an effect of each country" if self.effects else ""
            return (
                "log(F_ij F_jn F_ni / (F_ji F_nj F_in)) = "
                f"b log of the same ratio of (1 + tariff){also}"
            )
        terms = ["b log(1 + tariff)", *self.controls, *(f"effects of {e}" for e in self.effects)]
        return f"trade = exp({' + '.join(terms)}) + error"

    def about(self, flows: Flows) -> dict[str, Any]:
        """What estimates say of themselves, as plain data."""
        return {
            "method": self.method,
            "formula": self.formula,
            "theta_is": theta_of(self.trade_values),
            "trade_values": self.trade_values,
            "effects": list(self.effects),
            "controls": list(self.controls),
            "cluster": self.cluster,
            "data": flows.source,
            "data_sha256": flows.sha256,
            "lines": flows.rows,
            "home_sales_left_out": flows.home,
        }


def listed(given: Any) -> tuple[Any, ...]:
    """One name or several, each once."""
    if given is None:
        return ()
    return tuple(dict.fromkeys(given if isinstance(given, list | tuple) else [given]))


def column_of(control: Any) -> str:
    """The column behind a control, as distance behind log(distance)."""
    return str(control).removeprefix("log(").removesuffix(")")


def choice_problems(
    method: Any, by: Any, trade_values: Any, tariff_in: Any, columns: Any, groups: Any
) -> Iterator[Problem]:
    """What is wrong with choices between words, whatever the data."""
    for place, given, allowed in (
        ("method", method, get_args(Method)),
        ("by", by, get_args(By)),
        ("trade values", trade_values, get_args(TradeValues)),
        ("tariff in", tariff_in, get_args(TariffUnit)),
    ):
        if given not in allowed:
            close = nearest(str(given), allowed)
            yield Problem(place, f"{given!r} is unknown", ", ".join(allowed), close)
    for place, given in (("columns", columns), ("groups", groups)):
        if not isinstance(given, Mapping):
            yield Problem(place, f"{given!r} is no mapping", "{name: ...}")
    for name, column in columns.items() if isinstance(columns, Mapping) else ():
        if not isinstance(column, str):
            yield Problem(f"columns[{name}]", f"{column!r} is no name", "text")


def misfits(
    method: Any,
    effects: Sequence[Any],
    cluster: Any,
    controls: Sequence[Any],
    has: Sequence[str],
) -> Iterator[Problem]:
    """What does not go with the method, or with the labels that the data tell apart."""
    for control in controls:
        if column_of(control) in (*LABELS, *AMOUNTS):
            remedy = "effects take labels: --effects"
            yield Problem("controls", f"{control!r} is no control", "other columns", "", remedy)
    if method != "triple":
        yield from name_problems("effects", effects, has)
        yield from name_problems("cluster", () if cluster == NONE else (cluster,), has)
        return
    wrong = [("effects", e, COUNTRY) for e in effects if e != COUNTRY]
    wrong += [("controls", c, "none: what is alike both ways cancels") for c in controls]
    if cluster not in (PAIR, NONE):
        wrong.append(("cluster", cluster, f"{PAIR}, {NONE}"))
    for place, given, allowed in wrong:
        yield Problem(place, f"{given!r} does not go with triple differences", allowed)
