"""What can be wrong with an agenda, all of it at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.errors import InputError, Problem, nearest
from tradetalks.policy import Policy
from tradetalks.solve.arrays import settings_of
from tradetalks.solve.options import Rules, check_tolerance
from tradetalks.talks.wants.objective import objectives_of
from tradetalks.talks.wants.power import is_list, is_number, power_problems
from tradetalks.talks.wants.quantity import check_baseline
from tradetalks.talks.war.without import left_problems

if TYPE_CHECKING:
    from tradetalks.talks.deal.agenda import Agenda, Issue

#: Rates that one government alone sets, and the side of the flow it is on.
SETTERS = {"tariff": "importer", "export_tax": "exporter"}
LEVER = 'x -> Policy, as lambda x: tt.Policy().tariff("USA", "IND", add=x)'


def check(agenda: Agenda) -> None:
    """Raise InputError listing everything about an agenda that does not fit."""
    check_baseline(agenda.base)
    problems = _closure(agenda)
    parties, found = _parties(agenda)
    problems += found
    problems += _policies(agenda)
    issues = list(agenda.issues) if is_list(agenda.issues) else []
    if not issues:
        problems.append(Problem("issues", "there are none", "one tt.Issue or more"))
    sound = not any(p.place == "given" for p in problems)
    for number, issue in enumerate(issues, start=1):
        problems += _issue(agenda, issue, number, parties, sound)
    problems += _twice(issues)
    problems += power_problems(agenda.power, parties, "parties")
    if not found:
        problems += _gathered(lambda: objectives_of(agenda.base, parties, agenda.objectives))
    if not problems:
        problems += _ownership(agenda)
    if problems:
        raise InputError(problems)


def offered(issues: Sequence[Issue], offer: Any) -> dict[int, float]:
    """The numbers of an offer by the issue's place; raises InputError with all that is wrong."""
    if not isinstance(offer, Mapping):
        what = f"{offer!r:.60} is no offer"
        raise InputError(Problem("offer", what, "a number for each issue, by its id"))
    places = {issue.id: k for k, issue in enumerate(issues)}
    problems, found = [], {}
    for name, value in offer.items():
        place = f"offer, {name}"
        if name not in places:
            close = nearest(str(name), places)
            problems.append(Problem(place, "is not on the agenda", ", ".join(places), close))
            continue
        low, high = issues[places[name]].within
        if not is_number(value) or not low <= float(value) <= high:
            what = f"{value!r} is outside the range"
            problems.append(Problem(place, what, f"{low:g} to {high:g}"))
            continue
        found[places[name]] = float(value)
    if problems:
        raise InputError(problems)
    return found


def _closure(agenda: Agenda) -> list[Problem]:
    return _gathered(lambda: check_tolerance(agenda.tol)) + _gathered(
        lambda: Rules.read(agenda.base, **agenda.closure)
    )


def _parties(agenda: Agenda) -> tuple[tuple[str, ...], list[Problem]]:
    if not is_list(agenda.parties):
        what = f"{agenda.parties!r:.60} is no list of countries"
        return (), [Problem("parties", what, "two countries or more")]
    parties = tuple(agenda.parties)
    problems = []
    known = agenda.base.countries
    for party in parties:
        if party not in known:
            close = nearest(str(party), known)
            what = f"{party!r} is no country of {agenda.base.name or 'the baseline'}"
            problems.append(Problem("parties", what, "countries of the baseline", close))
    problems += [
        Problem("parties", f"{party} is named {times} times", "each party once")
        for party, times in Counter(map(str, parties)).items()
        if times > 1
    ]
    if len(set(map(str, parties))) < 2:
        problems.append(Problem("parties", f"there are {len(parties)}", "two countries or more"))
    return parties, problems


def _policies(agenda: Agenda) -> list[Problem]:
    problems = []
    if not isinstance(agenda.given, Policy):
        what = f"is a {type(agenda.given).__name__}"
        problems.append(Problem("given", what, "a Policy"))
    else:
        problems += _gathered(lambda: settings_of(agenda.base, agenda.given), "given")
    return problems + left_problems(agenda.base, agenda.disagreement, agenda.closure)


def _issue(
    agenda: Agenda, issue: Any, number: int, parties: tuple[str, ...], sound: bool
) -> list[Problem]:
    from tradetalks.talks.deal.agenda import Issue

    if not isinstance(issue, Issue):
        what = f"is a {type(issue).__name__}"
        return [Problem(f"issue {number}", what, "tt.Issue(id, owner, lever, within)")]
    problems = []
    place = f"issue {issue.id or number}"
    if not isinstance(issue.id, str) or not issue.id:
        problems.append(Problem(place, f"{issue.id!r} is no name", "a name of its own"))
    problems += _owner(issue.owner, place, parties)
    problems += _range(issue, place)
    if not callable(issue.lever):
        problems.append(Problem(f"{place} lever", f"{issue.lever!r:.60} is no function", LEVER))
    elif sound and not any(p.place.startswith(f"{place} within") for p in problems):
        problems += _lever(agenda, issue, place)
    return problems


