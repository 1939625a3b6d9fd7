"""Levers of a brief on the price or the cost of single flows."""

from __future__ import annotations

from typing import ClassVar, Literal

from tradetalks.brief.fields import (
    CostFactor,
    Item,
    Multiple,
    Rate,
    Selector,
    Text,
    YesNo,
)


class BriefLever(Item):
    """What every lever has: a kind, and room for a note.

    amounts: the keys that say how far the lever moves; exactly one must be given. ranges: the
    keys that may be a range where something is searched for. setters: the keys that name the
    governments in whose hands it is.
    """

    amounts: ClassVar[tuple[str, ...]] = ()
    ranges: ClassVar[tuple[str, ...]] = ()
    setters: ClassVar[tuple[str, ...]] = ()
    note: Text | None = None


class TariffLever(BriefLever):
    """The importer's duty: `add` points, new `rate`, times `factor`, or a published `schedule`.

    rate_of: with a schedule, whose line of the list is charged: the exporter's, or (for
    retaliation in kind) the importer's. spare: groups whose members charge each other nothing.
    except_sectors: goods that the duty leaves out; a code that the baseline has only as part of
    a larger sector is charged with that sector, and the report says so.
    """

    amounts: ClassVar[tuple[str, ...]] = ("add", "rate", "factor", "schedule")
    ranges: ClassVar[tuple[str, ...]] = ("add", "rate", "factor")
    setters: ClassVar[tuple[str, ...]] = ("importer",)
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
    ranges: ClassVar[tuple[str, ...]] = amounts
    setters: ClassVar[tuple[str, ...]] = ("exporter",)
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
    ranges: ClassVar[tuple[str, ...]] = amounts
    setters: ClassVar[tuple[str, ...]] = ("importer", "exporter")
    kind: Literal["trade_cost"]
    importer: Selector
    exporter: Selector
    sectors: Selector
    factor: CostFactor | None = None


class EmbargoLever(BriefLever):
    """No trade from exporter to importer; `both` closes the way back too."""

    setters: ClassVar[tuple[str, ...]] = ("importer", "exporter")
    kind: Literal["embargo"]
    importer: Selector
    exporter: Selector
    sectors: Selector
    both: YesNo = False
