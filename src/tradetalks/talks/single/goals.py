"""What a goal seek aims at: a level, or a share of what the baseline has."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from tradetalks.errors import InputError, Problem
from tradetalks.talks.wants.quantity import Quantity


@dataclass(frozen=True)
class ShareOfBaseline:
    """A multiple of the outcome's baseline value."""

    share: float

    def __str__(self) -> str:
        return f"{self.share:g} times its baseline value"


def share_of_baseline(share: float) -> ShareOfBaseline:
    """The target "this share of what it is in the baseline": 0.5 halves it, 0 closes it."""
    if not _is_number(share):
        raise InputError(Problem("share_of_baseline", f"{share!r} is not a number", "as 0.5"))
    return ShareOfBaseline(float(share))


def level_of(target: Any, what: Quantity, before: float) -> float:
    """The target as a level of the quantity, whose baseline value is `before`.

    Raises InputError for anything but a finite number or a share of a baseline value.
    """
    if isinstance(target, ShareOfBaseline):
        if what.relative:
            remedy = f"give the change itself, as -0.5 for half a {what.unit} less"
            place = f"{what.words} is measured from the baseline, where it is zero"
            raise InputError(Problem("target", place, "a number", remedy=remedy))
        return target.share * before
    if not _is_number(target):
        allowed = f"a number in {what.unit}, or tt.share_of_baseline(0.5)"
        raise InputError(Problem("target", f"{target!r} is not a target", allowed))
    return float(target)


def _is_number(value: Any) -> bool:
    plain = isinstance(value, Real) and not isinstance(value, bool | np.bool_)
    return plain and bool(np.isfinite(float(value)))
