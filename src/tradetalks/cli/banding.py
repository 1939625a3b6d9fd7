"""Options on how sure figures are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from tradetalks.cli.options import OneOf

Command = TypeVar("Command", bound=Callable[..., Any])


def band_options(command: Command) -> Command:
    """--no-bands and --level."""
    for option in (
        click.option(
            "--level",
            type=click.FloatRange(0, 1, min_open=True, max_open=True),
            default=0.9,
            show_default=True,
            help="Part of the distribution that a band holds.",
        ),
        click.option(
            "--no-bands",
            "bands",
            flag_value=False,
            default=True,
            help="Leave out how sure the figures are.",
        ),
    ):
        command = option(command)
    return command


def draw_options(command: Command) -> Command:
    """--no-bands, --level, --draws, --draw-method and --seed."""
    for option in (
        click.option(
            "--seed",
            type=click.IntRange(0),
            default=0,
            metavar="S",
            help="Where the draws begin; the same seed gives the same draws.",
        ),
        click.option(
            "--draw-method",
            type=OneOf(("sobol", "plain")),
            default="sobol",
            show_default=True,
            help="Draws spread evenly, or independent of one another.",
        ),
        click.option(
            "--draws",
            type=click.IntRange(2, 100_000),
            metavar="N",
            help="Bands by N draws of the elasticities, each solved, instead of exact slopes.",
        ),
    ):
        command = option(command)
    return band_options(command)
