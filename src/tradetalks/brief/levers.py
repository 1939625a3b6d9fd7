"""The levers a brief can name: those this version solves, and those it only records."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import Field

from tradetalks.brief.fields import (
    Amount,
    CostFactor,
    Item,
    Multiple,
    Number,
    Rate,
    Selector,
    Text,
    YesNo,
)


class BriefLever(Item):
    """What every lever has: a kind, and room for a note.

    not_evaluated: why this version does not solve the lever; empty when it does.
    amounts: the keys that say how far the lever moves; exactly one must be given.
    """

    not_evaluated: ClassVar[str] = ""
    amounts: ClassVar[tuple[str, ...]] = ()
    note: Text | None = None


class TariffLever(BriefLever):
    """The importer's duty: `add` points, new `rate`, times `factor`, or a published `schedule`.

    rate_of: with a schedule, whose line of the list is charged: the exporter's, or (for
    retaliation in kind) the importer's. spare: groups whose members charge each other nothing.
    except_sectors: goods that the duty leaves out; a code that the baseline has only as part of
    a larger sector is charged with that sector, and the report says so.
    """

    amounts: ClassVar[tuple[str, ...]] = ("add", "rate", "factor", "schedule")
    kind: Literal["tariff"]
    importer: Selector
    exporter: Selector
    sectors: Selector
    add: Rate | None = None
    rate: Rate | None = None
    factor: Multiple | None = None
    schedule: Text | None = None
    rate_of: Literal["exporter", "importer"] = "exporter"
    spare: Selector | None = None
    except_sectors: Selector | None = None


class ExportTaxLever(BriefLever):
    """The exporter's tax on what it sells: `add` points, new `rate`, or times `factor`."""

    amounts: ClassVar[tuple[str, ...]] = ("add", "rate", "factor")
    kind: Literal["export_tax"]
    exporter: Selector
    importer: Selector
    sectors: Selector
    add: Rate | None = None
    rate: Rate | None = None
    factor: Multiple | None = None


class TradeCostLever(BriefLever):
    """The iceberg cost of delivering from exporter to importer, times `factor`."""

    amounts: ClassVar[tuple[str, ...]] = ("factor",)
    kind: Literal["trade_cost"]
    importer: Selector
    exporter: Selector
    sectors: Selector
    factor: CostFactor | None = None


class EmbargoLever(BriefLever):
    """No trade from exporter to importer; `both` closes the way back too."""

    kind: Literal["embargo"]
    importer: Selector
    exporter: Selector
    sectors: Selector
    both: YesNo = False


class PurchaseLever(BriefLever):
    """A commitment to buy: USD million `add` over the baseline, or `at_least`."""

    not_evaluated: ClassVar[str] = "purchase commitments are not solved yet"
    amounts: ClassVar[tuple[str, ...]] = ("add", "at_least")
    kind: Literal["purchase"]
    buyer: Selector
    seller: Selector
    sectors: Selector
    add: Amount | None = None
    at_least: Amount | None = None
    paid_by: Selector


class MigrationLever(BriefLever):
    """Workers who move from origin to residence; a negative number returns."""

    not_evaluated: ClassVar[str] = "migration is not solved yet"
    amounts: ClassVar[tuple[str, ...]] = ("movers",)
    kind: Literal["migration"]
    origin: Selector
    residence: Selector
    skill: Literal["skilled", "unskilled", "all"]
    movers: Amount | None = None


class SanctionLever(BriefLever):
    """A restriction of trade with the target: trade costs times `factor`, both ways."""

    not_evaluated: ClassVar[str] = (
        "sanctions are not solved yet; a trade_cost or embargo lever states one directly"
    )
    amounts: ClassVar[tuple[str, ...]] = ("factor",)
    kind: Literal["sanction"]
    by: Selector
    target: Selector
    sectors: Selector
    factor: CostFactor | None = None


class SecondaryTariffLever(BriefLever):
    """A duty on countries because they trade with the target, in the sectors that count."""

    not_evaluated: ClassVar[str] = (
        "secondary tariffs are not solved yet; a tariff lever states the duty without its condition"
    )
    amounts: ClassVar[tuple[str, ...]] = ("add",)
    kind: Literal["secondary_tariff"]
    importer: Selector
    exporter: Selector
    target: Selector
    sectors: Selector
    because_of: Selector
    add: Rate | None = None


class WaiverLever(BriefLever):
    """An exemption of `to` from a measure that `by` holds against `target`."""

    not_evaluated: ClassVar[str] = "waivers are not solved yet"
    kind: Literal["waiver"]
    by: Selector
    to: Selector
    target: Selector
    measure: Literal["embargo", "sanction", "secondary_tariff"]


class BlocLever(BriefLever):
    """Countries that act together; welfare_weight is what each gives the others' gain."""

    not_evaluated: ClassVar[str] = (
        "blocs are not solved yet; tariff levers between the members state free trade inside"
    )
    kind: Literal["bloc"]
    members: Selector
    acts_together: YesNo = True
    free_trade_inside: YesNo = False
    welfare_weight: Number = 0.0


Lever = (
    TariffLever
    | ExportTaxLever
    | TradeCostLever
    | EmbargoLever
    | PurchaseLever
    | MigrationLever
    | SanctionLever
    | SecondaryTariffLever
    | WaiverLever
    | BlocLever
)
AnyLever = Annotated[Lever, Field(discriminator="kind")]


def _kind(model: Any) -> str:
    return str(get_args(model.model_fields["kind"].annotation)[0])


LEVERS: dict[str, type[BriefLever]] = {_kind(model): model for model in get_args(Lever)}
COUNTRY_KEYS = (
    "importer",
    "exporter",
    "buyer",
    "seller",
    "paid_by",
    "origin",
    "residence",
    "by",
    "to",
    "target",
    "members",
    "spare",
)
SECTOR_KEYS = ("sectors", "because_of")
