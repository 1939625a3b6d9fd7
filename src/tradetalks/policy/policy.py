"""`Policy`: a set of lever settings, built by chaining and never changed in place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tradetalks.errors import PolicyError, Problem
from tradetalks.policy.levers import Bloc, Lever
from tradetalks.policy.writing import flows, politics, rates
from tradetalks.policy.writing.reading import Reading


@dataclass(frozen=True)
class Policy:
    """Lever settings in the order written; the empty policy is the baseline.

    Levers add up: a second tariff of +10 points on the same flow makes +20. The home
    market is never touched. Selectors are labels, groups or ISIC codes of the baseline.

    Examples:
        >>> policy = Policy().tariff("USA", "IND", add=0.25, sectors="goods")
        >>> print(policy.describe()[0])
        USA tariff on IND, goods: +25 points
    """

    levers: tuple[Lever, ...] = ()
    label: str = ""

    # Each way to write a lever is a function of the policy, kept with others of its kind.
    tariff = rates.tariff
    export_tax = rates.export_tax
    tariff_schedule = rates.tariff_schedule
    trade_cost = rates.trade_cost
    embargo = rates.embargo
    productivity = rates.productivity
    tariff_array = rates.tariff_array
    export_tax_array = rates.export_tax_array
    trade_cost_array = rates.trade_cost_array
    purchase = flows.purchase
    transfer = flows.transfer
    migration = flows.migration
    sanction = politics.sanction
    secondary_tariff = politics.secondary_tariff
    waiver = politics.waiver
    bloc = politics.bloc

    def __post_init__(self) -> None:
        listed = isinstance(self.levers, tuple)
        if not listed or not all(isinstance(lever, Lever) for lever in self.levers):
            remedy = "start from Policy() and call its methods"
            raise PolicyError(
                Problem("policy levers", f"{self.levers!r} are not levers", remedy=remedy)
            )

    def labelled(self, label: str) -> Policy:
        """The same policy under a name for tables and charts."""
        read = Reading("policy")
        text = read.text("label", label)
        read.done()
        return replace(self, label=text)

    def describe(self) -> list[str]:
        """One sentence for each lever."""
        return [str(lever) for lever in self.levers]

    @property
    def blocs(self) -> tuple[Bloc, ...]:
        """The blocs it forms, for those who need their members and weights."""
        return tuple(lever for lever in self.levers if isinstance(lever, Bloc))

    def with_levers(self, *levers: Lever) -> Policy:
        """The same policy with levers added after its own."""
        return replace(self, levers=self.levers + levers)

    def __add__(self, other: Policy) -> Policy:
        if not isinstance(other, Policy):
            what = f"{type(other).__name__} cannot be added to a policy"
            raise PolicyError(Problem("policy", what, "another Policy"))
        return Policy(self.levers + other.levers, self.label or other.label)