def _owner(owner: Any, place: str, parties: tuple[str, ...]) -> list[Problem]:
    allowed = ", ".join(map(str, parties))
    if not isinstance(owner, str):
        named = list(owner) if isinstance(owner, Iterable) else [owner]
        what = f"is owned by {' and '.join(map(str, named))}" if named else "is owned by nobody"
        return [Problem(f"{place} owner", what, f"one owner of {allowed}")]
    if owner not in parties:
        close = nearest(owner, map(str, parties))
        return [Problem(f"{place} owner", f"{owner!r} is none of the parties", allowed, close)]
    return []


def _range(issue: Issue, place: str) -> list[Problem]:
    try:
        low, high = (float(end) for end in issue.within)
    except (TypeError, ValueError):
        low = high = np.nan
    if not (np.isfinite([low, high]).all() and low < high):
        what = f"{issue.within!r} is an empty range or none"
        return [Problem(f"{place} within", what, "(lowest, highest), the second larger")]
    alone = issue.status_quo
    if alone is not None and not (is_number(alone) and low <= float(alone) <= high):
        what = f"{alone!r} is outside the range"
        return [Problem(f"{place} status_quo", what, f"{low:g} to {high:g}, or None")]
    return []


def _lever(agenda: Agenda, issue: Issue, place: str) -> list[Problem]:
    """What the lever makes at both ends of the range."""
    problems: list[Problem] = []
    for x in issue.within:
        try:
            made = issue.lever(float(x))
        except InputError as error:
            problems += [_moved(p, f"{place} at {x:g}") for p in error.problems]
            continue
        if not isinstance(made, Policy):
            what = f"makes a {type(made).__name__} of {x:g}"
            return [Problem(f"{place} lever", what, LEVER)]
        whole = partial(settings_of, agenda.base, agenda.given + made)
        problems += _gathered(whole, f"{place} at {x:g}")
    return problems


def _twice(issues: Iterable[Any]) -> list[Problem]:
    """Names given twice; where the owners differ, the same issue is owned by two."""
    owners: dict[str, list[str]] = {}
    for issue in issues:
        name, owner = (str(getattr(issue, key, "")) for key in ("id", "owner"))
        owners.setdefault(name, []).append(owner)
    problems = []
    for name, named in owners.items():
        if name and len(named) > 1:
            both = sorted(set(named))
            what = f"is owned by {' and '.join(both)}" if len(both) > 1 else "is named twice"
            problems.append(Problem(f"issue {name}", what, "each issue once, with one owner"))
    return problems


def _ownership(agenda: Agenda) -> list[Problem]:
    """Rates that an issue moves though its owner does not set them, or that two owners move."""
    controls, problems = agenda.controls, []
    n, sectors = len(agenda.base.countries), len(agenda.base.sectors)
    for name, side in SETTERS.items():
        cells = [controls.moved(name, k) for k in range(len(agenda.issues))]
        for issue, moved in zip(agenda.issues, cells, strict=True):
            setter = moved // (n * sectors) if side == "exporter" else moved // sectors % n
            whose = [agenda.base.countries[i] for i in np.unique(setter)]
            others = [party for party in whose if party in agenda.parties]
            if others and issue.owner not in whose:
                what = f"moves the {name.replace('_', ' ')} of {', '.join(others)}"
                what += f", but {issue.owner} owns it"
                problems.append(
                    Problem(f"issue {issue.id} owner", what, "an owner who sets the rates")
                )
        for (one, first), (other, second) in combinations(
            zip(agenda.issues, cells, strict=True), 2
        ):
            if one.owner != other.owner and np.intersect1d(first, second).size:
                what = f"{one.owner} and {other.owner} would both set the same {name} here"
                what += f" and in {other.id}"
                problems.append(Problem(f"issue {one.id}", what, "one owner for each rate"))
    return problems


def _gathered(read: Callable[[], Any], place: str = "") -> list[Problem]:
    try:
        read()
    except InputError as error:
        return [_moved(p, place) for p in error.problems]
    return []


def _moved(problem: Problem, place: str) -> Problem:
    where = f"{place}: {problem.place}" if place else problem.place
    return Problem(where, problem.what, problem.allowed, problem.nearest, problem.remedy)
