"""Options of searches over what governments choose, and what is read from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from tradetalks.cli.careful import Reading
from tradetalks.cli.coarse import coarse, each_sector, resolution_option
from tradetalks.cli.options import OneOf, closure_on, csv_option, json_option, levers, settings
from tradetalks.cli.solve import top_option
from tradetalks.errors import Problem

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief import Closure
    from tradetalks.talks import Term

Command = TypeVar("Command", bound=Callable[..., Any])
CHOSEN = ("tariff", "export_tax")
GRAIN = ("partner", "sector")
INTERRUPTED = 130


def choices(command: Command) -> Command:
    """What is chosen, how finely, within what bounds, what for, and in what world."""
    for option in (
        settings,
        resolution_option("what is named"),
        csv_option,
        json_option,
        top_option,
        levers,
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


class Choice(NamedTuple):
    """What `choices` asks for: the world, its closure, who chooses, what each of them values.

    rates: levers in force and what is chosen, as keywords of `optimal_policy` and `trade_war`.
    """

    base: Baseline
    closure: Closure
    who: list[str]
    objectives: dict[str, tuple[Term, ...]]
    rates: dict[str, Any]


def chosen(
    names: Sequence[str] | None,
    place: str,
    options: Mapping[str, Any],
    check: Callable[[Baseline, list[str], Reading], None],
    also: str | None = None,
) -> Choice:
    """What the options of `choices` ask for; raises InputError with every mistake.

    check: a command's own reading of the base and of who chooses. also: further names that a
    coarse world has to keep apart.
    """
    from tradetalks.cli import answer
    from tradetalks.cli.forms import FORMS
    from tradetalks.cli.spec import asked_for, policy_of

    read = Reading()
    base = read.needed(lambda: answer.baseline(options["baseline"], options["elasticities"]))
    written = asked_for({kind: texts for kind, texts in options.items() if kind in FORMS})
    sectors = each_sector(base, options["sectors"], options["by"])
    base = coarse(read, base, options["resolution"], written, names, sectors, also)
    who = countries(read, base, names or (), place)
    check(base, who, read)
    rates: dict[str, Any] = {
        "lever": options["among"] or CHOSEN[:1],
        "by": options["by"],
        "policy": read(lambda: policy_of(written, base.axes)),
        "sectors": _sectors(read, base, options["sectors"]),
    }
    if (bounds := read.given(options["bounds"], _bounds)) is not None:
        rates["bounds"] = bounds
    wanted = _objectives(read, base, options["objectives"], who)
    adjusts = ("deficits", "labour_supply", "revenue", "scale_elasticity")
    closure = closure_on(base, read, *(options[key] for key in adjusts))
    read.done()
    return Choice(base, closure, who, wanted, rates)


def countries(read: Reading, base: Baseline, texts: Iterable[str], place: str) -> list[str]:
    """Labels of countries and of the members of groups, each once."""
    names = [name for text in texts for name in names_of(text)]
    index = read(lambda: base.axes.country_index(names, place)) if names else None
    return [] if index is None else [base.countries[i] for i in index]


def names_of(text: str) -> tuple[str, ...]:
    """Names between commas."""
    return tuple(name.strip() for name in text.split(","))


def _sectors(read: Reading, base: Baseline, text: str | None) -> tuple[str, ...] | None:
    """Names of sectors as written, where they are known."""
    if text is None:
        return None
    names = names_of(text)
    read(lambda: base.axes.sector_index(names, "--sectors"))
    return names


def _objectives(
    read: Reading, base: Baseline, brief: str | None, players: Sequence[str]
) -> dict[str, tuple[Term, ...]]:
    """What the players value by a brief; nothing where it says nothing of them."""
    if brief is None:
        return {}
    from tradetalks.brief import load_brief
    from tradetalks.brief.bargaining import objectives_of
    from tradetalks.talks import Objective

    found = read(lambda: load_brief(brief))
    if found is None:
        return {}
    wanted = objectives_of(found, players)
    if players and not wanted:
        named = ", ".join(party.country for party in found.parties if party.objectives)
        what = "says nothing of what is valued by those who choose"
        allowed = named or "a brief with party.objective"
        read.problems.append(Problem(f"--objectives {brief}", what, allowed))
    for player, terms in wanted.items():
        read(partial(Objective.of, base, player, terms))
    return wanted


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
