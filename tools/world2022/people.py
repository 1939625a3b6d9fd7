"""Who works where, who has moved, what they send home, and what money buys there.

Sources and choices: docs/decisions/0005. Countries in the order of labels.COUNTRIES; matrices are
(origin, residence) for people and (payer, receiver) for money.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .labels import COUNTRIES, N
from .peers import NAMED, ROW, Penn
from .schooling import Schooling

Array = np.ndarray

#: Names in the United Nations table that the ILO's writes otherwise.
NAMES = {
    "United States of America": "USA",
    "Republic of Korea": "KOR",
    "China, Hong Kong SAR": "HKG",
    "Democratic Republic of the Congo": "COD",
}
#: That table has no row for Taiwan.
NOT_COUNTED = ("TWN",)
#: Sums of other rows in that table.
SUMS = ("Caribbean", "Melanesia", "Micronesia", "Polynesia", "South America")
#: Movers' efficiency and the share of wages sent home stay within these.
EFFICIENCY = (0.5, 1.25)
MOST_SENT = 0.5
#: Corridors with fewer migrants have no share of their own.
FEWEST = 1000


@dataclass(frozen=True)
class People:
    """workers (country, factor), migrants (origin, residence), remittances and remittance_share
    (payer, receiver), mover_efficiency (origin, residence, factor), price_level (country,);
    ``source`` per country; ``own_share`` (payer, receiver) true where the corridor has its own."""

    workers: Array
    migrants: Array
    remittances: Array
    remittance_share: Array
    mover_efficiency: Array
    price_level: Array
    source: tuple[str, ...]
    own_share: Array

    def arrays(self) -> dict[str, Array]:
        """By the names of a baseline's variables."""
        return {k: v for k, v in vars(self).items() if k not in ("source", "own_share")}


def build_people(data: Path, penn: Penn, schooling: Schooling, labour_income: Array) -> People:
    """``labour_income`` (country,) is what skilled and unskilled workers earn, USD million."""
    total, notes = _employment(data, penn)
    workers = np.column_stack([schooling.skilled, 1 - schooling.skilled]) * total[:, None]
    migrants = _migrants(data)
    paid = remittances(data)
    share, own = _share(paid, migrants, labour_income / total)
    missing = migrants.sum(0) + migrants.sum(1) == 0
    notes = [
        "; ".join(filter(None, [note, "no data on migrants" if missing[i] else ""])) or "own"
        for i, note in enumerate(notes)
    ]
    return People(
        workers=np.column_stack([workers, np.zeros(N)]),
        migrants=migrants,
        remittances=paid,
        remittance_share=share,
        mover_efficiency=_efficiency(schooling),
        price_level=np.array([penn.price[c] for c in COUNTRIES]),
        source=tuple(notes),
        own_share=own,
    )


def _employment(data: Path, penn: Penn) -> tuple[Array, list[str]]:
    """Persons at work in 2022 (country,), and what is not the ILO's.

    The United States: the Penn World Table's 2019 level, which the ILO's exceeds by a twentieth,
    moved by the ILO's growth. Ukraine is not in the ILO's file for 2022 and keeps Penn's of 2019.
    """
    table = pd.read_csv(data / "employment_total_ilo/employment_total_2000_2023.csv")
    table = table.pivot_table(index="iso3", columns="year", values="employed_thousand") * 1e3
    now = table[2022].dropna()
    filled = pd.read_csv(data / "employment_total_ilo/employment_total_2000_2023.csv").query(
        "year == 2022 and indicator.isna()"
    )
    found, notes = [], []
    for code in COUNTRIES:
        if code == "USA":
            found.append(penn.workers[code] * now[code] / table[2019][code])
            notes.append("workers: Penn World Table 2019, moved by ILO growth")
        elif code == ROW:
            found.append(float(now[[c for c in now.index if c not in NAMED]].sum()))
            notes.append("sum of the other areas")
        elif code in now.index:
            found.append(float(now[code]))
            notes.append("workers: not the ILO's own" if code in set(filled.iso3) else "")
        else:
            found.append(penn.workers[code])
            notes.append("workers: Penn World Table 2019")
    return np.array(found), notes


