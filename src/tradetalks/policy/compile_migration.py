"""Workers who move, to arrays (equation 12)."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from tradetalks.errors import Problem, nearest
from tradetalks.policy.levers import Migration
from tradetalks.policy.meeting import Index, Meeting, applied
from tradetalks.policy.settings import Array, People, Settings


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
    people = _people(meeting)
    (origins, residences), _ = meeting.indices((lever.origin, lever.residence))
    skills = _skills(lever, meeting, people)
    workers = np.zeros_like(people.workers)
    workers[:, skills] = people.workers[:, skills]
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
    return Movement(persons, persons * _efficiency(lever, meeting, people))


@applied.register
def _(lever: Migration, settings: Settings, meeting: Meeting) -> Settings:
    """Equation 12: movers leave the origin's endowment and join the residence's.

    A mover is one worker of the origin, `mover_efficiency` workers of the residence, and sends
    home `remittance_share` of what the residence pays, valued at baseline rewards.
    """
    moved = movement(lever, meeting)
    people = _people(meeting)
    per_head = np.divide(1.0, people.workers, where=people.workers > 0, out=0 * people.workers)
    change = moved.units.sum(axis=0) - moved.persons.sum(axis=1)
    wages = moved.units * (meeting.observed.value_added * per_head)[None]
    sent = _sent_home(lever, meeting, people)[:, :, None] * wages.swapaxes(0, 1)
    return replace(
        settings,
        endowment=settings.endowment + per_head * change,
        remittance=settings.remittance + sent,
    )


def overdrawn(moves: Sequence[tuple[Migration, Meeting]]) -> list[Problem]:
    """A problem for every group of workers that all moves together would use up."""
    if not moves:
        return []
    meeting = moves[0][1]
    moved = total(moves)
    gone = moved.persons.sum(axis=1)
    leaving = np.maximum(gone - moved.persons.sum(axis=0), gone - moved.units.sum(axis=0))
    workers = _people(meeting).workers
    return [
        Problem(
            f"workers of {meeting.axes.countries[c]}, {meeting.observed.factors[f]}",
            f"{leaving[c, f]:,.6g} of them would leave",
            f"fewer than the {workers[c, f]:,.6g} there are",
            remedy="move fewer people",
        )
        for c, f in np.argwhere((leaving > 0) & (leaving >= workers))
    ]


def total(moves: Sequence[tuple[Migration, Meeting]]) -> Movement:
    """All moves together."""
    return reduce(operator.add, (movement(*move) for move in moves))


def _people(meeting: Meeting) -> People:
    if meeting.observed.people is None:
        raise meeting.fail(
            "the baseline does not say how many people work where",
            remedy="give from_arrays workers=..., persons (country, factor)",
        )
    return meeting.observed.people


def _skills(lever: Migration, meeting: Meeting, people: People) -> Index:
    """Positions of the factors that move; a factor without workers is not people."""
    factors = meeting.observed.factors
    of_people = np.flatnonzero(people.workers.sum(axis=0) > 0)
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


def _efficiency(lever: Migration, meeting: Meeting, people: People) -> Array | float:
    """Units of a mover: one number, or (origin, residence, factor)."""
    if lever.efficiency is not None:
        return lever.efficiency
    if people.mover_efficiency is None:
        raise meeting.fail(
            "the baseline does not say what a mover supplies at the residence",
            remedy="give from_arrays mover_efficiency=... (origin, residence, factor), or the "
            "lever efficiency=...",
        )
    return people.mover_efficiency


def _sent_home(lever: Migration, meeting: Meeting, people: People) -> Array:
    """The part of a mover's wage that goes home: (payer, receiver)."""
    n = len(meeting.axes.countries)
    if lever.remittance_share is not None:
        return np.full((n, n), lever.remittance_share)
    if people.remittance_share is None:
        raise meeting.fail(
            "the baseline does not say what part of their wage movers send home",
            remedy="give from_arrays remittance_share=... (payer, receiver), or the lever "
            "remittance_share=...",
        )
    return people.remittance_share
