"""Options that several commands share, and choices that suggest the nearest word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

import click

from tradetalks.cli.forms import FORMS
from tradetalks.errors import InputError, nearest

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief import Closure
    from tradetalks.cli.careful import Reading

Command = TypeVar("Command", bound=Callable[..., Any])
Deficits = Literal["fixed", "share", "balanced"]
Revenue = Literal["lump_sum", "income_tax"]


class OneOf(click.Choice[str]):
    """A choice whose error names the nearest allowed word."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        message = super().get_invalid_choice_message(value, ctx)
        close = nearest(str(value), [str(c) for c in self.choices])
        return f"{message} Did you mean {close!r}?" if close else message


def new_file(_: Any, __: Any, value: str | None) -> Path | None:
    """A file to write: its folder must exist, and it must not be a folder itself."""
    if value is None:
        return None
    path = Path(value).expanduser()
    if path.is_dir():
        raise click.BadParameter(f"{value!r} is a folder; name a file in it.")
    if not path.parent.is_dir():
        raise click.BadParameter(f"The folder {str(path.parent)!r} does not exist.")
    return path


def new_folder(_: Any, __: Any, value: str | None) -> Path | None:
    """A folder to write: it must not be a file, nor lie inside one."""
    if value is None:
        return None
    path = Path(value).expanduser()
    for part in (path, *path.parents):
        if part.is_file():
            raise click.BadParameter(f"{str(part)!r} is a file, not a folder.")
    return path


def scale(_: Any, __: Any, value: tuple[str, ...]) -> float | dict[str, float] | None:
    """--scale-elasticity: one number, or SECTOR=NUMBER as often as needed."""
    if not value:
        return None
    if len(value) == 1 and "=" not in value[0]:
        return _number(value[0])
    found = {}
    for text in value:
        sector, equals, psi = text.partition("=")
        if not equals or not sector.strip():
            raise click.BadParameter(f"{text!r} is neither one number alone nor SECTOR=NUMBER.")
        found[sector.strip()] = _number(psi)
    return found


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a number, such as 0.1.") from None


def settings(command: Command) -> Command:
    """--baseline, --elasticities and the closure: what adjusts."""
    for option in (
        click.option(
            "--scale-elasticity",
            multiple=True,
            callback=scale,
            metavar="PSI",
            help="Scale economies: one number, or SECTOR=PSI (may be repeated).",
        ),
        click.option(
            "--revenue",
            type=OneOf(get_args(Revenue)),
            help="What public revenue does: a lump sum to households, or replace income tax.",
        ),
        click.option(
            "--labour-supply",
            type=click.FloatRange(0, 10),
            metavar="KAPPA",
            help="Elasticity of work in the real wage after tax; 0 keeps it fixed.",
        ),
        click.option(
            "--deficits",
            "--closure",
            "deficits",
            type=OneOf(get_args(Deficits)),
            help="What trade imbalances do: stay fixed, follow income, or vanish.",
        ),
        click.option(
            "--elasticities",
            metavar="NAME|FILE",
            help="Set of trade elasticities to use instead.",
        ),
        click.option("--baseline", metavar="NAME|FILE", help="World to start from."),
    ):
        command = option(command)
    return command


def closure_of(
    deficits: Deficits | None,
    labour_supply: float | None,
    revenue: Revenue | None,
    scale_elasticity: float | dict[str, float] | None,
) -> Closure:
    """The closure asked for, with what is left out at its default."""
    return {
        "deficits": deficits or "fixed",
        "labour_supply": labour_supply or 0.0,
        "revenue": revenue or "lump_sum",
        "scale_elasticity": scale_elasticity or 0.0,
    }


def closure_on(base: Baseline, read: Reading, *given: Any) -> Closure:
    """The closure asked for, in the order of `closure_of`, held against a baseline."""
    closure = closure_of(*given)

    def held() -> None:
        from tradetalks.solve import Rules

        try:
            Rules.read(base, **closure)
        except InputError as error:
            raise InputError(
                replace(p, place=f"--{p.place.replace('_', '-')}") for p in error.problems
            ) from None

    # Only scale economies speak of sectors; the rest is sound as it was typed.
    if closure["scale_elasticity"]:
        read(held)
    return closure


def levers(command: Command) -> Command:
    """Every lever as an option, under the names of `FORMS`."""
    for kind, form in reversed(FORMS.items()):
        command = click.option(
            form.option,
            kind,
            multiple=True,
            metavar=form.shape,
            help=f"{form.what}; for example {form.example}. May be repeated.",
        )(command)
    return command


json_option = click.option(
    "--json",
    "json_path",
    callback=new_file,
    metavar="FILE",
    help="Write the results for programs.",
)
csv_option = click.option(
    "--csv", "csv_path", callback=new_file, metavar="FILE", help="Write the table as CSV."
)
