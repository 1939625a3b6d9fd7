"""What searches over rates show in the terminal and write for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table

from tradetalks.brief.answers import figure, gained
from tradetalks.brief.answers.rates import in_words
from tradetalks.cli import answer
from tradetalks.cli.careful import as_options
from tradetalks.cli.choices import INTERRUPTED
from tradetalks.cli.terminal import written_files
from tradetalks.symbols import MONEY

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from tradetalks.talks import Optimal, War

#: Rates shown are those with the most trade.
ROWS = 30


def optimal_facts(found: Optimal) -> dict[str, Any]:
    """A best policy for programs; money in USD billion, rates as fractions."""
    return {
        "country": found.objective.country,
        "gain": found.gain,
        **_ended(found),
        "adjoints": found.adjoints,
        "rates": answer.records(found.rates),
        "objective": answer.records(found.terms),
        "starts": answer.records(found.starts),
    }


def war_facts(found: War) -> dict[str, Any]:
    """A trade war for programs; gains in USD billion, regret in USD million."""
    return {
        "players": list(found.players),
        **_ended(found),
        "adjoints": found.adjoints,
        "rounds": found.rounds,
        "method": found.method,
        "payoffs": answer.records(found.payoffs),
        "regret": answer.records(found.regret),
        "rates": answer.records(found.rates),
        "objectives": answer.records(found.terms),
    }


def _ended(found: Any) -> dict[str, Any]:
    return {
        "converged": bool(found.converged),
        "interrupted": bool(found.interrupted),
        "message": found.message,
        "residual": float(found.residual),
        "solves": int(found.solves),
    }


def write(
    kind: str,
    facts: dict[str, Any],
    found: Any,
    table: pd.DataFrame,
    json_path: Path | None,
    csv_path: Path | None,
) -> list[Path]:
    """The files asked for: facts and the world found, and one table."""

    def whole() -> str:
        world = json.loads(answer.as_json(found.equilibrium))
        return json.dumps({kind: facts, **world}, indent=1, ensure_ascii=False, allow_nan=False)

    return written_files(
        (json_path, whole), (csv_path, lambda: str(table.to_csv(index=False)).rstrip("\n"))
    )


def end(ctx: click.Context, found: Any, *, done: bool) -> None:
    """The status: 130 after Ctrl-C, 1 where the search did not come to its end."""
    if found.interrupted:
        click.echo("interrupted: this is the best found so far", err=True)
        ctx.exit(INTERRUPTED)
    if not done:
        click.echo(f"not converged: {as_options(found.message)}", err=True)
        ctx.exit(1)


def show_optimal(to: Console, found: Optimal, top: int, sure: Iterable[str] = ()) -> None:
    """The answer in a line, the rates, what the objective values, and who else is touched."""
    me = found.objective.country
    to.print(f"{me} {gained(found.gain)} a year: {in_words(found.rates)}", style="bold")
    for line in sure:
        to.print(line)
    to.print(_rates(found.rates, "country"))
    to.print(terms(found.terms))
    answer.show(to, found.equilibrium, [me], top, told=True)
    to.print(
        f"Best policy: {found.message}; first-order residual {found.residual:.0e} of income; "
        f"{found.solves} solves, {found.adjoints} gradients."
    )


def show_war(to: Console, found: War, top: int, sure: Iterable[str] = ()) -> None:
    """Who gains and loses, how sure that is, and the rates."""
    to.print(f"It ends at {in_words(found.rates)}", style="bold")
    table = Table(title="Compared with peace", title_justify="left")
    table.add_column("player")
    for title in ("gain, USD bn a year", "real income %", "regret, USD mn", "from the start"):
        table.add_column(title, justify="right")
    for row in found.payoffs.merge(found.regret, on="player").to_dict("records"):
        unknown = row["regret"] != row["regret"]
        regret = "not looked at" if unknown else f"{row['regret']:,.4f}"
        income = f"{row['real_income_change']:+,.3f}"
        table.add_row(row["player"], f"{row['gain']:+,.3f}", income, regret, str(row["start"]))
    to.print(table)
    to.print("Regret: what a player's best answer to the others would still bring it.")
    for line in sure:
        to.print(line)
    to.print(_rates(found.rates, "player"))
    to.print(terms(found.terms))
    answer.show(to, found.equilibrium, list(found.players)[:2], top, told=True)
    to.print(
        f"Trade war: {found.message}; first-order residual {found.residual:.0e} of income; "
        f"{found.solves} solves, {found.adjoints} gradients."
    )


def terms(frame: pd.DataFrame) -> Table:
    """What each government values, and by how much."""
    table = Table(title="What is valued, from the baseline", title_justify="left")
    for column in ("country", "term"):
        table.add_column(column)
    for column in ("weight", "change", "worth, USD bn"):
        table.add_column(column, justify="right")
    for row in frame.to_dict("records"):
        unit = "mn persons" if str(row["term"]).startswith("migrants") else "bn"
        change = f"{row['change']:+,.4g} {unit}"
        table.add_row(
            row["country"], row["term"], f"{row['weight']:g}", change, f"{row['worth']:+,.3f}"
        )
    return table


def _rates(frame: pd.DataFrame, owner: str) -> Table:
    """The rates with the most trade under them."""
    shown = frame.sort_values("trade", ascending=False, kind="stable").head(ROWS)
    left_out = len(frame) - len(shown)
    title = "Rates" if not left_out else f"Rates on the {ROWS} largest flows, of {len(frame)}"
    table = Table(title=title, title_justify="left")
    labels = list(_telling(frame, (owner, "lever", "exporter", "importer", "sector")))
    for column in labels:
        table.add_column(column)
    for column in ("trade", "before %", "rate %"):
        table.add_column(column, justify="right")
    for row in shown.to_dict("records"):
        cells = [str(row[label]).replace("_", " ") for label in labels]
        numbers = [f"{100 * row[name]:.2f}" for name in ("before", "rate")]
        table.add_row(*cells, figure(row["trade"], MONEY), *numbers)
    return table


def _telling(frame: pd.DataFrame, columns: Iterable[str]) -> Iterable[str]:
    """Columns that tell rows apart, and the first."""
    for k, column in enumerate(columns):
        if k == 0 or frame[column].nunique() > 1:
            yield column
