"""The 2021 applied tariffs with their documented quirks repaired."""

from __future__ import annotations

import numpy as np

from .labels import COUNTRIES, DONORS, GOODS, OWN_TABLE, N, country, sector
from .read import Sources

Array = np.ndarray
FOOD, CROPS = sector("C10T12"), sector("A01")
FOOD_FLAG_RATE, FOOD_FLAG_RATIO = 0.25, 7.0
US_LEAST_IMPORTS = 1e6  # USD
US_FACTOR_RANGE = (0.5, 2.0)


def goods_weights(trade: Array) -> Array:
    """Cross-border goods trade (exporter, importer, sector), home sales and services zero."""
    weights = trade.copy()
    weights[np.arange(N), np.arange(N)] = 0.0
    weights[:, :, 27:] = 0.0
    return weights


def tobacco_importers(applied: Array) -> list[str]:
    """Importers whose food rate is tobacco's doing.

    The source's food rate is the plain mean of food and tobacco. An importer is flagged when its
    mean rate on food exceeds 25 % and is more than seven times its mean rate on crops.
    """
    food, crops = applied[:, :, FOOD].mean(0), applied[:, :, CROPS].mean(0)
    flagged = (food > FOOD_FLAG_RATE) & (food > FOOD_FLAG_RATIO * crops)
    return [c for c, f in zip(COUNTRIES, flagged, strict=True) if f]


def repair_tariffs(sources: Sources, trade: Array) -> Array:
    """Ad valorem rates (exporter, importer, 34), fractions; services and home sales zero."""
    weights = goods_weights(trade)
    tariff = np.zeros((N, N, 34))
    tariff[:, :, GOODS] = sources.applied[:, :, :27]
    _repair_food(tariff, sources.applied)
    _fill_rest_of_world(tariff, weights)
    _collect_us(tariff, sources, weights)
    tariff[np.arange(N), np.arange(N)] = 0.0
    return tariff


def food_to_crops(applied: Array) -> float:
    """Median ratio of food to crop rates over the comparable economies that are not flagged."""
    food, crops = applied[:, :, FOOD].mean(0), applied[:, :, CROPS].mean(0)
    usable = [
        d
        for d in comparable()
        if COUNTRIES[d] not in tobacco_importers(applied) and crops[d] > 0.01
    ]
    return float(np.median(food[usable] / crops[usable]))


def _repair_food(tariff: Array, applied: Array) -> None:
    """Food at the flagged importers: what the importer charges on the same exporter's crops times
    the usual ratio of food to crops, never above the published rate."""
    ratio = food_to_crops(applied)
    for code in tobacco_importers(applied):
        d = country(code)
        tariff[:, d, FOOD] = np.minimum(tariff[:, d, FOOD], ratio * tariff[:, d, CROPS])


def _collect_us(tariff: Array, sources: Sources, weights: Array) -> None:
    """United States: duty collected in 2024 over imports, by partner and HS chapter.

    This mends food (the tobacco artefact) and with it the rates on everything else, which in the
    source are plain means over tariff lines: trade-weighted they put India at 1.6 % once food is
    mended, where 2.4 % was collected. Duties under Sections 232 and 301, which the source leaves
    out and the 2022 flows had to pay, are in. Where a partner sold less than USD 1 million of a
    sector, food takes the mean over all partners and other sectors keep the source's rate. Then
    one factor per partner brings the average at 2022 weights to the average collected.
    """
    usa, imports, duty = country("USA"), sources.us_imports, sources.us_duty
    rate = np.divide(duty, imports, out=np.zeros_like(duty), where=imports > 0)
    tariff[:, usa, FOOD] = duty[:, FOOD].sum() / imports[:, FOOD].sum()
    tariff[:, usa, GOODS] = np.where(imports >= US_LEAST_IMPORTS, rate, tariff[:, usa, GOODS])
    paid = (tariff[:, usa] * weights[:, usa]).sum(1)
    target = sources.us_rate * weights[:, usa].sum(1)
    factor = np.divide(target, paid, out=np.ones(N), where=(paid > 0) & (target > 0))
    tariff[:, usa] *= np.clip(factor, *US_FACTOR_RANGE)[:, None]


def comparable() -> list[int]:
    """The economies that stand in for the rest of the world: those with neither an own table nor a
    European one, without the free ports Hong Kong and Singapore."""
    return [
        k
        for k, (c, donor) in enumerate(zip(COUNTRIES, DONORS, strict=True))
        if donor == "ROW" and c not in OWN_TABLE and c not in ("HKG", "SGP", "ROW")
    ]


def _fill_rest_of_world(tariff: Array, weights: Array) -> None:
    """ROW has no tariff data, neither as importer nor as exporter (the source's zeros mean that).

    As importer it charges every exporter, sector by sector, the trade-weighted mean rate of the
    comparable economies. As exporter it faces at each importer the trade-weighted mean rate which
    the comparable economies face there (plain mean where they sell nothing).
    """
    row, others = country("ROW"), comparable()
    away = np.array([k for k in range(N) if k != row])
    w, t = weights[np.ix_(away, others)], tariff[np.ix_(away, others)]
    charged = _mean(t, w, axis=(0, 1))
    w, t = weights[np.ix_(others, away)], tariff[np.ix_(others, away)]
    own = np.array(others)[:, None] == away[None, :]
    faced = _mean(t, np.where(own[:, :, None], 0.0, w), axis=0)
    tariff[:, row] = charged
    tariff[row, away] = faced


def _mean(rate: Array, weight: Array, axis: int | tuple[int, ...]) -> Array:
    total = weight.sum(axis)
    weighted = (rate * weight).sum(axis)
    plain = rate.mean(axis)
    return np.where(total > 0, weighted / np.where(total > 0, total, 1.0), plain)


def average_rate(tariff: Array, trade: Array, exporter: int, importer: int) -> float:
    """Trade-weighted mean rate over goods on one pair."""
    weight = trade[exporter, importer, GOODS]
    return float((tariff[exporter, importer, GOODS] * weight).sum() / weight.sum())
