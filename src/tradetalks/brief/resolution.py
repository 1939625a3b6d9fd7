"""A world aggregated to what a question needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tradetalks.baseline.resolution import Apart, Resolution, resolved
from tradetalks.brief.apart import apart
from tradetalks.brief.caught import caught, secondary_tariffs, treated_otherwise
from tradetalks.brief.checks.labels import label_findings
from tradetalks.brief.problems import problems_at
from tradetalks.brief.read import content_of, load_brief, parsed
from tradetalks.brief.schema import Brief
from tradetalks.errors import BriefError, InputError, Problem
from tradetalks.policy.levers import SecondaryTariff

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.labels import Selector
    from tradetalks.policy import Policy


def aggregate_for(
    base: Baseline,
    question: Brief | str | Path | Sequence[str],
    resolution: str | int | Resolution = "brief",
    *,
    sectors: Sequence[Selector] = (),
    policy: Policy | None = None,
    place: str = "resolution",
) -> Baseline:
    """The world with everything added together that a question does not tell apart.

    question: a brief, a brief's name or file, or a list of countries and groups, each of which
    becomes one label. With a list, `sectors` are selectors whose inside stays apart from the
    outside, and whom secondary tariffs of `policy` catch stays apart from whom they do not.
    resolution: `brief` keeps what is needed; a number keeps so many countries apart (the largest
    partners after those needed) and all sectors; `20x25` so many sectors; `full` merges only a
    party that is a group. Countries that nobody names are merged by region, sectors within the
    broad groups of ISIC, goods never with services. The new world's `history` says what was merged.

    Raises InputError for names that the world does not have, for a resolution that is none or
    leaves less apart than the question needs; BriefError for a brief that cannot be read.
    """
    asked = resolution if isinstance(resolution, Resolution) else Resolution.read(resolution, place)
    if isinstance(question, str | Path):
        question = load_brief(question)
    if not isinstance(question, Brief):
        levers = policy.levers if policy is not None else ()
        rules = tuple(dict.fromkeys(v for v in levers if isinstance(v, SecondaryTariff)))
        told = _named(base, question, sectors)
        told = replace(told, countries=(*told.countries, *caught(rules, base)))
        return _faithful(base, told, rules, asked, place)
    if sectors or policy is not None:
        key = "sectors" if sectors else "policy"
        what = f"{key} goes with a list of countries; a brief says itself what it tells apart"
        raise InputError(Problem(key, what))
    raw, places = parsed(content_of(question.path), question.path)
    if problems := problems_at(label_findings(raw, base.axes), places):
        raise BriefError(problems)
    rules = secondary_tariffs(question)
    return _faithful(base, apart(question, base), rules, asked, place)


def _faithful(
    base: Baseline,
    told: Apart,
    rules: Sequence[SecondaryTariff],
    asked: Resolution,
    place: str,
) -> Baseline:
    """The world at a resolution in which secondary tariffs catch whom they catch in the whole one.

    Members of an aggregate that they would treat otherwise stand alone. Raises InputError where
    that is a party.
    """
    while wrong := treated_otherwise(rules, base, made := resolved(base, told, asked, place)):
        whole = {frozenset(map(int, base.axes.country_index(p))): p for p in told.parties}
        for members in wrong.values():
            party = whole.get(frozenset(map(int, base.axes.country_index(members))))
            if party is not None:
                what = "a secondary tariff treats it otherwise than its members one by one"
                remedy = (
                    "make its members the parties, or name in `exporter` whom the tariff is for"
                )
                raise InputError(Problem(f"party {party}", what, remedy=remedy))
        told = replace(told, each=(*told.each, *wrong.values()))
    return made


def _named(base: Baseline, countries: Sequence[str], sectors: Sequence[Selector]) -> Apart:
    """What a list of countries tells apart; members of one that overlaps another stand alone."""
    problems: list[Problem] = []
    found: list[frozenset[int]] = []
    for name in countries:
        try:
            found.append(frozenset(map(int, base.axes.country_index(name, "countries"))))
        except InputError as error:
            problems += error.problems
    for selector in sectors:
        try:
            base.axes.sector_index(selector, "sectors")
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    goods = ("goods",) if "goods" in base.axes.sector_group_members else ()
    whole = [k for k, own in enumerate(found) if _whole(own, found, k)]
    parties = tuple({found[k]: countries[k] for k in whole}.values())
    return Apart(parties, countries=tuple(countries), sectors=(*sectors, *goods))


def _whole(own: frozenset[int], found: Sequence[frozenset[int]], k: int) -> bool:
    """Whether nothing else that is named cuts a group through, nor stands inside it."""
    return not any(j != k and own & other and not own <= other for j, other in enumerate(found))
