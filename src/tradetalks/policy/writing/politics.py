"""How levers that take sides are written; each function is a method of `Policy`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast, get_args

from tradetalks.labels import Selector
from tradetalks.policy.levers import Bloc, Sanction, SecondaryTariff, Waiver
from tradetalks.policy.levers.politics import Measure, Waivable
from tradetalks.policy.writing.reading import Reading

if TYPE_CHECKING:
    from tradetalks.policy.policy import Policy


def sanction(
    policy: Policy,
    by: Selector,
    target: Selector,
    *,
    measure: Measure = "embargo",
    sectors: Selector = "all",
    factor: float | None = None,
) -> Policy:
    """A measure of a coalition `by` against a target, on trade between them.

    "embargo" closes both ways, "export_control" only what the coalition sells, "import_ban" only
    what it buys; "trade_cost" multiplies the cost of both ways by `factor` (equation 2).
    Chowdhry, Hinz, Kamin and Wanner (2024).
    """
    read = Reading("sanction")
    chosen = cast(Measure, read.choice("measure", measure, get_args(Measure), "measure"))
    lever = Sanction(
        read.selector("by", by),
        read.selector("target", target),
        chosen,
        read.selector("sectors", sectors),
        None if factor is None else read.number("factor", factor, positive=True),
    )
    if measure == chosen and (factor is None) == (chosen == "trade_cost"):
        what = "is missing" if factor is None else "has no meaning for this measure"
        read.refuse("factor", what, 'with measure="trade_cost", and only with it')
    read.done()
    return policy.with_levers(lever)


def secondary_tariff(
    policy: Policy,
    importer: Selector,
    target: Selector,
    *,
    add: float,
    because_of: Selector = "all",
    sectors: Selector = "all",
    exporter: Selector = "all",
    threshold: float = 0.05,
) -> Policy:
    """A duty of `add` (fraction) more on `sectors` of whoever keeps buying from a target.

    Caught is each `exporter` that in the baseline takes more than `threshold` (fraction) of its
    imports of `because_of` from the target, at prices before duty; never the target itself, nor
    an importer. `tradetalks.policy.caught` lists them. Raises PolicyError, meeting a baseline,
    where nobody is caught.
    """
    read = Reading("secondary_tariff")
    lever = SecondaryTariff(
        read.selector("importer", importer),
        read.selector("target", target),
        read.number("add", add),
        read.selector("because_of", because_of),
        read.selector("sectors", sectors),
        read.selector("exporter", exporter),
        read.number("threshold", threshold, least=0.0, most=1.0),
    )
    read.done()
    return policy.with_levers(lever)


def waiver(
    policy: Policy,
    by: Selector,
    to: Selector,
    target: Selector,
    *,
    measure: Waivable = "all",
) -> Policy:
    """Lets `to` off what governments `by` have imposed before it against a target.

    `to` drops out of the coalition of a sanction or an embargo, and a secondary tariff spares it.
    Only levers written before count, and only those of the `measure` named. Raises PolicyError,
    meeting a baseline, where there is nothing to waive.
    """
    read = Reading("waiver")
    lever = Waiver(
        read.selector("by", by),
        read.selector("to", to),
        read.selector("target", target),
        cast(Waivable, read.choice("measure", measure, get_args(Waivable), "measure")),
    )
    read.done()
    return policy.with_levers(lever)


def bloc(
    policy: Policy,
    members: Selector,
    *,
    inside: Literal["free"] | float = "free",
    outside: Literal["common"] | None = None,
    sectors: Selector = "all",
    welfare_weight: float = 0.0,
    label: str = "",
) -> Policy:
    """Preferences between members, and perhaps one tariff against everybody else.

    inside: "free" abolishes the tariffs between members (not export taxes), a number multiplies
    them. outside: None leaves them, "common" has each member charge the mean of the members'
    tariffs on that exporter in that sector, weighted by baseline trade (plain where none of them
    trades). Both start from the tariffs in force where the lever is written, so that a member's
    tariff written after it counts on its own. welfare_weight: what a member's objective gives to
    the sum of the other members' equivalent variation. A bloc that retaliates together is an
    ordinary tariff of its members.
    """
    read = Reading("bloc")
    if isinstance(inside, str):
        read.choice("inside", inside, ("free",), "way; it may also be a number")
    lever = Bloc(
        read.selector("members", members),
        0.0 if isinstance(inside, str) else read.number("inside", inside, least=0.0),
        outside is not None and bool(read.choice("outside", outside, ("common",), "way")),
        read.selector("sectors", sectors),
        read.number("welfare_weight", welfare_weight, least=0.0),
        read.text("label", label),
    )
    read.done()
    return policy.with_levers(lever)
