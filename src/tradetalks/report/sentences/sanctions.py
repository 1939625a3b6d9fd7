"""Who loses by a sanction or a secondary tariff, and who trades in the senders' place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tradetalks.report.sentences.told import Told
from tradetalks.report.words import listed, money, number, sentence

NAMED = 3


def of_sanctions(told: Told) -> Iterator[str]:
    """For each target: its loss, the senders', and who evades."""
    rows = told.rows("sanctions")
    for target in dict.fromkeys(row["target"] for row in rows):
        mine = [row for row in rows if row["target"] == target]
        targets, senders = ([r for r in mine if r["role"] == x] for x in ("target", "sender"))
        lost = sum(row["loss"] for row in targets)
        verb = "loses" if lost > 0 else "gains"
        text = f"{told.named(target)}, the target, {verb} {money(abs(lost))} a year"
        if len(targets) == 1:
            text += f" ({number(abs(targets[0]['real_income_change']))} per cent)"
        yield sentence(text)
        if mine[0]["direct"]:
            yield sentence(_senders(told, senders, lost))
            yield from map(sentence, _evaders(told, mine))


def _senders(told: Told, senders: list[dict[str, Any]], lost: float) -> str:
    total = sum(row["loss"] for row in senders)
    verb = "lose" if total > 0 else "gain"
    if len(senders) == 1:
        who = told.name(senders[0]["country"])
        text = f"{who} {verb}s {money(abs(total))} by it"
    else:
        text = f"the {len(senders)} countries that act against it {verb} {money(abs(total))}"
    if total > 0 and lost > 0:
        text += f", USD {number(total / lost)} for each dollar of the target’s loss"
    worst = min(senders, key=lambda row: row["real_income_change"])
    if len(senders) > 1 and worst["loss"] > 0:
        text += (
            f"; the heaviest loss among them is that of {told.name(worst['country'])} "
            f"({number(-worst['real_income_change'])} per cent)"
        )
    return text


def _evaders(told: Told, rows: list[dict[str, Any]]) -> Iterator[str]:
    evading = sorted((r for r in rows if r["evades"]), key=lambda r: -r["replaces"])
    first = [r for r in evading[:NAMED] if r["replaces"] >= 0.05]
    if first:
        each = [f"{told.name(r['country'])} ({number(r['replaces'], 1)} per cent)" for r in first]
        parts = "parts move" if len(first) > 1 else "part moves"
        yield f"of the trade given up the largest {parts} to {listed(each)}"


def of_secondary_tariffs(told: Told) -> Iterator[str]:
    """Whom it charges and why, whom a waiver lets off, and who of those charged loses most."""
    rows = told.rows("secondary_tariffs")
    for lever in dict.fromkeys(row["lever"] for row in rows):
        mine = [row for row in rows if row["lever"] == lever]
        charged, spared = ([r for r in mine if r["charged"] == x] for x in (True, False))
        where = told.named(mine[0]["target"])
        if len(charged) > NAMED + 1:
            yield sentence(
                f"the duty catches {len(charged)} countries{_some(told, charged, where)}"
            )
            worst = min(charged, key=lambda r: r["real_income_change"])
            yield sentence(
                f"of those charged {told.name(worst['country'])} loses most "
                f"({number(-worst['real_income_change'])} per cent of real income)"
            )
        elif charged:
            yield sentence(f"the duty catches {_shares(told, charged, where)}")
        if spared:
            yield sentence(f"the waiver lets off {_shares(told, spared, where)}")


def _some(told: Told, charged: list[dict[str, Any]], where: str) -> str:
    """Of many: the parties, else the most exposed."""
    parties = {p["country"] for p in told.parties}
    named = [r for r in charged if r["country"] in parties]
    if named:
        return f", among them {_shares(told, named, where)}"
    return f", above all {_shares(told, charged[:NAMED], where)}"


def _shares(told: Told, rows: list[dict[str, Any]], where: str) -> str:
    """'India (6.2 per cent of its imports of these goods come from Russia) and ...'."""
    more = f" of its imports of these goods come from {where}"
    each = [
        f"{told.name(r['country'])} ({number(r['share'], 1)} per cent{more * (k == 0)})"
        for k, r in enumerate(rows)
    ]
    return listed(each)
