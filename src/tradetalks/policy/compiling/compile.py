"""Levers to arrays: the settings of a policy on the axes of one baseline."""

from __future__ import annotations

import numpy as np

from tradetalks.errors import InputError, PolicyError, Problem
from tradetalks.labels import Axes
from tradetalks.policy.compiling import blocs, migration, money, rates, sanctions, secondary
from tradetalks.policy.compiling.meeting import Meeting, applied, cell_name
from tradetalks.policy.compiling.migration import Movement
from tradetalks.policy.compiling.secondary import Caught
from tradetalks.policy.levers import Lever, Migration, SecondaryTariff
from tradetalks.policy.policy import Policy
from tradetalks.policy.settings import Array, Commitment, Observed, Settings, unmoved

#: Where each kind of lever says how it is applied.
PARTS = (blocs, migration, money, rates, sanctions, secondary)


def compile_policy(policy: Policy, axes: Axes, observed: Observed) -> Settings:
    """Settings under `policy`, from the baseline as observed.

    Raises PolicyError listing every lever that does not fit the baseline, leaves a rate at or
    below -100 per cent, moves more people than there are, or promises a flow that is closed.
    """
    settings = unmoved(observed)
    problems: list[Problem] = []
    moves: list[tuple[Migration, Meeting]] = []
    for lever, meeting in _meetings(policy, axes, observed):
        try:
            settings = applied(lever, settings, meeting)
        except InputError as error:
            problems.extend(error.problems)
        else:
            moves += [(lever, meeting)] if isinstance(lever, Migration) else []
    problems += migration.overdrawn(moves)
    for name in ("tariff", "export_tax"):
        problems += _too_low(name, getattr(settings, name), axes)
    for commitment in settings.commitments:
        problems += _closed(commitment, settings, observed)
    if problems:
        raise PolicyError(problems)
    return settings


def movements(policy: Policy, axes: Axes, observed: Observed) -> Movement:
    """Everyone the policy moves, (origin, residence, factor); raises PolicyError as compiling."""
    nobody = np.zeros((len(axes.countries),) * 2 + (len(observed.factors),))
    moved = Movement(nobody, nobody)
    for lever, meeting in _meetings(policy, axes, observed):
        if isinstance(lever, Migration):
            moved += migration.movement(lever, meeting)
    return moved


def caught(policy: Policy, axes: Axes, observed: Observed) -> tuple[Caught, ...]:
    """Whom each secondary tariff of the policy hits; raises PolicyError as compiling."""
    return tuple(
        secondary.caught_by(lever, meeting)
        for lever, meeting in _meetings(policy, axes, observed)
        if isinstance(lever, SecondaryTariff)
    )


def _meetings(policy: Policy, axes: Axes, observed: Observed) -> list[tuple[Lever, Meeting]]:
    levers = policy.levers
    return [
        (lever, Meeting(axes, observed, f"lever {i + 1} ({lever})", levers[:i], levers[i + 1 :]))
        for i, lever in enumerate(levers)
    ]


def _too_low(name: str, rates: Array, axes: Axes) -> list[Problem]:
    low = rates <= -1.0
    if not low.any():
        return []
    bad = np.argwhere(low)
    cell = tuple(bad[0])
    return [
        Problem(
            f"{name}[{cell_name(axes, cell)}]",
            f"the policy leaves a rate of {100 * rates[cell]:g} % ({len(bad)} such cells)",
            "above -100 %",
            remedy="a rate of -1 would make the good free of charge; use a smaller cut",
        )
    ]


def _closed(commitment: Commitment, settings: Settings, observed: Observed) -> list[Problem]:
    if (settings.open * observed.trade)[commitment.covers].any():
        return []
    return [
        Problem(
            commitment.words,
            "every flow that was promised is closed by another lever",
            remedy="leave a promised flow open, or drop the promise",
        )
    ]
