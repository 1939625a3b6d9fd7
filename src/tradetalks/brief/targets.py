"""Facts as targets: those measured by one sum of trade flows can be reached by moving costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradetalks.brief.expression import Quantity, calls, evaluate
from tradetalks.brief.fields import MEASURABLE
from tradetalks.errors import BriefError, InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from tradetalks.baseline import Baseline
    from tradetalks.brief.schema import Brief, Fact
    from tradetalks.policy import Selector
    from tradetalks.talks import Calibrated

#: Measures that are sums of trade flows, and what they call the partner.
FLOWS = {"exports": "to", "imports": "of", "trade": "partner", "balance": "partner"}
ALLOWED = "one of exports, imports, trade and balance, alone or times a number"

Target = tuple[str, "Selector", "Selector", "Selector", float]


@dataclass(frozen=True)
class OnFacts:
    """A baseline moved onto facts.

    facts: one row each, `before`, `reported` and `after` in the fact's unit. costs: one row for
    every flow whose trade cost moved, `cost_change` in per cent. found: the calibration itself.
    """

    facts: pd.DataFrame
    costs: pd.DataFrame
    found: Calibrated

    @property
    def baseline(self) -> Baseline:
        """The baseline that agrees with the facts."""
        return self.found.baseline


def on_facts(
    brief: Brief,
    names: Iterable[str],
    base: Baseline,
    progress: Callable[[str, int, int], None] | None = None,
) -> OnFacts:
    """The baseline moved onto facts of the brief, by the smallest change of trade costs.

    Raises BriefError for facts that are no sum of flows, NotConvergedError where no trade costs
    reproduce them together.
    """
    import pandas as pd

    from tradetalks.talks import calibrate

    wanted = [fact for fact in brief.facts if fact.id in set(names)]
    found = calibrate(base, targets_of(wanted), progress=progress)
    times = [_flow(str(fact.measure), "")[1] for fact in wanted]
    rows = [
        {
            "fact": fact.id,
            "statement": fact.statement,
            "unit": fact.unit,
            "reported": fact.value,
            **{
                name: many * value / MEASURABLE[fact.unit][1]
                for name, value in (("before", before), ("after", after))
            },
        }
        for fact, many, before, after in zip(
            wanted, times, found.targets["before"], found.targets["after"], strict=True
        )
    ]
    return OnFacts(pd.DataFrame(rows), found.costs, found)


def targets_of(facts: Iterable[Fact]) -> list[Target]:
    """The facts as `tradetalks.calibrate` takes them; raises BriefError with all that are not."""
    found: list[Target] = []
    problems: list[Problem] = []
    for fact in facts:
        place = f"fact[{fact.id}].measure"
        try:
            found.append(_target(fact, place))
        except InputError as error:
            problems += error.problems
    if problems:
        raise BriefError(problems)
    return found


def check_flow(text: str) -> None:
    """Raises InputError where a measure is no sum of flows that costs could move."""
    _flow(text, "")


def _target(fact: Fact, place: str) -> Target:
    if fact.measure is None:
        raise InputError(Problem(place, "is missing, so nothing can be moved onto it", ALLOWED))
    (kind, arguments), times = _flow(fact.measure, place)
    partner = arguments.get(FLOWS[kind], "all")
    value = fact.value * MEASURABLE[fact.unit][1] / times
    return kind, arguments["country"], partner, arguments.get("sectors", "all"), value


def _flow(text: str, place: str) -> tuple[tuple[str, dict[str, Selector]], float]:
    """The one call in a measure and the number it is multiplied by."""
    found = calls(text, place)
    if len(found) != 1 or found[0].name not in FLOWS:
        raise InputError(Problem(place, f"{text!r} is not one sum of trade flows", ALLOWED))
    # One call, so the measure is a multiple of it exactly when twice the flow is twice the figure.
    one, two = (evaluate(text, place, _as(Quantity(size, 1))).value for size in (1.0, 2.0))
    if one == 0 or two != 2 * one:
        raise InputError(Problem(place, f"{text!r} is not a multiple of a flow", ALLOWED))
    return (found[0].name, found[0].arguments), one


def _as(quantity: Quantity) -> Callable[[object], Quantity]:
    """Every call measures this."""
    return lambda call: quantity
