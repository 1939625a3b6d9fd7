"""How promises, payments and moves are written; each function is a method of `Policy`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradetalks.labels import Selector
from tradetalks.policy.levers import Migration, Purchase, Transfer
from tradetalks.policy.writing.reading import Reading

if TYPE_CHECKING:
    from tradetalks.policy.policy import Policy


def purchase(
    policy: Policy,
    buyer: Selector,
    seller: Selector,
    *,
    sectors: Selector = "all",
    add: float | None = None,
    at_least: float | None = None,
    paid_by: Selector | None = None,
    both: bool = False,
) -> Policy:
    """A commitment to buy (equation 9), in USD million a year before import duty.

    `add` more than in the baseline, or `at_least` in all; the flows of all buyers, sellers and
    sectors together count, with `both` those the other way too. A public budget pays what makes
    the goods cheap enough: each buyer's own, or that of `paid_by` (several share in proportion
    to baseline value added). Commitments on the same flow may overlap. Raises PolicyError unless
    exactly one amount is given; meeting a baseline, where there is no such flow to raise.
    """
    read = Reading("purchase")
    example = "add=10e3 is USD 10 billion more, at_least=500e3 is USD 500 billion in all"
    given = read.only(example, add=add, at_least=at_least)
    more = "add" in given
    amounts = [
        read.money(name, value, least=0.0) if more else read.money(name, value, positive=True)
        for name, value in given.items()
    ]
    lever = Purchase(
        read.selector("buyer", buyer),
        read.selector("seller", seller),
        read.selector("sectors", sectors),
        sum(amounts),
        above_baseline=more,
        paid_by=None if paid_by is None else read.selector("paid_by", paid_by),
        both=read.flag("both", both),
    )
    read.done()
    return policy.with_levers(lever)


def transfer(policy: Policy, payer: Selector, receiver: Selector, *, amount: float) -> Policy:
    """Money from government to government (in equation 8): `amount` USD million a year.

    Several payers, and several receivers, share in proportion to baseline value added. A
    negative amount flows the other way. Chowdhry, Hinz, Kamin and Wanner (2024) share the
    burden of sanctions by such payments.
    """
    read = Reading("transfer")
    lever = Transfer(
        read.selector("payer", payer),
        read.selector("receiver", receiver),
        read.money("amount", amount),
    )
    read.done()
    return policy.with_levers(lever)


def migration(
    policy: Policy,
    origin: Selector,
    residence: Selector,
    *,
    movers: float,
    skill: str = "all",
    efficiency: float | None = None,
    remittance_share: float | None = None,
) -> Policy:
    """Workers who move from origin to residence (equation 12); negative `movers` go back.

    movers: persons. skill: a factor that is people, such as "skilled", or "all" in proportion
    to workers; a world of one factor has only "all". efficiency: what a mover supplies, in units
    of a worker of the residence (above zero). remittance_share: the part of the wage sent home
    (0 to 1). Both come from the baseline unless given. Between several countries movers spread
    in proportion to the workers at both ends. Moves add up. Raises PolicyError, meeting a
    baseline, where it has no data on people or more would leave than there are.
    """
    read = Reading("migration")
    lever = Migration(
        read.selector("origin", origin),
        read.selector("residence", residence),
        read.number("movers", movers, advice="write 50,000 persons as 50e3, without quotes"),
        read.name("skill", skill),
        None if efficiency is None else read.number("efficiency", efficiency, positive=True),
        None
        if remittance_share is None
        else read.number("remittance_share", remittance_share, least=0.0, most=1.0),
    )
    read.done()
    return policy.with_levers(lever)
