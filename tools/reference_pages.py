"""Writes the reference pages that follow from the program: variables, and the command line.

Run as `python -m tools.reference_pages`; a test says when the pages have fallen behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from tradetalks import symbols
from tradetalks.cli import main as program
from tradetalks.symbols import Symbol

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
NOTE = "Written by `python -m tools.reference_pages`; do not edit.\n"

VARIABLES = (
    (
        "What is observed",
        "The arrays a baseline is made from: `base[name]`. A fraction has the unit 1.",
        symbols.DATA,
    ),
    (
        "What follows from it",
        "Worked out by the identities on the [theory page](../theory.md), unless taken as given.",
        symbols.DERIVED,
    ),
    ("What a baseline may have besides", "", symbols.OPTIONAL),
    (
        "Outcomes",
        "`equilibrium.outcomes[name]`. `_change` is per cent against the baseline (1.0 is one per "
        "cent), `_base` the level before the policy.",
        symbols.OUTCOMES,
    ),
)


def variables() -> str:
    """The registry `tradetalks.symbols` as Markdown."""
    parts = ["# Variables\n", NOTE]
    for title, text, registry in VARIABLES:
        parts += [f"## {title}\n", f"{text}\n" if text else "", _table(registry)]
    return "\n".join(p for p in parts if p)


def _table(registry: Mapping[str, Symbol]) -> str:
    rows = ["| name | symbol | over | unit | meaning | equation |", "|---|---|---|---|---|---|"]
    rows += [
        f"| `{s.name}` | {s.symbol} | {', '.join(s.dims)} | {s.units} | {s.long_name} | "
        f"{s.equation} |"
        for s in registry.values()
    ]
    return "\n".join(rows) + "\n"


def commands() -> str:
    """The help of every command as Markdown."""
    parts = ["# Commands\n", NOTE]
    for path, command in _commands(program, "tradetalks"):
        context = click.Context(
            command, info_name=path, terminal_width=100, **program.context_settings
        )
        parts.append(f"## {path}\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from _commands(command.commands[name], f"{path} {name}")


PAGES = {"symbols.md": variables, "commands.md": commands}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, write in PAGES.items():
        (FOLDER / name).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    main()
