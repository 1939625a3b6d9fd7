"""Levers of a brief on what crosses a border by agreement: promised purchases, payments, people."""

from __future__ import annotations

from typing import ClassVar, Literal

from tradetalks.brief.fields import Amount, Efficiency, Part, Promise, Selector, Text, YesNo
from tradetalks.brief.levers.rates import BriefLever


class PurchaseLever(BriefLever):
    """A commitment to buy: USD million a year `add` over the baseline, or `at_least` in all.

    paid_by: whose public budget makes the goods cheap enough; each buyer's own if left out.
    both: what the seller buys from the buyer counts too.
    """

    amounts: ClassVar[tuple[str, ...]] = ("add", "at_least")
    ranges: ClassVar[tuple[str, ...]] = amounts
    setters: ClassVar[tuple[str, ...]] = ("buyer", "paid_by")
    kind: Literal["purchase"]
    buyer: Selector
    seller: Selector
    sectors: Selector
    add: Promise | None = None
    at_least: Promise | None = None
    paid_by: Selector | None = None
    both: YesNo = False


class TransferLever(BriefLever):
    """Money from government to government: `amount` USD million a year."""

    amounts: ClassVar[tuple[str, ...]] = ("amount",)
    ranges: ClassVar[tuple[str, ...]] = amounts
    setters: ClassVar[tuple[str, ...]] = ("payer",)
    kind: Literal["transfer"]
    payer: Selector
    receiver: Selector
    amount: Amount | None = None


class MigrationLever(BriefLever):
    """Workers who move from origin to residence; a negative number returns.

    skill: a factor of the baseline that is people, or all of them. efficiency: of a mover, in
    workers of the residence; remittance_share: the part of the wage sent home; both are the
    baseline's if left out.
    """

    amounts: ClassVar[tuple[str, ...]] = ("movers",)
    ranges: ClassVar[tuple[str, ...]] = amounts
    setters: ClassVar[tuple[str, ...]] = ("origin", "residence")
    kind: Literal["migration"]
    origin: Selector
    residence: Selector
    skill: Text
    movers: Amount | None = None
    efficiency: Efficiency | None = None
    remittance_share: Part | None = None
