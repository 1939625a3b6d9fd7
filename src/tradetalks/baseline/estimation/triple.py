"""Triple differences of trade and tariffs (Caliendo and Parro 2015, equation 23).

For three countries i, j, n: `log(F_ij F_jn F_ni / (F_ji F_nj F_in))` on the same ratio of
`1 + tariff`. Whatever is of one country, or the same in both directions, cancels.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from tradetalks.baseline.estimation.effects import MARK
from tradetalks.baseline.estimation.fit import Fit, Influence, failed
from tradetalks.baseline.identities import Array

FEWEST = 3
TOO_FEW = f"there are fewer than {FEWEST} triples of countries that trade in every direction"
NOTHING_FREE = "there are no more triples than effects"
NO_VARIATION = "the tariff does not vary between directions"
#: Variation of the tariffs' ratios below this is rounding.
NOTHING = 1e-20


def triple_differences(frame: pd.DataFrame, *, by_country: bool, by_pair: bool) -> Fit:
    """The coefficient of the tariffs' ratio, without a constant, from every triple that trades.

    frame: exporter, importer, sector, year, trade, tariff; triples are formed within sector and
    year. by_country: an effect of each country on the triples it is in. by_pair: errors of
    triples that share a pair of countries go together, as they must, each flow being in many
    triples (Aronow, Samii and Assenova 2015); else they are robust to heteroskedasticity alone.
    """
    triples, zeros = _triples(frame)
    rows = len(triples)
    if rows < FEWEST:
        return failed(TOO_FEW, rows)
    trade, tariff = triples["trade"].to_numpy(), triples["tariff"].to_numpy()
    freedom = rows - 1
    if by_country:
        (trade, tariff), rank = _without_countries(triples, trade, tariff)
        freedom -= rank
    size = float(tariff @ tariff)
    if freedom <= 0:
        return failed(NOTHING_FREE, rows)
    if size <= NOTHING * rows:
        return failed(NO_VARIATION, rows)
    coefficient = float(tariff @ trade) / size
    score = tariff * (trade - coefficient * tariff) / size
    remarks = (f"{zeros} triples with a zero left out",) if zeros else ()
    plain = _robust(triples, score, rows / freedom)
    alone = Fit(coefficient, (plain,), rows, rows, remarks)
    if not by_pair:
        return alone
    influences, pairs = _by_pair(triples, score)
    together = Fit(coefficient, influences, rows, pairs, remarks)
    if together.variance > alone.variance:
        return together
    told = "errors by pair come out below those by triple, which stand"
    return Fit(coefficient, (plain,), rows, rows, (*remarks, told))


def _triples(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Every triple with trade in all six directions: its countries, ratios in logs; and how many
    have a zero."""
    found, zeros = [], 0
    for (sector, year), part in frame.groupby(["sector", "year"], sort=False):
        names = sorted({*part["exporter"], *part["importer"]})
        if len(names) < FEWEST:
            continue
        at = {name: k for k, name in enumerate(names)}
        where = part["exporter"].map(at), part["importer"].map(at)
        flow, cost = np.zeros((2, len(names), len(names)))
        flow[where], cost[where] = part["trade"], np.log1p(part["tariff"])
        three = np.array(list(combinations(range(len(names)), FEWEST)))
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = _around(np.log(flow) - np.log(flow.T), three)
        kept = np.isfinite(ratio)
        zeros += int((~kept).sum())
        three = three[kept]
        label = np.array(names, dtype=object)[three]
        made = pd.DataFrame(label, columns=["i", "j", "n"])
        ratios = {"trade": ratio[kept], "tariff": _around(cost - cost.T, three)}
        found.append(made.assign(sector=str(sector), year=str(year), **ratios))
    empty = pd.DataFrame(columns=["i", "j", "n", "sector", "year", "trade", "tariff"])
    return (pd.concat(found, ignore_index=True) if found else empty), zeros


def _around(lead: Array, three: Array) -> Array:
    """What one direction leads the other by, added up around i -> j -> n -> i."""
    i, j, n = three.T
    total: Array = lead[i, j] + lead[j, n] + lead[n, i]
    return total


def _without_countries(triples: pd.DataFrame, *columns: Array) -> tuple[tuple[Array, ...], int]:
    """Columns less their projection on the countries' effects, and the rank of those."""
    names = sorted({*triples["i"], *triples["j"], *triples["n"]})
    present = np.zeros((len(triples), len(names)))
    for corner in ("i", "j", "n"):
        present[np.arange(len(triples)), pd.Index(names).get_indexer(triples[corner])] = 1.0
    together = present.T @ present
    inner = np.linalg.pinv(together, hermitian=True)
    left = tuple(c - present @ (inner @ (present.T @ c)) for c in columns)
    return left, int(np.linalg.matrix_rank(together, hermitian=True))


def _robust(triples: pd.DataFrame, score: Array, scale: float) -> Influence:
    label = triples["i"]
    for part in ("j", "n", "sector", "year"):
        label = label + MARK + triples[part]
    return Influence("triple", 1.0, pd.Series(score * np.sqrt(scale), index=label.to_numpy()))


def _by_pair(triples: pd.DataFrame, score: Array) -> tuple[tuple[Influence, ...], int]:
    """Terms of the variance when triples that share a pair go together.

    Adding up by pair counts every triple with itself three times, once for each of its pairs;
    two of these are taken off again.
    """
    corners = (triples["i"], triples["j"], triples["n"])
    sides = [one + MARK + other for one, other in combinations(corners, 2)]
    stacked = pd.Series(np.tile(score, len(sides)), index=pd.concat(sides).to_numpy())
    by_pair = stacked.groupby(level=0).sum()
    scale = np.sqrt(len(by_pair) / max(len(by_pair) - 1, 1))
    same = corners[0] + MARK + corners[1] + MARK + corners[2]
    itself = pd.Series(score, index=same.to_numpy()).groupby(level=0).sum()
    terms = (
        Influence("pair", 1.0, by_pair * scale),
        Influence("triple in pair", -2.0, itself * scale),
    )
    return terms, len(by_pair)
