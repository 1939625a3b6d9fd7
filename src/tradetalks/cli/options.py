"""Options that several commands share, and choices that suggest the nearest word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import click

from tradetalks.errors import nearest

Command = TypeVar("Command", bound=Callable[..., Any])
Closure = Literal["fixed", "share", "balanced"]
CLOSURES: tuple[str, ...] = get_args(Closure)


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


def settings(command: Command) -> Command:
    """--baseline, --deficits (--closure) and --elasticities."""
    for option in (
        click.option(
            "--elasticities", metavar="NAME", help="Set of trade elasticities to use instead."
        ),
        click.option(
            "--deficits",
            "--closure",
            "deficits",
            type=OneOf(CLOSURES),
            help="What trade imbalances do: stay fixed, follow income, or vanish.",
        ),
        click.option("--baseline", metavar="NAME|FILE", help="World to start from."),
    ):
        command = option(command)
    return command


json_option = click.option(
    "--json",
    "json_path",
    callback=new_file,
    metavar="FILE",
    help="Write the results for programs.",
)
