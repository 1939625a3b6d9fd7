"""Commands that tell every mistake of a command line at once, in the words of all other problems.

What click finds (an unknown option, a word that is no number) and what a command finds when it
reads names and amounts come in one list: a mistaken option is noted and left at its default, the
command reads on, and `Reading.done` tells everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, TypeVar

import click
from click.core import iter_params_for_processing

from tradetalks.errors import InputError, Problem

Read = TypeVar("Read")
Value = TypeVar("Value")
NOTED = "tradetalks.mistakes"
_ARGUMENT = re.compile(r"\b(deficits|revenue)=\"(\w+)\"")


class Command(click.Command):
    """A command whose options are all checked before any mistake is told.

    reads: the body reads on in spite of mistaken options, and tells them with its own by `Reading`;
    what it needs and is missing comes as None.
    """

    def __init__(self, *args: Any, reads: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reads = reads

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError:
            mistakes = self._mistakes(ctx, given)
        if not self.reads:
            raise InputError(mistakes)
        ctx.meta[NOTED] = mistakes
        return []

    def _mistakes(self, ctx: click.Context, args: list[str]) -> list[Problem]:
        """Everything that click finds wrong; what is right, and defaults, go to the context."""
        mistakes: list[Problem] = []
        ctx.params.clear()
        options, rest, order = self._split(ctx, args, mistakes)
        for parameter in iter_params_for_processing(order, self.get_params(ctx)):
            try:
                _, rest = parameter.handle_parse_result(ctx, options, rest)
            except click.BadParameter as error:
                missing = isinstance(error, click.MissingParameter)
                mistakes.append(_missing(parameter) if missing else _faulty(parameter, error))
                ctx.params[str(parameter.name)] = _default(parameter, ctx)
        for name, value in ctx.params.items():
            # Click's own mark of what is not given, where it has one.
            ctx.params[name] = None if isinstance(value, Enum) else value
        mistakes += (Problem(word, "is not expected here", self._usage(ctx)) for word in rest)
        return mistakes

    def _split(
        self, ctx: click.Context, args: Sequence[str], mistakes: list[Problem]
    ) -> tuple[Any, list[str], list[click.Parameter]]:
        """Options, arguments and their order, after leaving out what the parser cannot read."""
        left = list(args)
        while True:
            try:
                return self.make_parser(ctx).parse_args(args=list(left))
            except click.NoSuchOption as error:
                near = (error.possibilities or [""])[0]
                what, remedy = "is not an option", "" if near else "--help lists them"
                mistakes.append(Problem(error.option_name, what, nearest=near, remedy=remedy))
                _leave_out(left, error.option_name, self._takes_value(near))
            except click.BadOptionUsage as error:
                mistakes.append(Problem(error.option_name, _plain(error.message)))
                _leave_out(left, error.option_name, value=False)

    def _takes_value(self, option: str) -> bool:
        """Whether a value follows an option; so it is taken of one that is like none."""
        like = [p for p in self.params if option in p.opts and isinstance(p, click.Option)]
        return not like or not like[0].is_flag

    def _usage(self, ctx: click.Context) -> str:
        words = [w for p in self.params for w in p.get_usage_pieces(ctx) if w != "[OPTIONS]"]
        return " ".join(words) or "options alone"


class Group(click.Group):
    """A group of such commands."""

    command_class = Command


class Reading:
    """Reads what was asked for, and keeps every problem until all has been read."""

    def __init__(self) -> None:
        context = click.get_current_context(silent=True)
        self.problems: list[Problem] = [*(context.meta.get(NOTED, ()) if context else ())]

    def __call__(self, read: Callable[[], Read]) -> Read | None:
        """What is read; None, and the problems kept, where it does not fit."""
        try:
            return read()
        except InputError as error:
            self.problems += error.problems
            return None

    def given(self, value: Value | None, read: Callable[[Value], Read]) -> Read | None:
        """What is read from an option; None where that is missing, as has been noted."""
        return None if value is None else self(lambda: read(value))

    def done(self) -> None:
        """Raises InputError with everything that did not fit."""
        if self.problems:
            raise InputError(list(dict.fromkeys(self.problems)))

    def needed(self, read: Callable[[], Read | None]) -> Read:
        """What all further reading needs: where it does not fit, what is known is told now."""
        found = self(read)
        if found is None:
            self.done()
        assert found is not None
        return found


def as_options(message: str) -> str:
    """Advice that names arguments of Python's, as `deficits="balanced"`, in options instead."""
    words = _ARGUMENT.sub(lambda m: f"--{m[1].replace('_', '-')} {m[2]}", message)
    return words.replace(" and pass its result as start=", "")


def _leave_out(args: list[str], option: str, value: bool) -> None:
    """Take an option out of the words of a command line, and the value after it."""
    at = next(k for k, word in enumerate(args) if _holds(word, option))
    apart = "=" not in args[at]
    del args[at]
    if value and apart and at < len(args) and not args[at].startswith("--"):
        del args[at]


def _holds(word: str, option: str) -> bool:
    """Whether a word is an option; of short ones, several may be run together."""
    if option.startswith("--"):
        return word.partition("=")[0] == option
    return word[:1] == option[0] and word[1:2] != "-" and option[1:] in word


def _default(parameter: click.Parameter, ctx: click.Context) -> Any:
    if parameter.multiple or parameter.nargs != 1:
        return ()
    return None if parameter.required else parameter.get_default(ctx)


def _missing(parameter: click.Parameter) -> Problem:
    told = (getattr(parameter, "help", None) or "`--help` shows how").rstrip(".")
    told = told if told[1:2].isupper() else told[:1].lower() + told[1:]
    return Problem(_place(parameter), "is missing", str(parameter.metavar or ""), remedy=told)


def _faulty(parameter: click.Parameter, error: click.BadParameter) -> Problem:
    return Problem(_place(parameter), _plain(error.message))


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
