"""The levers a brief can name, by kind."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import Field

from tradetalks.brief.levers.flows import MigrationLever, PurchaseLever, TransferLever
from tradetalks.brief.levers.politics import (
    BlocLever,
    SanctionLever,
    SecondaryTariffLever,
    WaiverLever,
)
from tradetalks.brief.levers.rates import (
    BriefLever,
    EmbargoLever,
    ExportTaxLever,
    TariffLever,
    TradeCostLever,
)

Lever = (
    TariffLever
    | ExportTaxLever
    | TradeCostLever
    | EmbargoLever
    | PurchaseLever
    | TransferLever
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
#: The keys that name the two ends of a lever: one country at both moves nothing.
ENDS = (
    ("importer", "exporter"),
    ("buyer", "seller"),
    ("payer", "receiver"),
    ("origin", "residence"),
    ("by", "target"),
    ("importer", "target"),
)
COUNTRY_KEYS = (
    *dict.fromkeys(key for pair in ENDS for key in pair),
    "paid_by",
    "to",
    "members",
    "spare",
)
SECTOR_KEYS = ("sectors", "because_of")

__all__ = [
    "COUNTRY_KEYS",
    "ENDS",
    "LEVERS",
    "SECTOR_KEYS",
    "AnyLever",
    "BlocLever",
    "BriefLever",
    "EmbargoLever",
    "ExportTaxLever",
    "Lever",
    "MigrationLever",
    "PurchaseLever",
    "SanctionLever",
    "SecondaryTariffLever",
    "TariffLever",
    "TradeCostLever",
    "TransferLever",
    "WaiverLever",
]
