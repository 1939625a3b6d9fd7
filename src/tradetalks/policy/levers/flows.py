"""Levers on what crosses a border by agreement: promised purchases, payments, people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradetalks.policy.levers.wording import dollars, words

if TYPE_CHECKING:
    from tradetalks.labels import Selector


@dataclass(frozen=True)
class Purchase:
    """Trade that is promised (equation 9); all covered flows together count.

    amount: USD million a year, above the baseline's trade or in all. paid_by: None where each
    buyer pays for its own. both: trade the other way counts too.
    """

    buyer: Selector
    seller: Selector
    sectors: Selector
    amount: float
    above_baseline: bool
    paid_by: Selector | None = None
    both: bool = False

    def __str__(self) -> str:
        names = (words(self.buyer), words(self.seller))
        deal = "two-way trade of {} with {}" if self.both else "{} purchases from {}"
        much = dollars(self.amount)
        floor = f"{much} a year more" if self.above_baseline else f"at least {much} a year"
        paid = f", paid by {words(self.paid_by)}" if self.paid_by is not None else ""
        return f"{deal.format(*names)}, {words(self.sectors)}: {floor}{paid}"


@dataclass(frozen=True)
class Transfer:
    """Money from one government to another, `amount` USD million a year."""

    payer: Selector
    receiver: Selector
    amount: float

    def __str__(self) -> str:
        return f"{words(self.payer)} pays {words(self.receiver)} {dollars(self.amount)} a year"


@dataclass(frozen=True)
class Migration:
    """Workers who move from origin to residence (equation 12); negative ones go back.

    movers: persons. skill: a factor that is people, or `all`. efficiency: of a mover, in
    units of a worker of the residence; remittance_share: of the wage; None takes the data's.
    """

    origin: Selector
    residence: Selector
    movers: float
    skill: str = "all"
    efficiency: float | None = None
    remittance_share: float | None = None

    def __str__(self) -> str:
        who = f"{abs(self.movers):,.10g} {'' if self.skill == 'all' else f'{self.skill} '}workers"
        here, there = words(self.origin), words(self.residence)
        if self.movers < 0:
            return f"{who} return from {there} to {here}"
        return f"{who} move from {here} to {there}"
