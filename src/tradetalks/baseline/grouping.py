"""Which old label goes into which new one, with every entry that does not work named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tradetalks.baseline.identities import Array
from tradetalks.errors import InputError, Problem

#: As a member list: every label that no other entry takes.
REST = "rest"


@dataclass(frozen=True)
class Grouping:
    """New labels, and the 0/1 matrix (new, old) that says who is in which."""

    labels: tuple[str, ...]
    matrix: Array

    def members(self, old: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """New label -> old labels."""
        rows = zip(self.labels, self.matrix, strict=True)
        return {new: tuple(np.array(old, dtype=object)[row > 0]) for new, row in rows}


def grouping(
    kind: str, mapping: Mapping[str, Any], old: Sequence[str], index: Any, problems: list[Problem]
) -> Grouping:
    """New labels from `mapping` (new -> selector), after the old ones it does not name.

    `index` turns a selector into positions; what does not work is added to `problems`.
    """
    if not isinstance(mapping, Mapping):
        what = "is not a mapping"
        problems.append(Problem(kind, what, "{new label: members}", "", "write {'EU': 'EU'}"))
        return Grouping(tuple(old), np.eye(len(old)))
    chosen = _chosen(kind, mapping, index, problems)
    taken: dict[int, str] = {}
    for new, members in chosen.items():
        for i in members:
            if i in taken:
                what = f"{old[i]!r} is already in {taken[i]!r}"
                problems.append(Problem(f"{kind}[{new}]", what, remedy="leave it in one of them"))
            taken[i] = new
    left = [i for i in range(len(old)) if i not in taken]
    rest = [new for new, selector in mapping.items() if _is_rest(selector)]
    if len(rest) > 1:
        problems.append(Problem(kind, f"{' and '.join(rest)} both take the rest"))
    elif rest:
        if not left:
            problems.append(Problem(f"{kind}[{rest[0]}]", "nothing is left for it"))
        chosen[rest[0]], left = left, []
    problems += [
        Problem(
            f"{kind}[{old[i]}]",
            f"{old[i]!r} exists and is not among its members",
            remedy="choose another name",
        )
        for i in left
        if old[i] in chosen
    ]
    return _matrix(
        [*([i] for i in left), *chosen.values()], (*(old[i] for i in left), *chosen), old
    )


def _chosen(
    kind: str, mapping: Mapping[str, Any], index: Any, problems: list[Problem]
) -> dict[str, list[int]]:
    """Members of every entry by position, in order; none yet for the rest."""
    chosen: dict[str, list[int]] = {}
    for new, selector in mapping.items():
        try:
            chosen[new] = [] if _is_rest(selector) else list(index(selector, f"{kind}[{new}]"))
        except InputError as error:
            problems += error.problems
    return chosen


def _is_rest(selector: Any) -> bool:
    return isinstance(selector, str) and selector == REST


def _matrix(members: list[list[int]], labels: tuple[str, ...], old: Sequence[str]) -> Grouping:
    matrix = np.zeros((len(labels), len(old)))
    for row, positions in enumerate(members):
        matrix[row, positions] = 1.0
    return Grouping(labels, matrix)
