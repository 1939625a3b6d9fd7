"""An outcome as written on the command line: `balance:USA:IND:goods`, `real_income:IND`."""

from __future__ import annotations

from typing import Any, NamedTuple

import click

from tradetalks.errors import InputError, Problem, nearest
from tradetalks.symbols import OUTCOMES

#: Sums of trade flows, which a partner and sectors may narrow.
FLOWS = ("exports", "imports", "balance", "trade")
outcome_option = click.option(
    "--outcome",
    required=True,
    metavar="NAME:COUNTRY[:...]",
    help="For example real_income:IND, balance:USA:IND:goods, real_wage:IND:skilled.",
)


class Outcome(NamedTuple):
    """An outcome, its country, and what places it further, as keywords."""

    name: str
    country: str
    place: dict[str, Any]


def outcome(text: str) -> Outcome:
    """The outcome of an option; raises InputError where its parts do not fit its dimensions."""
    place = f"--outcome {text}"
    name, *parts = (part.strip() for part in text.split(":"))
    known = [*dict.fromkeys(_stem(known) for known in OUTCOMES), "trade"]
    if _stem(name) not in known:
        what = f"{name!r} is not an outcome"
        raise InputError(Problem(place, what, ", ".join(known), nearest(_stem(name), known)))
    dims = _dims(_stem(name))
    form = ":".join([name, *(d.upper() for d in dims)])
    if not parts or not parts[0] or len(parts) > len(dims):
        what = "names no country" if not parts or not parts[0] else f"has {len(parts) + 1} parts"
        raise InputError(Problem(place, what, form, remedy="for example balance:USA:IND:goods"))
    given = dict(zip(dims[1:], parts[1:], strict=False))
    found = {dim: _selector(dim, part) for dim, part in given.items() if part}
    return Outcome(name, parts[0], found)


def _dims(name: str) -> tuple[str, ...]:
    if name in FLOWS:
        return ("country", "partner", "sectors")
    symbol = next(s for n, s in OUTCOMES.items() if _stem(n) == name)
    return ("country", *symbol.dims[1:])


def _selector(dim: str, text: str) -> str | tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    return names if dim in ("partner", "sectors") and len(names) > 1 else text


def _stem(name: str) -> str:
    return name.removesuffix("_change").removesuffix("_base")
