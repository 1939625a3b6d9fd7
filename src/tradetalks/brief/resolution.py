"""A world aggregated to what a question needs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tradetalks.baseline.resolution import Apart, Resolution, resolved
from tradetalks.brief.apart import apart
from tradetalks.brief.checks.labels import label_findings
from tradetalks.brief.problems import problems_at
from tradetalks.brief.read import content_of, load_brief, parsed
from tradetalks.brief.schema import Brief
from tradetalks.errors import BriefError, InputError, Problem

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.labels import Selector


def aggregate_for(
    base: Baseline,
    question: Brief | str | Path | Sequence[str],
    resolution: str | int | Resolution = "brief",
    *,
    sectors: Sequence[Selector] = (),
    place: str = "resolution",
) -> Baseline:
    """The world with everything added together that a question does not tell apart.

    question: a brief, a brief's name or file, or a list of countries and groups, each of which
    becomes one label; with a list, `sectors` are selectors whose inside stays apart from the
    outside. resolution: `brief` keeps what is needed; a number keeps so many countries apart (the
    largest partners after those needed) and all sectors; `20x25` so many sectors; `full` merges
    only a party that is a group. Countries that nobody names are merged by region, sectors within
    the broad groups of ISIC, goods never with services. The new world's `history` says what was
    merged.

    Raises InputError for names that the world does not have, for a resolution that is none or
    leaves less apart than the question needs; BriefError for a brief that cannot be read.
    """
    asked = resolution if isinstance(resolution, Resolution) else Resolution.read(resolution, place)
    if isinstance(question, str | Path):
        question = load_brief(question)
    if not isinstance(question, Brief):
        return resolved(base, _named(base, question, sectors), asked, place)
    if sectors:
        what = "sectors go with a list of countries; a brief says itself what it tells apart"
        raise InputError(Problem("sectors", what))
    raw, places = parsed(content_of(question.path), question.path)
    if problems := problems_at(label_findings(raw, base.axes), places):
        raise BriefError(problems)
    return resolved(base, apart(question, base), asked, place)


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
