"""Arrays that bring their own labels: axes are matched by name and order, never by luck.

Objects of xarray and pandas are known by what they offer (`dims` and `indexes`, or
`axes`), so that nothing here imports either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import InputError, Problem, nearest

Labels: TypeAlias = tuple[str, ...]

#: Names an index of pandas may have that say which axis it is; others are chance.
AXES = frozenset(
    {"exporter", "importer", "country", "sector", "input", "factor"}
    | {"payer", "receiver", "origin", "residence"}
)


@dataclass(frozen=True)
class Axis:
    """One axis of an array as its owner wrote it; no name or labels where none were given."""

    name: str | None
    labels: Labels | None

    def __str__(self) -> str:
        return self.name or "?"


def axes_of(value: Any) -> tuple[Axis, ...]:
    """Names and labels that an array brings; nothing for a plain one.

    An xarray.DataArray names every axis; a pandas object may, and its labels count when
    they are text.
    """
    if hasattr(value, "dims") and hasattr(value, "ndim"):
        indexes = getattr(value, "indexes", {})
        return tuple(Axis(str(d), _text(indexes[d]) if d in indexes else None) for d in value.dims)
    if hasattr(value, "axes") and hasattr(value, "iloc"):
        found = [Axis(i.name if i.name in AXES else None, _words(i)) for i in value.axes]
        return tuple(found) if any(a.name or a.labels for a in found) else ()
    return ()


def matched(
    values: NDArray[Any], own: Sequence[Axis], wanted: Sequence[str], place: str
) -> tuple[NDArray[Any], tuple[Labels | None, ...]]:
    """`values` with the axes `wanted`, outermost first, and the labels each axis brought.

    `own` is what `axes_of` found. Raises InputError when the names are others.
    """
    names = _names(own, wanted)
    if sorted(names) != sorted(wanted):
        shown = f"has axes ({', '.join(map(str, own))})"
        allowed = f"({', '.join(wanted)}), in any order"
        remedy = "rename them, or pass plain values in this order"
        raise InputError(Problem(place, shown, allowed, remedy=remedy))
    order = [names.index(name) for name in wanted]
    return values.transpose(order), tuple(own[i].labels for i in order)


def reordered(
    values: NDArray[Any],
    labels: Sequence[Labels | None],
    wanted: Mapping[str, Sequence[str]],
    place: str,
) -> NDArray[Any]:
    """`values` with every labelled axis in the order of `wanted`: axis name -> labels.

    Raises InputError naming every label that is missing, unknown or there twice.
    """
    problems: list[Problem] = []
    for axis, (given, (name, order)) in enumerate(zip(labels, wanted.items(), strict=True)):
        if given is None or given == tuple(order):
            continue
        if faults := list(_misfits(given, order, f"{place} {name}")):
            problems += faults
            continue
        position = {label: i for i, label in enumerate(given)}
        values = values.take([position[label] for label in order], axis=axis)
    if problems:
        raise InputError(problems)
    return values


def _names(own: Sequence[Axis], wanted: Sequence[str]) -> list[str]:
    """Names of the axes; a single country axis may be called exporter or importer."""
    like = {"exporter", "importer"} if "country" in wanted else set()
    placed = dict(enumerate(wanted))
    names = [axis.name or placed.get(i, "?") for i, axis in enumerate(own)]
    return ["country" if name in like else name for name in names]


def _misfits(given: Labels, labels: Sequence[str], place: str) -> Iterable[Problem]:
    have, need = set(given), set(labels)
    for label in dict.fromkeys(given):
        if label not in need:
            close = nearest(label, need - have)
            yield Problem(place, f"label {label!r} is unknown", nearest=close)
        elif given.count(label) > 1:
            yield Problem(place, f"label {label!r} stands there twice", "each label once")
    if missing := [label for label in labels if label not in have]:
        shown = ", ".join(map(repr, missing[:12])) + (", ..." if len(missing) > 12 else "")
        yield Problem(place, f"lacks {len(missing)} of {len(labels)} labels: {shown}")


def _text(labels: Iterable[Any]) -> Labels:
    return tuple(str(label) for label in labels)


def _words(labels: Iterable[Any]) -> Labels | None:
    found = tuple(labels)
    return tuple(map(str, found)) if all(isinstance(x, str) for x in found) else None


def real_numbers(value: Any) -> NDArray[np.float64]:
    """A copy as float64; TypeError or ValueError for text, complex numbers and ragged lists."""
    raw = np.asarray(value)
    if raw.dtype.kind not in "biufO":  # text and complex numbers would be read as floats
        raise TypeError
    return np.array(raw, dtype=np.float64)
