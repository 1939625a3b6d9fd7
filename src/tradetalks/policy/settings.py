"""What levers become, and what of the baseline they are compiled against."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class People:
    """Who works where, for levers that move people.

    workers: persons (country, factor), zero for a factor that is not people.
    remittance_share: part of a mover's wage sent home, a fraction (payer, receiver).
    mover_efficiency: a mover's efficiency units relative to a worker of the residence
    (origin, residence, factor), one where origin is residence. migrants: persons (origin,
    residence) who live abroad. None where the data lack them.
    """

    workers: Array
    remittance_share: Array | None = None
    mover_efficiency: Array | None = None
    migrants: Array | None = None


@dataclass(frozen=True)
class Observed:
    """What of the baseline a policy needs to know.

    tariff, export_tax: fractions; trade: USD million before duty; all (exporter, importer,
    sector). factors: their names. value_added: USD million (country, factor). people: None
    where the baseline has no numbers of workers.
    """

    tariff: Array
    export_tax: Array
    trade: Array
    factors: tuple[str, ...]
    value_added: Array
    people: People | None = None


@dataclass(frozen=True)
class Commitment:
    """Trade that is promised (equation 9): the covered flows together are at least `floor`.

    covers: (exporter, importer, sector), true where a flow counts. floor: USD million a year.
    payer: shares of the wedge's cost by country, or zeros where each buyer pays its own.
    words: the lever in a phrase.
    """

    covers: NDArray[np.bool_]
    floor: float
    payer: Array
    words: str


@dataclass(frozen=True)
class Settings:
    """What a policy sets, on labelled axes that the caller holds.

    tariff, export_tax: new rates; trade_cost: new over old; open: 0 under embargo, else 1;
    all (exporter, importer, sector). productivity: new over old (country, sector).
    endowment: new over old (country, factor). remittance: change at baseline rewards, USD
    million a year (payer, receiver, factor). transfer: USD million a year received (country),
    summing to zero.
    """

    tariff: Array
    export_tax: Array
    trade_cost: Array
    open: Array
    productivity: Array
    endowment: Array
    remittance: Array
    transfer: Array
    commitments: tuple[Commitment, ...] = ()


def unmoved(observed: Observed) -> Settings:
    """The settings under which nothing changes; what no lever touches is shared by all."""
    n, _, sectors = observed.tariff.shape
    return replace(
        _still(n, sectors, len(observed.factors)),
        tariff=observed.tariff,
        export_tax=observed.export_tax,
    )


@lru_cache(maxsize=4)
def _still(countries: int, sectors: int, factors: int) -> Settings:
    flows, free = (np.full((countries, countries, sectors), rate) for rate in (1.0, 0.0))
    still = Settings(
        tariff=free,
        export_tax=free,
        trade_cost=flows,
        open=flows,
        productivity=np.ones((countries, sectors)),
        endowment=np.ones((countries, factors)),
        remittance=np.zeros((countries, countries, factors)),
        transfer=np.zeros(countries),
    )
    for field in fields(still):
        if field.name != "commitments":
            getattr(still, field.name).setflags(write=False)
    return still
