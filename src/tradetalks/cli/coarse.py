"""`--resolution` of the commands that ask one question: the world merged to what they name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tradetalks.cli.forms import FORMS
from tradetalks.errors import InputError

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.cli.careful import Reading
    from tradetalks.labels import Axes
    from tradetalks.policy import Policy

UNMEASURED = "what that costs is not measured here: `tradetalks baseline loss` does, for a brief"
Command = TypeVar("Command", bound=Callable[..., Any])


def resolution_option(what: str) -> Callable[[Command], Command]:
    """--resolution; `what` says what `brief` keeps apart."""
    return click.option(
        "--resolution",
        metavar="full|brief|N[xM]",
        help=f"Merge the world to {what} (brief), or to N countries, the largest partners too, "
        "and all sectors or M of them.",
    )


def coarse(
    read: Reading,
    base: Baseline,
    resolution: str | None,
    written: Sequence[tuple[str, str]],
    *words: str | Sequence[str] | None,
) -> Baseline:
    """The world at a resolution that keeps apart what options name.

    written: levers as (kind, text). words: further options, names between commas and colons. What
    is no name here is passed over: whoever reads the option says so. Members of a bloc, and of a
    group at both ends of a lever or against `all`, stand apart, and so does whom a secondary tariff
    catches; any other group becomes one label.
    """
    if resolution is None:
        return base
    from tradetalks.brief.resolution import aggregate_for

    countries: dict[str, None] = {}
    sectors: dict[str, None] = {}
    for kind, text in written:
        own = [n for n in _names(text) if _is(n, base.axes, "country")]
        inside = [c for n in own for c in base.axes.country_index(n)]
        # Members of a bloc, and countries at both ends: what flows among them must be there.
        if kind == "bloc" or len(set(inside)) < len(inside) or _at_all(kind, text):
            own = [base.countries[i] for i in inside]
        countries |= dict.fromkeys(own)
        parts = zip(FORMS[kind].parts, text.split(":"), strict=False)
        sectors |= dict.fromkeys(n for (_, part), t in parts if part == "sector" for n in _names(t))
    for option in words:
        for text in (option,) if isinstance(option, str) else option or ():
            found = [n for n in _names(text) if _is(n, base.axes, "country")]
            countries |= dict.fromkeys(found)
            sectors |= dict.fromkeys(n for n in _names(text) if n not in found)
    told = [s for s in sectors if _is(s, base.axes, "sector")]
    asked = tuple(countries)
    policy = _secondary(written, base.axes)
    made = read(
        lambda: aggregate_for(
            base, asked, resolution, sectors=told, policy=policy, place="--resolution"
        )
    )
    if made is None or made is base:
        return base
    click.echo(merged(base, made), err=True)
    return made


def each_sector(
    base: Baseline, text: str | None, by: Sequence[str]
) -> str | tuple[str, ...] | None:
    """Every sector of a selector by its label, where there is a rate for each of them."""
    if text is None or "sector" not in by or not _is_all(_names(text), base.axes):
        return text
    return tuple(base.sectors[j] for j in base.axes.sector_index(tuple(_names(text))))


def _is_all(names: Iterable[str], axes: Axes) -> bool:
    known = [_is(name, axes, "sector") for name in names]
    return bool(known) and all(known)


def merged(base: Baseline, made: Baseline) -> str:
    """What became of the world, and that nobody measured what it costs."""
    here, there = (f"{len(b.countries)} countries, {len(b.sectors)} sectors" for b in (base, made))
    return f"merged from {here} to {there}; {UNMEASURED}"


def _at_all(kind: str, text: str) -> bool:
    """Whether one of the ends of a lever is everyone."""
    parts = zip(FORMS[kind].parts, text.split(":"), strict=False)
    ends = [t for (_, part), t in parts if part == "country"]
    return any(name.strip().casefold() == "all" for end in ends for name in end.split(","))


def _secondary(written: Sequence[tuple[str, str]], axes: Axes) -> Policy:
    """The secondary tariffs that options write; none where one cannot be read."""
    from tradetalks.cli.spec import read as read_levers
    from tradetalks.policy import Policy

    policy = Policy()
    try:
        levers = read_levers([w for w in written if w[0] == "secondary_tariff"], axes)
    except InputError:
        return policy
    for lever in levers:
        policy = lever.on(policy)
    return policy


def _names(text: str) -> Iterator[str]:
    """Names between colons and commas, `paid-by=USA` among them; not `all`."""
    for part in text.replace(":", ",").split(","):
        name = part.rpartition("=")[2].strip()
        if name and name.casefold() != "all":
            yield name


def _is(name: str, axes: Axes, kind: str) -> bool:
    try:
        (axes.country_index if kind == "country" else axes.sector_index)(name)
    except InputError:
        return False
    return True
