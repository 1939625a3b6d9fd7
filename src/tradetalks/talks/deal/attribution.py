"""What each issue of an agenda adds to the deal, and what linking them adds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain, combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import InputError, Problem
from tradetalks.numerics.aims import Product, Way
from tradetalks.numerics.pursuit import Pursuit, pursue
from tradetalks.talks.deal.agenda import Agenda
from tradetalks.talks.deal.bargain import Progress, at_stake, box, product

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Coalition = tuple[int, ...]

#: First-order residual at which the search for a deal over some of the issues ends.
TOL = 2e-4
#: Issues whose every combination is bargained over; more would take thousands of deals.
MOST = 10
#: The value of agreeing on nothing but to leave things as they are.
PEACE = "peace"


@dataclass(frozen=True, eq=False)
class Attribution:
    """Who gains from which issue.

    shapley: issue, title, owner, party, worth (USD billion): the Shapley value, what the issue
    adds to the party's gain on average over all orders in which issues may come onto the agenda;
    they sum to the joint deal's gains. Where disagreement is not the status quo, the row "peace"
    is what leaving everything alone brings. linkage: party, joint (gain in the deal over all
    issues), separate (sum of those in deals over each issue alone), linkage (their difference).
    coalitions: one row a set of issues: issues, agreed, and each party's gain. converged:
    whether every deal's first-order condition holds.
    """

    shapley: pd.DataFrame
    linkage: pd.DataFrame
    coalitions: pd.DataFrame = field(repr=False)
    solves: int
    converged: bool
    interrupted: bool
    message: str


def attribution(agenda: Agenda, *, progress: Progress | None = None) -> Attribution:
    """Shapley value of each issue for each party, and the value of linkage.

    The game: a set of issues is worth to each party its gain, over disagreement, in the Nash deal
    that settles those and leaves the others at their status quo; nothing where there is no such
    deal (Shapley 1953). Linkage is the joint deal less deals over each issue alone. All deals are
    searched for side by side and learn from each other's packages. An interrupt (Ctrl-C) leaves
    an attribution of the deals as far as they are known, and says so.

    Raises InputError with more than `MOST` issues.
    """
    count = len(agenda.ids)
    if count > MOST:
        what = f"{count} have {2**count:,} combinations"
        remedy = "put issues together, or leave some out with agenda.without(...)"
        raise InputError(Problem("issues", what, f"at most {MOST}", remedy=remedy))
    packages, interrupted = agenda.packages, False
    nash = product(agenda)
    coalitions = list(chain.from_iterable(combinations(range(count), k) for k in range(count + 1)))
    first: list[Pursuit] = []
    searches: dict[Coalition, Pursuit] = {}
    try:
        stakes = at_stake(agenda)
        unit = np.full(len(agenda.parties), float(stakes.max()))
        watch = _watch(progress)
        # First whether there is a gain for everyone at all, where none is known yet.
        worst = Way(np.zeros(len(unit)), unit, unit)
        doubtful = [c for c in coalitions if not _gains(agenda, c, nash)]
        first = [_search(agenda, c, worst, nash.gains) for c in doubtful]
        pursue(first, packages.points, packages.evaluate, watch=watch)
        searches = {c: _search(agenda, c, nash) for c in coalitions if _gains(agenda, c, nash)}
        pursue(list(searches.values()), packages.points, packages.evaluate, watch=watch)
    except KeyboardInterrupt:
        interrupted = True
    found = {c: _best(agenda, c, nash) for c in coalitions}
    nothing = np.zeros(len(agenda.parties))
    worth = {c: nothing if values is None else values for c, values in found.items()}
    agreed = {c: values is not None for c, values in found.items()}
    ended = not interrupted and all(p.reached for p in (*first, *searches.values()))
    return _told(agenda, worth, agreed, ended, interrupted)


def shapley(worth: dict[Coalition, Array], count: int) -> Array:
    """Shapley values, (player, party): the mean of what a player adds, over all orders."""
    values = np.zeros((count, len(worth[()])))
    for player in range(count):
        for members, whole in worth.items():
            if player in members:
                rest = tuple(m for m in members if m != player)
                share = 1 / (count * comb(count - 1, len(rest)))
                values[player] += share * (whole - worth[rest])
    return values


def _search(
    agenda: Agenda,
    members: Coalition,
    aim: Product | Way,
    enough: Callable[[Array], bool] | None = None,
) -> Pursuit:
    free = [k in members for k in range(len(agenda.ids))]
    return Pursuit(aim, *box(agenda, free), TOL, enough=enough)


def _best(agenda: Agenda, members: Coalition, nash: Product) -> Array | None:
    """Gains in the best package known over some issues, if everybody gains."""
    search = _search(agenda, members, nash)
    search.consider(agenda.packages.points)
    if search.best is None or not nash.gains(search.best.values):
        return None
    return search.best.values


def _gains(agenda: Agenda, members: Coalition, nash: Product) -> bool:
    return _best(agenda, members, nash) is not None


def _watch(progress: Progress | None) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda ended, deals: progress(f"issues: {ended} of {deals} deals", ended, deals)


def _told(
    agenda: Agenda,
    worth: dict[Coalition, Array],
    agreed: dict[Coalition, bool],
    converged: bool,
    interrupted: bool,
) -> Attribution:
    import pandas as pd

    count, parties = len(agenda.ids), list(agenda.parties)
    values = shapley(worth, count)
    named = [(issue.id, issue.title or issue.id, issue.owner) for issue in agenda.issues]
    if agenda.disagreement is not None:
        values = np.vstack([values, worth[()]])
        named.append((PEACE, "Leaving everything as it is", ""))
    rows = [
        {"issue": issue, "title": title, "owner": owner, "party": party}
        | {"worth": float(values[k, p])}
        for k, (issue, title, owner) in enumerate(named)
        for p, party in enumerate(parties)
    ]
    joint = worth[tuple(range(count))]
    separate = worth[()] + sum((worth[(k,)] - worth[()] for k in range(count)), 0 * joint)
    linkage = pd.DataFrame(
        {"party": parties, "joint": joint, "separate": separate, "linkage": joint - separate}
    )
    sets = [
        {"issues": ", ".join(agenda.ids[k] for k in c), "agreed": agreed[c]}
        | dict(zip(parties, map(float, gains), strict=True))
        for c, gains in worth.items()
    ]
    linked = ", ".join(f"{p} {v:+,.3f}" for p, v in zip(parties, joint - separate, strict=True))
    text = f"{sum(agreed.values())} of {len(worth)} sets of issues have a deal; linking all adds "
    text += f"{linked}, USD billion a year"
    if interrupted:
        text = f"interrupted, by the packages known so far: {text}"
    elif not converged:
        text += "; the search for some deal ended too early"
    return Attribution(
        pd.DataFrame(rows),
        linkage,
        pd.DataFrame(sets),
        agenda.packages.solves,
        converged,
        interrupted,
        text,
    )
