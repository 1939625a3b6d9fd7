"""Levers as written on the command line: `USA:IND:goods:+25%`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tradetalks.cli.amounts import Amount
from tradetalks.cli.forms import FORMS, Form
from tradetalks.errors import InputError, PolicyError, Problem, nearest

if TYPE_CHECKING:
    from tradetalks.labels import Axes
    from tradetalks.policy import Policy

#: Groups up to this size may be shown country by country.
SMALL_GROUP = 5
Written = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Lever:
    """One option as read: what makes the policy, and how much of it."""

    form: Form
    place: str
    parts: tuple[Any, ...]
    extras: dict[str, Any]
    amount: Amount | None

    @property
    def ranged(self) -> bool:
        """Whether the amount is a range, for a search."""
        return self.amount is not None and len(self.amount.ends) == 2

    @property
    def ends(self) -> tuple[float, float]:
        """The two ends of a range."""
        assert self.amount is not None
        low, high = self.amount.ends
        return low, high

    def on(self, policy: Policy, value: float | None = None) -> Policy:
        """The policy with this lever, at `value` where the amount is a range."""
        given = dict(self.extras)
        if self.amount is not None:
            given[self.amount.key] = self.amount.value if value is None else value
        try:
            return self.form.make(policy, *self.parts, **given)
        except InputError as error:
            raise PolicyError(_at(self.place, p) for p in error.problems) from None


def asked_for(options: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Options as (kind, text), kinds in the order in which they first stand on the command line."""
    return [(kind, text) for kind, texts in options.items() for text in texts]


def policy_of(written: Written, axes: Axes) -> Policy:
    """A Policy from (kind, text) pairs, in the order written, checked against labels.

    Raises PolicyError with every problem of every option.
    """
    from tradetalks.policy import Policy

    levers = read(written, axes)
    if ranges := [lever for lever in levers if lever.ranged]:
        raise PolicyError(
            Problem(v.place, "is a range", "one amount", remedy="`tradetalks seek` takes ranges")
            for v in ranges
        )
    policy = Policy()
    for lever in levers:
        policy = lever.on(policy)
    return policy


def read(written: Written, axes: Axes) -> list[Lever]:
    """Every option as a lever; raises PolicyError with every problem of all of them."""
    from tradetalks.policy import Policy

    found: list[Lever] = []
    problems: list[Problem] = []
    for kind, text in written:
        try:
            lever = _read(FORMS[kind], text, axes)
            lever.on(Policy())
            found.append(lever)
        except InputError as error:
            problems += error.problems
    if problems:
        raise PolicyError(problems)
    return found


def named_countries(written: Written, axes: Axes) -> list[str]:
    """Countries the options name one by one, else the members of small groups, once each."""
    alone: dict[str, None] = {}
    members: dict[str, None] = {}
    for kind, text in written:
        for (_, part), selector in zip(FORMS[kind].parts, _split(text), strict=False):
            for name in selector if part == "country" else ():
                found = [axes.countries[i] for i in axes.country_index(name)]
                into = alone if len(found) == 1 else members
                into |= dict.fromkeys(found if len(found) <= SMALL_GROUP else ())
    return list(alone or members)


def _read(form: Form, text: str, axes: Axes) -> Lever:
    place = f"{form.option} {text}"
    written = _split(text)
    wanted = len(form.parts)
    if len(written) < wanted or (len(written) > wanted and not form.extras):
        raise PolicyError(
            Problem(
                place,
                f"has {len(written)} part{'' if len(written) == 1 else 's'} between colons",
                form.shape,
                remedy=f"for example {form.option} {form.example}",
            )
        )
    problems: list[Problem] = []
    values: list[Any] = []
    ends: list[tuple[int, ...]] = []
    amount: Amount | None = None
    for (name, kind), part in zip(form.parts, written, strict=False):
        here = f"{place}: {name}"
        try:
            if kind == "amount":
                amount = form.amount(",".join(part), here)
            elif kind == "word":
                values.append(",".join(part))
            else:
                resolve = axes.country_index if kind == "country" else axes.sector_index
                index = tuple(int(i) for i in resolve(part, here))
                ends += [index] if kind == "country" else []
                values.append(part)
        except InputError as error:
            problems += error.problems
    if len(ends) >= 2 and ends[0] == ends[1] and len(ends[0]) == 1:
        problems.append(
            Problem(place, "names one country twice", "two countries, or groups of them")
        )
    extras: dict[str, Any] = {}
    problems += _read_extras(form, written[wanted:], axes, place, extras)
    if problems:
        raise PolicyError(problems)
    return Lever(form, place, tuple(values), extras, amount)


def _read_extras(
    form: Form,
    written: Sequence[tuple[str, ...]],
    axes: Axes,
    place: str,
    into: dict[str, Any],
) -> Iterator[Problem]:
    """What follows the parts: `both`, `paid-by=USA`."""
    known = {extra.partition("=")[0]: "=" in extra for extra in form.extras}
    for part in written:
        name, equals, rest = ",".join(part).partition("=")
        if known.get(name) != bool(equals):
            close = nearest(name, known)
            yield Problem(place, f"{','.join(part)!r} is unknown", ", ".join(form.extras), close)
            continue
        into[name] = True
        if equals:
            into[name] = _names(rest)
            try:
                axes.country_index(into[name], f"{place}: {name}")
            except InputError as error:
                yield from error.problems


def _at(place: str, problem: Problem) -> Problem:
    what = f"{problem.place}: {problem.what}"
    return Problem(place, what, problem.allowed, problem.nearest, problem.remedy)


def _split(text: str) -> list[tuple[str, ...]]:
    return [_names(part) for part in text.split(":")]


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))
