"""Workers who move, to arrays (equation 12)."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from tradetalks.errors import PolicyError, Problem, nearest
from tradetalks.policy.compiling.meeting import Index, Meeting, applied
from tradetalks.policy.levers import Migration
from tradetalks.policy.settings import Array, Settings


@dataclass(frozen=True)
class Movement:
    """People who move, (origin, residence, factor): persons, and their units at the residence.

    A unit is what one worker of the residence supplies.
    """

    persons: Array
    units: Array

    def __add__(self, other: Movement) -> Movement:
        return Movement(self.persons + other.persons, self.units + other.units)


def movement(lever: Migration, meeting: Meeting) -> Movement:
    """Who moves under a lever.

    Movers between several countries, or of all skills, spread in proportion to the workers of
    that skill at the origin times the workers at the residence, for returns as well: the
    settings are linear in their number.
    """
    (origins, residences), _ = meeting.indices((lever.origin, lever.residence))
    known = _known(lever, meeting)
    skills = _skills(lever, meeting, known.workers)
    workers = np.zeros_like(known.workers)
    workers[:, skills] = known.workers[:, skills]
    here, there = np.zeros_like(workers), np.zeros(len(workers))
    here[origins] = workers[origins]
    there[residences] = workers[residences].sum(axis=1)
    weights = here[:, None, :] * there[None, :, None] * (workers > 0)[None]
    weights[np.arange(len(there)), np.arange(len(there))] = 0.0
    if not weights.any():
        raise meeting.fail(
            "nobody can move: no two countries that differ and have such workers are named",
            remedy="name two countries and a skill that both have",
        )
    persons = lever.movers * weights / weights.sum()
    return Movement(persons, persons * known.efficiency)


@applied.register
def _(lever: Migration, settings: Settings, meeting: Meeting) -> Settings:
    """Equation 12: movers leave the origin's endowment and join the residence's.

    A mover is one worker of the origin, `mover_efficiency` workers of the residence, and sends
    home `remittance_share` of what the residence pays, valued at baseline rewards.
    """
    moved = movement(lever, meeting)
    known = _known(lever, meeting)
    per_head = np.divide(1.0, known.workers, where=known.workers > 0, out=0 * known.workers)
    change = moved.units.sum(axis=0) - moved.persons.sum(axis=1)
    wages = moved.units * (meeting.observed.value_added * per_head)[None]
    return replace(
        settings,
        endowment=settings.endowment + per_head * change,
        remittance=settings.remittance + known.sent_home * wages.swapaxes(0, 1),
    )


def overdrawn(moves: Sequence[tuple[Migration, Meeting]]) -> list[Problem]:
    """A problem for every group of workers, or of migrants, that all moves would use up."""
    if not moves:
        return []
    meeting = moves[0][1]
    moved = total(moves)
    gone = moved.persons.sum(axis=1)
    leaving = np.maximum(gone - moved.persons.sum(axis=0), gone - moved.units.sum(axis=0))
    workers = _known(*moves[0]).workers
    return [
        Problem(
            f"workers of {meeting.axes.countries[c]}, {meeting.observed.factors[f]}",
            f"{leaving[c, f]:,.0f} of them would leave",
            f"fewer than the {workers[c, f]:,.0f} there are",
            remedy="move fewer people",
        )
        for c, f in np.argwhere((leaving > 0) & (leaving >= workers))
    ] + _not_there(moved, meeting)


def _not_there(moved: Movement, meeting: Meeting) -> list[Problem]:
    """Returns of more people than live where they would return from."""
    people, countries = meeting.observed.people, meeting.axes.countries
    if people is None or people.migrants is None:
        return []
    back = -moved.persons.sum(axis=2)
    return [
        Problem(
            f"migrants from {countries[o]} in {countries[d]}",
            f"{back[o, d]:,.0f} would return",
            f"at most the {people.migrants[o, d]:,.0f} who live there",
            remedy="return fewer people, and name the countries one by one",
        )
        for o, d in np.argwhere((back > 0) & (back > people.migrants))
    ]


def total(moves: Sequence[tuple[Migration, Meeting]]) -> Movement:
    """All moves together."""
    return reduce(operator.add, (movement(*move) for move in moves))


@dataclass(frozen=True)
class _Known:
    """Workers (country, factor), and the efficiency and remittance share of movers.

    efficiency: fits (origin, residence, factor). sent_home: fits (payer, receiver, factor).
    """

    workers: Array
    efficiency: Array
    sent_home: Array


def _known(lever: Migration, meeting: Meeting) -> _Known:
    """The lever's terms over the data's; raises PolicyError naming everything that is missing."""
    people = meeting.observed.people
    workers, efficiency, share = (
        (people.workers, people.mover_efficiency, people.remittance_share)
        if people is not None
        else (None, None, None)
    )
    if lever.efficiency is not None:
        efficiency = np.asarray(lever.efficiency)
    if lever.remittance_share is not None:
        share = np.full((1, 1), lever.remittance_share)
    if workers is not None and efficiency is not None and share is not None:
        _usable(meeting, workers=workers, mover_efficiency=efficiency, remittance_share=share)
        return _Known(workers, efficiency, share[:, :, None])
    remedies = {
        "workers": (workers, "persons (country, factor)"),
        "mover_efficiency": (efficiency, "(origin, residence, factor), or the lever efficiency"),
        "remittance_share": (share, "(payer, receiver), or the lever remittance_share"),
    }
    raise PolicyError(
        Problem(
            meeting.place, f"the baseline has no {name}", remedy=f"give from_arrays {name}, {how}"
        )
        for name, (found, how) in remedies.items()
        if found is None
    )


def _usable(meeting: Meeting, **data: Array) -> None:
    """Raise PolicyError naming all data on people that no number of movers can be worked out of."""
    problems = []
    for name, values in data.items():
        most = 1.0 if name == "remittance_share" else np.inf
        bad = int((~(np.isfinite(values) & (values >= 0) & (values <= most))).sum())
        if bad:
            what = f"{bad} values of the baseline's {name} are missing, below zero or too large"
            allowed = "numbers from 0" + (" to 1" if most == 1 else " up")
            remedy = "base.check() lists the places"
            problems.append(Problem(meeting.place, what, allowed, remedy=remedy))
    if not data["workers"].any() and not problems:
        problems.append(Problem(meeting.place, "nobody works anywhere in this baseline"))
    if problems:
        raise PolicyError(problems)


def _skills(lever: Migration, meeting: Meeting, workers: Array) -> Index:
    """Positions of the factors that move; a factor without workers is not people."""
    factors = meeting.observed.factors
    of_people = np.flatnonzero(workers.sum(axis=0) > 0)
    named = {factors[f]: f for f in of_people}
    wanted = lever.skill.strip().casefold()
    found = [f for name, f in named.items() if wanted in ("all", name.casefold())]
    if not found:
        raise meeting.fail(
            f"{lever.skill!r} is not a skill of this baseline",
            ", ".join((*named, "all")),
            nearest(lever.skill, (*named, "all")),
        )
    return np.asarray(found, dtype=np.intp)
