"""A list of rates by exporter on the labels of one baseline."""

from __future__ import annotations

from collections.abc import Iterable

from tradetalks.errors import InputError, PolicyError, Problem
from tradetalks.labels import COUNTRY_GROUPS, Axes, is_country_code


def rates_on(rates: Iterable[tuple[str, float]], axes: Axes, place: str) -> dict[str, float]:
    """Rate of every country of the baseline that the list names.

    A group's rate holds for the members without one of their own. Countries that the baseline
    lacks are passed over. Raises PolicyError for a code that no country has, for a country that
    stands in an aggregate to which the list gives no rate, and for a list of strangers.
    """
    own: dict[str, float] = {}
    by_group: dict[str, float] = {}
    absent: list[str] = []
    problems: list[Problem] = []
    labels, groups = set(axes.countries), axes.country_group_members
    for name, rate in rates:
        if name in labels:
            own[name] = rate
        elif name in groups:
            by_group |= dict.fromkeys(groups[name], rate)
        elif is_country_code(name) or name in COUNTRY_GROUPS:
            absent.append(name)
        else:
            try:
                members = axes.country_index(name, place)
                by_group |= {axes.countries[i]: rate for i in members}
            except InputError as error:
                problems += error.problems
    found = by_group | own
    for whole, parts in axes.country_parts.items():
        if whole not in found and (lost := [c for c in absent if c in set(parts)]):
            what = (
                f"{', '.join(lost[:6])}{', ...' if len(lost) > 6 else ''} is inside {whole!r} here"
            )
            remedy = f"give {whole!r} a rate or use a finer baseline"
            problems.append(Problem(place, what, remedy=remedy))
    if not found and not problems:
        problems.append(Problem(place, "names no country of this baseline"))
    if problems:
        raise PolicyError(problems)
    return found
