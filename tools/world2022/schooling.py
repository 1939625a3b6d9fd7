"""Who is skilled, and what schooling is worth: Barro and Lee's attainment, Mincer's returns.

Skilled are those with any tertiary schooling. A skilled worker earns more than an unskilled one by
the return on the years between them: Caselli's (2005) way from years to human capital.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .peers import Penn, completed

Array = np.ndarray

#: Wage per year of schooling, log points: the world average (Psacharopoulos and Patrinos 2018,
#: Education Economics 26, 445-458: 9 per cent), and in tertiary education (12 per cent,
#: doi 10.1515/edu-2022-0201; that tertiary returns are highest: Montenegro and Patrinos 2014).
RETURN, TERTIARY_RETURN = 0.09, 0.12
#: Codes in the source that are not ISO 3166-1: its ROM is Moldova, its SER Serbia.
CODES = {"ROM": "MDA", "SER": "SRB"}


@dataclass(frozen=True)
class Schooling:
    """By country: share of adults with any tertiary schooling; years of school of those without;
    years of primary and secondary school, and of tertiary education, of those with; whether the
    figures are the country's own."""

    skilled: Array
    years: Array
    school: Array
    tertiary_years: Array
    own: list[bool]

    @property
    def premium(self) -> Array:
        """Wage of a skilled worker over that of an unskilled one, (country,)."""
        gap = RETURN * (self.school - self.years) + TERTIARY_RETURN * self.tertiary_years
        return np.asarray(np.exp(gap))

    @property
    def human_capital(self) -> Array:
        """What a worker's schooling is worth within the skill, (country, skilled and unskilled)."""
        skilled = TERTIARY_RETURN * self.tertiary_years
        return np.exp(np.column_stack([skilled, RETURN * self.years]))


def read_schooling(data: Path, penn: Penn) -> Schooling:
    """2010 (ages 25 and over), 2015 or 2020 (25 to 64), whichever shows most tertiary schooling.

    Attainment of adults hardly falls in a decade: where a later year is lower, the projection is at
    fault (India 9.1, 10.3, 7.9 per cent). Where it is higher it is nearer to 2022 (China 8.7).
    """
    folder = data / "education_barro_lee"
    past = pd.read_csv(folder / "barro_lee_v2.2_25plus_15plus_1950_2010.csv").query("year == 2010")
    then = pd.read_csv(folder / "barro_lee_projection_v1_2015_2040.csv").query(
        "year in (2015, 2020)"
    )
    table = pd.concat([past, then]).query("agefrom == 25").sort_values("lh")
    table = table.drop_duplicates("WBcode", keep="last")
    known = {
        CODES.get(code, code): _levels(row) for code, row in table.set_index("WBcode").iterrows()
    }
    values, own = completed(known, penn, penn.workers)
    return Schooling(*values.T, own)


def _levels(row: pd.Series) -> Array:
    """The four numbers of `Schooling` from one row of the source.

    How long school lasts is not in it, but follows from mean years: who completed a level has all
    its years, who did not has half of them.
    """
    skilled = row.lh / 100
    primary = row.yr_sch_pri / (row.lpc + row.ls + row.lh + (row.lp - row.lpc) / 2) * 100
    secondary = row.yr_sch_sec / (row.lsc + row.lh + (row.ls - row.lsc) / 2) * 100
    school = primary + secondary
    others = (row.yr_sch_pri + row.yr_sch_sec - school * skilled) / (1 - skilled)
    return np.array([skilled, np.clip(others, 0, school), school, row.yr_sch_ter / skilled])
