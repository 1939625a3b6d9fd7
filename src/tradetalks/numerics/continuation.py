"""Following a solution along a path, for problems too far away to reach in one go."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from jax import Array

Attempt = Callable[[float, Array], tuple[Array, bool]]


class Path(NamedTuple):
    """Where the path ended: the last solution, how far it got (1 is the goal), solves used."""

    u: Array
    reached: float
    solves: int


def follow(
    attempt: Attempt,
    start: Array,
    *,
    first: float = 0.1,
    shortest: float = 1e-2,
    longest: float = 0.25,
    solves: int = 80,
) -> Path:
    """Carry `start`, the solution at 0, to 1; `attempt(s, guess)` returns (solution, found).

    Each guess extends the secant of the last two solutions; a step grows after success, halves
    after failure, and the path ends when it would be shorter than `shortest`.
    """
    here, there, u, before, step = 0.0, 0.0, start, start, first
    for used in range(1, solves + 1):
        step = min(step, longest, 1.0 - here)
        goal = 1.0 if here + step > 1.0 - shortest else here + step
        secant = (u - before) * ((goal - here) / (here - there)) if here > there else 0.0
        found, good = attempt(goal, u + secant)
        if good:
            here, there, u, before = goal, here, found, u
            step *= 1.6
        else:
            step /= 2
        if here >= 1.0 or step < shortest:
            return Path(u, here, used)
    return Path(u, here, solves)
