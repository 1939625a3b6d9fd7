"""Commands that tell every mistake in their options at once, in the words of all other problems."""

from __future__ import annotations

from collections.abc import Iterator

import click
from click.core import iter_params_for_processing

from tradetalks.errors import InputError, Problem


class Command(click.Command):
    """A command whose options are all checked before any mistake is told."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.BadParameter:
            raise InputError(self._mistakes(ctx, given)) from None

    def _mistakes(self, ctx: click.Context, args: list[str]) -> Iterator[Problem]:
        options, rest, order = self.make_parser(ctx).parse_args(args=args)
        for parameter in iter_params_for_processing(order, self.get_params(ctx)):
            try:
                _, rest = parameter.handle_parse_result(ctx, options, rest)
            except click.MissingParameter:
                yield _missing(parameter)
            except click.BadParameter as error:
                yield Problem(_place(parameter), _plain(error.message))


class Group(click.Group):
    """A group of such commands."""

    command_class = Command


def _missing(parameter: click.Parameter) -> Problem:
    told = (getattr(parameter, "help", None) or "`--help` shows how").rstrip(".")
    told = told if told[1:2].isupper() else told[:1].lower() + told[1:]
    return Problem(_place(parameter), "is missing", str(parameter.metavar or ""), remedy=told)


def _place(parameter: click.Parameter) -> str:
    """The option as people write it, or an argument's name."""
    long = [name for name in parameter.opts if name.startswith("--")]
    return " / ".join(long) if long else str(parameter.human_readable_name).upper()


def _plain(message: str) -> str:
    """Click's words, where they speak of its own types."""
    return (
        message.replace("is not a valid float range", "is not a number")
        .replace("is not a valid integer range", "is not a whole number")
        .rstrip(".")
    )
