"""What promised purchases cost, whom they displace, and what they do for the balance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tradetalks.report.sentences.told import Told
from tradetalks.report.words import cents, listed, money, sentence

#: Dollars a dollar's worth of promise must be, USD million, for a ratio to mean anything.
LEAST = 1.0


def of_purchases(told: Told) -> Iterator[str]:
    """A few sentences for each promise; the balance only where one promise moves it."""
    rows = told.rows("purchases")
    alone = sum(bool(row["binding"]) for row in rows) == 1
    for row in rows:
        if not row["binding"]:
            who = told.named(row["buyer"])
            yield sentence(f"what {who} promised would be bought anyway, so the promise is free")
            continue
        yield sentence(_cost(told, row, alone))
        yield sentence(_displaced(told, row))
        if row["committed"] >= LEAST and not row["both_ways"] and alone:
            yield sentence(_balance(told, row))


def _cost(told: Told, row: dict[str, Any], alone: bool) -> str:
    payers = row["payer"].split(", ")
    budget = f"the public budget{'s' * (len(payers) > 1)} of {told.named(row['payer'])}"
    pays = f"{budget} pay{'s' * (len(payers) == 1)} {money(row['cost'])} a year"
    if alone and len(payers) > 1:
        pays += _by_payer(told, payers)
    buyer, seller = told.named(row["buyer"]), told.named(row["seller"])
    what = f"for {money(row['added'])} more that {buyer} buys from {seller}"
    if row["both_ways"]:
        what = f"for {money(row['added'])} more of trade between {buyer} and {seller}"
    return f"{pays} {what}, {cents(row['cost_per_dollar'])} a dollar"


def _by_payer(told: Told, payers: list[str]) -> str:
    """What each of the parties pays where buyers pay for themselves."""
    cost = {p["country"]: float(p["purchase_cost"]) for p in told.parties}
    if not set(payers) <= set(cost) or any(cost[p] <= 0 for p in payers):
        return ""
    return f" ({listed([f'{told.name(p)} {money(cost[p])}' for p in payers])})"


def _displaced(told: Told, row: dict[str, Any]) -> str:
    """Purchases at home and in third countries that make room; the third country hit most."""
    who = told.named(row["buyer"])
    if row["both_ways"]:
        who = f"{who} and {told.named(row['seller'])}"
    sides = []
    for key, where in (("displaced_home", "at home"), ("displaced_third", "from third countries")):
        less = "less" if row[key] < 0 else "more"
        sides.append(f"{money(abs(row[key]))} {less} {where}")
    others = [r for r in told.rows("purchase_diversion") if r["commitment"] == row["commitment"]]
    most = min(others, key=lambda r: r["bought_change"], default=None)
    if most is not None and most["bought_change"] < 0 and row["displaced_third"] < 0:
        country = told.name(most["country"])
        sides[1] += f" ({money(-most['bought_change'])} of it from {country}, the most displaced)"
    return f"of the same goods {who} buy{'s' * (not row['both_ways'])} {listed(sides)}"


def _balance(told: Told, row: dict[str, Any]) -> str:
    """What a dollar promised does for the sellers' balance with the buyers."""
    subject = f"the balance of {told.named(row['seller'])} with {told.named(row['buyer'])}"
    each = float(row["balance_per_dollar"])
    text = f"{subject} {'improves' if each > 0 else 'worsens'} by {cents(abs(each))} a dollar"
    goods = float(row["balance_goods_per_dollar"])
    return text + (f", in goods by {cents(goods)}" if goods == goods and each > 0 else "")
