"""Options of searches over what governments choose, and what is read from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tradetalks.cli.options import OneOf
from tradetalks.errors import InputError, Problem

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.cli.spec import Written
    from tradetalks.talks import Term

Command = TypeVar("Command", bound=Callable[..., Any])
Read = TypeVar("Read")
CHOSEN = ("tariff", "export_tax")
GRAIN = ("partner", "sector")
INTERRUPTED = 130


def choices(command: Command) -> Command:
    """What is chosen, how finely, within what bounds, and what it is chosen for."""
    for option in (
        click.option(
            "--objectives",
            metavar="BRIEF",
            help="Value what the parties of this brief do; real income alone if left out.",
        ),
        click.option(
            "--bounds",
            metavar="LOW..HIGH",
            help="Lowest and highest rate, for example 0..50%; 0..300% if left out.",
        ),
        click.option("--sectors", metavar="SECTORS", help="What is charged; all goods."),
        click.option(
            "--by",
            multiple=True,
            type=OneOf(GRAIN),
            help="What tells one rate from another; one rate for everything if left out.",
        ),
        click.option(
            "--among",
            multiple=True,
            type=OneOf(CHOSEN),
            help="What is chosen; tariffs if left out. May be repeated.",
        ),
    ):
        command = option(command)
    return command


class Reading:
    """Reads what was asked for, and keeps every problem until all has been read."""

    def __init__(self, base: Baseline) -> None:
        self.base = base
        self.problems: list[Problem] = []

    def __call__(self, read: Callable[[], Read]) -> Read | None:
        """What is read; None, and a problem kept, where it does not fit."""
        try:
            return read()
        except InputError as error:
            self.problems += error.problems
            return None

    def done(self) -> None:
        """Raises InputError with everything that did not fit."""
        if self.problems:
            raise InputError(list(dict.fromkeys(self.problems)))

    def countries(self, texts: Iterable[str], place: str) -> list[str]:
        """Labels of countries and of the members of groups, each once."""
        names = [name for text in texts for name in names_of(text)]
        index = self(lambda: self.base.axes.country_index(names, place)) if names else None
        return [] if index is None else [self.base.countries[i] for i in index]

    def sectors(self, text: str | None, place: str) -> tuple[str, ...] | None:
        """Names of sectors as written, where they are known."""
        if text is None:
            return None
        names = names_of(text)
        self(lambda: self.base.axes.sector_index(names, place))
        return names

    def rates(
        self,
        written: Written,
        among: Sequence[str],
        by: Sequence[str],
        sectors: str | None,
        bounds: str | None,
    ) -> dict[str, Any]:
        """Levers in force and what is chosen, as keywords of `optimal_policy` and `trade_war`."""
        from tradetalks.cli.spec import policy_of

        found: dict[str, Any] = {
            "lever": among or CHOSEN[:1],
            "by": by,
            "policy": self(lambda: policy_of(written, self.base.axes)),
            "sectors": self.sectors(sectors, "--sectors"),
        }
        if bounds is not None:
            found["bounds"] = self(lambda: _bounds(bounds))
        return found

    def objectives(self, brief: str | None, players: Sequence[str]) -> dict[str, tuple[Term, ...]]:
        """What the players value by a brief; nothing where it says nothing of them."""
        if brief is None:
            return {}
        from tradetalks.brief import load_brief
        from tradetalks.brief.bargaining import objectives_of
        from tradetalks.talks import Objective

        read = self(lambda: load_brief(brief))
        if read is None:
            return {}
        wanted = objectives_of(read, players)
        if not wanted:
            named = ", ".join(party.country for party in read.parties if party.objectives)
            what = "says nothing of what is valued by those who choose"
            allowed = named or "a brief with party.objective"
            self.problems.append(Problem(f"--objectives {brief}", what, allowed))
        for player, terms in wanted.items():
            self(partial(Objective.of, self.base, player, terms))
        return wanted


def names_of(text: str) -> tuple[str, ...]:
    """Names between commas."""
    return tuple(name.strip() for name in text.split(","))


def _bounds(text: str) -> tuple[float, float]:
    from tradetalks.cli import amounts
    from tradetalks.errors import PolicyError

    low, dots, high = text.partition("..")
    place = "--bounds"
    if not dots or not high.endswith("%"):
        what = f"{text!r} is not a range of rates"
        raise PolicyError(Problem(place, what, "LOW..HIGH in per cent, for example 0..50%"))
    ends = [amounts.rate(f"={end.removesuffix('%')}%", place).value for end in (low, high)]
    if ends[0] >= ends[1]:
        what = f"{text!r} leaves nothing to choose"
        raise PolicyError(Problem(place, what, "the lowest rate, then a higher one"))
    return ends[0], ends[1]
