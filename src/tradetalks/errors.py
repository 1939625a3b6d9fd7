"""One family of exceptions, each worded for the person who must act.

Whoever checks input collects every `Problem` first and raises once, so that a
user mends a file in one go instead of one error at a time.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where it is, what it is, and what to do about it."""

    place: str
    what: str
    allowed: str = ""
    nearest: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        parts = [f"{self.place}: {self.what}"]
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if self.nearest:
            parts.append(f"did you mean {self.nearest}?")
        if self.remedy:
            parts.append(self.remedy)
        return "; ".join(parts)


class TradetalksError(Exception):
    """Anything tradetalks raises on purpose."""


class InputError(TradetalksError, ValueError):
    """Input that cannot be used; `problems` lists everything found, not only the first."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (
            (problems,) if isinstance(problems, Problem) else tuple(problems)
        )
        super().__init__("\n".join(str(p) for p in self.problems))


class BaselineError(InputError):
    """Data that cannot serve as a baseline."""


class PolicyError(InputError):
    """A lever that does not fit the baseline it is applied to."""


class BriefError(InputError):
    """A brief that cannot be read."""


class NotConvergedError(TradetalksError):
    """An equilibrium was needed but not found; the message names the worst market."""


def nearest(word: str, choices: Iterable[str]) -> str:
    """The choice most like `word`, or an empty string when none is close."""
    pool: Sequence[str] = list(choices)
    folded = {c.casefold(): c for c in pool}
    hits = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[hits[0]] if hits else ""