def _migrants(data: Path) -> Array:
    """United Nations, 2019, by country of birth or citizenship; those within ROW are left out."""
    table = pd.read_csv(data / "migration_undesa_2019/bilateral_migrant_stock.csv.gz")
    table = table[(table.Year == 2019) & ~table.Dest.isin(SUMS) & ~table.Origin.isin(SUMS)]
    ilo = pd.read_csv(data / "employment_total_ilo/employment_total_2000_2023.csv")
    bank = pd.read_csv(data / "remittances_bilateral_2017/bilateral_migrant_stock_2017.csv")
    codes = dict(zip(bank.origin, bank.origin_iso3, strict=True))
    codes |= dict(zip(ilo.country, ilo.iso3, strict=True)) | NAMES
    lost = set(NAMED) - set(table.Dest.map(codes)) - set(NOT_COUNTED)
    if lost:
        raise ValueError(f"no migrants found for {sorted(lost)}: add their names")
    table = table.assign(o=table.Origin.map(codes), d=table.Dest.map(codes))
    return _square(table, "o", "d", "stock")


def remittances(data: Path) -> Array:
    """USD million in 2022 (payer, receiver): each country's receipts (KNOMAD) over the payers of
    the World Bank's 2017 matrix. Receipts are observed; payers' totals are not fitted to the
    outflows they report, which sum to half of the world's receipts."""
    table = pd.read_csv(data / "remittances_bilateral_2017/bilateral_remittances_2017.csv")
    totals = pd.read_csv(
        data / "remittances_totals_2000_2022/knomad_remittance_flows_2000_2022.csv"
    ).query("flow == 'inflow' and year == 2022")
    received = totals.dropna(subset=["iso3"]).set_index("iso3").usd_mn
    share = table.usd_mn / table.groupby("receiving_iso3").usd_mn.transform("sum")
    money = share * table.receiving_iso3.map(received).fillna(0.0)
    return _square(table.assign(money=money), "sending_iso3", "receiving_iso3", "money")


def _square(table: pd.DataFrame, rows: str, columns: str, values: str) -> Array:
    """Sums over COUNTRIES, all others in the rest of the world; nothing on the diagonal."""
    at = {c: i for i, c in enumerate(COUNTRIES)}
    row, column = (table[k].map(at).fillna(at[ROW]).astype(int) for k in (rows, columns))
    matrix = np.zeros((N, N))
    np.add.at(matrix, (row.to_numpy(), column.to_numpy()), table[values].to_numpy(float))
    np.fill_diagonal(matrix, 0.0)
    return matrix


def _share(paid: Array, migrants: Array, wage: Array) -> tuple[Array, Array]:
    """Remittances over migrants' pay at the payer's average wage (USD million), at most MOST_SENT;
    and where that is the corridor's own. Elsewhere: the receiver's mean over all payers, or the
    world's where the receiver reports no receipts."""
    earned = migrants.T * wage[:, None]  # (payer, receiver)
    own = (migrants.T >= FEWEST) & (paid > 0)
    usual = _over(paid.sum(0), earned.sum(0), paid.sum() / earned.sum())
    usual = np.where(paid.sum(0) > 0, usual, paid.sum() / earned.sum())
    share = np.where(own, _over(paid, earned, 0.0), usual)
    np.fill_diagonal(share, 0.0)
    return np.minimum(share, MOST_SENT), own


def _over(top: Array, bottom: Array, otherwise: float) -> Array:
    return np.divide(top, bottom, out=np.full_like(top, otherwise), where=bottom > 0)


def _efficiency(schooling: Schooling) -> Array:
    """Schooling of the origin's workers of a skill over that of the residence's, valued at the
    returns that make the skill premium: movers are the average of their skill at home."""
    worth = schooling.human_capital  # (country, skilled and unskilled)
    ratio = np.clip(worth[:, None, :] / worth[None, :, :], *EFFICIENCY)
    return np.concatenate([ratio, np.zeros((N, N, 1))], axis=2)
