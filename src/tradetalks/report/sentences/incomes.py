"""What a scenario does to the parties' real incomes and to the balance between them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tradetalks.report.sentences.told import Record, Told
from tradetalks.report.words import billion, money, moved, number, sentence, spanned, the
from tradetalks.report.words import listed as together


def incomes(rows: Sequence[Record], start: str = "Real income") -> str:
    """'Real income falls 0.20 per cent in India (USD -6.5 billion a year) and ...'."""
    changes, verb = [], ""
    for row in rows:
        words = moved(row["real_income_change"]).split(" ", 1)
        said = words[1] if words[0] == verb and len(words) > 1 else " ".join(words)
        verb = words[0]
        worth = money(row["equivalent_variation"], sign=True)
        sure = spanned(row, "real_income_change")
        changes.append(f"{said}{sure} in {the(row['country_name'])} ({worth} a year)")
    return sentence(f"{start} {together(changes)}")


def balance(row: Record) -> str:
    """How the balance between two countries moves, told of the one with the surplus."""
    before, after = float(row["balance_base"]), float(row["balance"])
    holder, other, sign = row["country_name"], row["partner_name"], 1
    if before < 0:
        holder, other, before, after, sign = other, holder, -before, -after, -1
    subject = f"{the(holder)}’s surplus with {the(other)}"
    goods, sure = _in_goods(row, sign), _sure(row, "balance", sign)
    if after < 0:
        sure = _sure(row, "balance", -sign)
        deficit = f"a deficit of {billion(-after)}{sure}"
        turned = f"{subject}, {billion(before)}, turns into {deficit}"
        return sentence(turned + goods)
    if round(before / 1e3, 1) == round(after / 1e3, 1):
        return sentence(f"{subject} stays near {billion(before)}{sure}{goods}")
    verb = "widens" if after > before else "narrows"
    return sentence(f"{subject} {verb} from {billion(before)} to {billion(after)}{sure}{goods}")


def _in_goods(row: Record, sign: int) -> str:
    """The same balance in goods alone, where the data tell goods apart."""
    if "goods_balance" not in row:
        return ""
    before, after = (sign * float(row[f"goods_balance{when}"]) for when in ("_base", ""))
    sure = _sure(row, "goods_balance", sign)
    if round(before / 1e3, 1) == round(after / 1e3, 1):
        return f"; in goods alone it stays near {billion(before)}{sure}"
    return f"; in goods alone the balance moves from {billion(before)} to {billion(after)}{sure}"


def _sure(row: Record, name: str, sign: int) -> str:
    """' (33.1 to 41.3)', to stand behind a balance in USD billion: its band, where it has one."""
    known = (sign * float(row.get(f"{name}_{end}", math.nan)) / 1e3 for end in ("low", "high"))
    low, high = sorted(known)
    return f" ({number(low, 1)} to {number(high, 1)})" if low < high else ""


def of_parties(told: Told) -> Iterator[str]:
    """Real incomes, and the balance where it moves by a tenth of a billion."""
    yield incomes(told.parties)
    pair = told.pair
    if pair is not None and abs(pair["balance"] - pair["balance_base"]) >= 100:
        yield balance(pair)
