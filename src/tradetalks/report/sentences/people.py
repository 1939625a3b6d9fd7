"""What a move of workers means for one who moves, one who stays, one who receives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tradetalks.report.sentences.told import Told
from tradetalks.report.words import money, number, per_head, sentence


def of_people(told: Told) -> Iterator[str]:
    """One sentence on each group of movers, one on all residents."""
    rows = told.rows("migration")
    if rows:
        yield "A country’s real income counts all who live in it: those who move take theirs along."
    for row in rows:
        if row["group"] == "move":
            yield sentence(_mover(told, row))
    residents = [_resident(told, row) for row in rows if row["group"] != "move"]
    if residents:
        yield sentence("a worker " + "; one ".join(residents))


def _mover(told: Told, row: dict[str, Any]) -> str:
    verb = "returns to" if row["movers"] < 0 else "moves to"
    who = f"{number(row['persons'], 0)} {row['skill']} workers"
    change = float(row["real_income_change"])
    gains = "gains" if change > 0 else "loses"
    times = f"{number(abs(change), 0)} per cent of the real wage before"
    if change > 100:
        times = f"the real wage is {number(1 + change / 100, 1)} times what it was"
    worth = per_head(abs(row["usd_per_head"]))
    before = row["residence" if row["movers"] < 0 else "origin"]
    return (
        f"each of the {who} who {verb} {told.name(row['country'])} {gains} {worth} a year at the "
        f"prices of {told.name(before)} ({times})"
    )


def _resident(told: Told, row: dict[str, Any]) -> str:
    """'who stays in India gains 75 cents a year, USD 408 million in all'."""
    where = told.name(row["country"])
    part = (
        f"who stays in {where}" if row["group"] == "stay" else f"in {where}, which receives them,"
    )
    value = float(row["usd_per_head"])
    if round(abs(value), 2) == 0:
        return f"{part} gains or loses nothing"
    whole = money(abs(row["equivalent_variation"]))
    return (
        f"{part} {'gains' if value > 0 else 'loses'} {per_head(abs(value))} a year, {whole} in all"
    )
