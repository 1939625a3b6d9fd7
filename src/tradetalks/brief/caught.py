"""Whom secondary tariffs catch: the same countries at every resolution as in the whole world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.brief.levers import SecondaryTariffLever
from tradetalks.policy.compiling.meeting import Meeting
from tradetalks.policy.compiling.secondary import exposure
from tradetalks.policy.levers import SecondaryTariff
from tradetalks.solve.arrays import observed_of

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief.schema import Brief
    from tradetalks.labels import Selector

PLACE = "secondary_tariff"


def secondary_tariffs(brief: Brief) -> tuple[SecondaryTariff, ...]:
    """Every secondary tariff of a brief, whatever it charges, once each."""
    items = (*brief.scenarios, *brief.agenda, *brief.offers, *brief.questions)
    levers = (lever for item in items for lever in getattr(item, "levers", ()))
    return tuple(dict.fromkeys(_rule(v) for v in levers if isinstance(v, SecondaryTariffLever)))


def caught(rules: Iterable[SecondaryTariff], base: Baseline) -> Iterator[Selector]:
    """Of each rule, whoever gets more from its target than its threshold allows."""
    for rule in rules:
        if labels := tuple(c for c, above in _above(rule, base).items() if above):
            yield labels


def treated_otherwise(
    rules: Iterable[SecondaryTariff], whole: Baseline, made: Baseline
) -> dict[str, tuple[str, ...]]:
    """Aggregates that a rule catches and their members not, or the other way: label -> members.

    What members sell one another is no import of theirs together, so the target has a larger part
    in the imports of the aggregate than in those of its members.
    """
    found: dict[str, tuple[str, ...]] = {}
    parts, known = made.axes.country_parts, whole.axes.country_parts
    for rule in rules:
        there = _above(rule, whole)
        for label, above in _above(rule, made).items():
            of = set(parts.get(label, (label,)))
            inside = [c for c in there if c == label or of.issuperset(known.get(c, (c,)))]
            if len(inside) > 1 and any(there[c] != above for c in inside):
                found[label] = tuple(inside)
    return found


def _above(rule: SecondaryTariff, base: Baseline) -> dict[str, bool]:
    """By country that a rule could charge, whether it is above the threshold."""
    axes = base.axes
    part = exposure(rule, Meeting(axes, observed_of(base), PLACE))
    ends = np.union1d(axes.country_index(rule.importer), axes.country_index(rule.target))
    could = np.setdiff1d(axes.country_index(rule.exporter), ends)
    return {base.countries[i]: bool(part[i] > rule.threshold) for i in could}


def _rule(lever: SecondaryTariffLever) -> SecondaryTariff:
    """Whom the lever catches, whatever it then charges."""
    about = lever.model_dump(exclude={"kind", "note", "add"})
    return SecondaryTariff(add=0.0, **about)
