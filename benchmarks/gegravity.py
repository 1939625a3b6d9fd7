"""How do we compare with gegravity (Herman 2021), the general-equilibrium gravity package?

One sector, no inputs, no tariffs: the model both can do. From the same table of costs and
coefficients, each builds its baseline (structural gravity fitted to output and expenditure) and
simulates a trade agreement between two countries. Its 30-country sample, and 194 made-up ones.

gegravity keeps each country's share of world output and expenditure at the baseline in what it
calls full equilibrium. `agreement` lets its own equations run on until those shares stand still,
and there the two must agree.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from gegravity.OneSectorGE import _full_ge
from numpy.typing import NDArray
from scipy.optimize import root

import tradetalks as tt
from benchmarks.timing import announce, medians, seconds, table
from gegravity import BaselineData, CostCoeffs, OneSectorGE

Array = NDArray[np.float64]

SAMPLE = Path(__file__).parents[2] / "shared/data/gegravity_sample_2006_30/sample_data_set.csv"
SIGMA = 5.0
#: Ours takes milliseconds: this many together make one reading.
OFTEN = 20
#: The coefficients of gegravity's own documentation.
COEFFICIENTS = {
    "lndist": -0.3764,
    "contiguity": 0.8850,
    "pta": 0.4823,
    "common_language": 0.0392,
    "international": -3.4224,
}


@dataclass(frozen=True)
class Case:
    """A gravity world: a row a pair, sorted by exporter and importer; who makes an agreement."""

    table: pd.DataFrame
    partners: tuple[str, str]
    reference: str
    omr_rescale: float

    @property
    def experiment(self) -> pd.DataFrame:
        """The table with the agreement in force."""
        changed = self.table.copy()
        both = changed["importer"].isin(self.partners) & changed["exporter"].isin(self.partners)
        changed.loc[both & (changed["importer"] != changed["exporter"]), "pta"] = 1
        return changed


def main() -> None:
    warnings.filterwarnings("ignore")
    announce("Against gegravity: build the baseline and simulate a trade agreement")
    # At 194 countries gegravity takes a minute or more: once is enough.
    worlds = {"sample, 30 countries": (sample(), 5), "made up, 194 countries": (large(), 1)}
    rows = []
    for name, (case, rounds) in worlds.items():
        rows.append((name, *_times(case, rounds)))
        print(f"{name}: {rows[-1][-1]:.0f} times", flush=True)
    print()
    heads = ("world", "ours, s", "ours with compilation, s", "gegravity, s", "ratio")
    print(table(heads, rows))
    shipped, settled = agreement(sample())
    print(
        f"\nWelfare of all 30 countries, largest difference to ours: gegravity as it comes "
        f"{shipped:.1e}; its equations run on until shares stand still, balanced, {settled:.1e}."
    )


def _times(case: Case, rounds: int) -> tuple[float, float, float, float]:
    """Ours warm, ours with compilation, gegravity's, and the ratio of theirs to ours warm."""

    def once() -> object:
        return ours(case).outcomes

    def often() -> None:
        for _ in range(OFTEN):
            once()

    cold = seconds(once)
    contestants = {"ours": often, "gegravity": lambda: rival(case)}
    if rounds > 1:
        rival(case)
    times = medians(contestants, rounds)
    mine = times["ours"] / OFTEN
    return mine, cold, times["gegravity"], times["gegravity"] / mine


def sample() -> Case:
    """The sample of gegravity, manufacturing trade in 2006."""
    pairs = pd.read_csv(SAMPLE).sort_values(["exporter", "importer"], ignore_index=True)
    return Case(pairs, ("CAN", "JPN"), "DEU", 10)


def large(countries: int = 194, seed: int = 1) -> Case:
    """A world made up in the same columns: places on a sphere, a continent each, lognormal size.

    Languages are shared by one pair in ten, borders by the nearest, agreements inside continents.
    """
    rng = np.random.default_rng(seed)
    names = np.array([f"N{i:03d}" for i in range(countries)])
    place = rng.normal(size=(countries, 3))
    place /= np.linalg.norm(place, axis=1, keepdims=True)
    apart = 6371 * np.arccos(np.clip(place @ place.T, -1, 1))
    np.fill_diagonal(apart, 200.0)
    near = apart <= np.sort(apart, axis=1)[:, [3]]
    continent = rng.integers(0, 8, countries)
    tongue = rng.integers(0, 10, countries)
    output = rng.lognormal(11, 1.5, countries)
    spent = output * rng.uniform(0.9, 1.1, countries)
    spent *= output.sum() / spent.sum()
    away = ~np.eye(countries, dtype=bool)
    o, d = (i.ravel() for i in np.indices(apart.shape))

    def alike(kind: Array) -> Array:
        return (((kind[:, None] == kind) & away).astype(int)).ravel()

    pairs = pd.DataFrame(
        {
            "exporter": names[o],
            "importer": names[d],
            "year": 2006,
            "trade": 1.0,
            "Y": output[o],
            "E": spent[d],
            "pta": alike(continent),
            "contiguity": ((near | near.T) & away).astype(int).ravel(),
            "common_language": alike(tongue),
            "lndist": np.log(apart.ravel()),
            "international": away.astype(int).ravel(),
        }
    )
    outsider = int(np.flatnonzero(continent != continent[0])[0])
    return Case(pairs, (names[0], names[outsider]), names[-1], 100)


def rival(case: Case) -> OneSectorGE:
    """gegravity from the table to welfare, as its documentation does it."""
    coefficients = pd.DataFrame(
        {"var": list(COEFFICIENTS), "coeff": list(COEFFICIENTS.values()), "ste": 0.1}
    )
    data = BaselineData(
        case.table,
        imp_var_name="importer",
        exp_var_name="exporter",
        year_var_name="year",
        trade_var_name="trade",
        expend_var_name="E",
        output_var_name="Y",
    )
    model = OneSectorGE(
        data,
        year="2006",
        expend_var_name="E",
        output_var_name="Y",
        cost_variables=list(COEFFICIENTS),
        cost_coeff_values=CostCoeffs(
            estimates=coefficients, identifier_col="var", coeff_col="coeff", stderr_col="ste"
        ),
        reference_importer=case.reference,
        sigma=SIGMA,
        quiet=True,
    )
    # Its default limits on evaluations are too low for many countries.
    model.build_baseline(omr_rescale=case.omr_rescale, mr_max_iter=20_000)
    experiment = model.baseline_data.drop(columns="index").copy()
    both = experiment["importer"].isin(case.partners) & experiment["exporter"].isin(case.partners)
    experiment.loc[both & (experiment["importer"] != experiment["exporter"]), "pta"] = 1
    model.define_experiment(experiment)
    model.simulate(ge_max_iter=20_000)
    return model


def ours(case: Case) -> tt.Equilibrium:
    """The same from the same table."""
    before, after = costs(case.table), costs(case.experiment)
    output = case.table.groupby("exporter")["Y"].first()
    spent = case.table.groupby("importer")["E"].first()
    n = len(output)
    base = tt.Baseline.from_arrays(
        output.index,
        ["goods"],
        trade=structural_gravity(before, output.to_numpy(float), spent.to_numpy(float)),
        tariff=np.zeros((n, n, 1)),
        value_added_share=np.ones((n, 1)),
        input_share=np.zeros((n, 1, 1)),
        trade_elasticity=SIGMA - 1,
    )
    cost = (after / before) ** (1 / (1 - SIGMA))
    return tt.solve(
        base, tt.Policy().trade_cost_array(cost[:, :, None]), deficits="share", tol=1e-10
    ).require()


def costs(pairs: pd.DataFrame) -> Array:
    """Trade costs to the power 1 - sigma, (exporter, importer)."""
    power = np.exp(pairs[list(COEFFICIENTS)].to_numpy(float) @ list(COEFFICIENTS.values()))
    n = int(len(pairs) ** 0.5)
    return power.reshape(n, n)


def structural_gravity(cost: Array, output: Array, spent: Array) -> Array:
    """Trade (exporter, importer, 1) on these costs that adds up to output and expenditure."""
    spent = spent * output.sum() / spent.sum()
    seller = np.ones_like(output)
    for _ in range(10_000):
        buyer = spent / (seller @ cost)
        new = output / (cost @ buyer)
        if np.abs(new / seller - 1).max() < 1e-13:
            break
        seller = new
    return (seller[:, None] * cost * buyer)[:, :, None]


def agreement(case: Case) -> tuple[float, float]:
    """Largest difference in welfare to ours: gegravity as it comes, and run on.

    The second with expenditure equal to output: imbalances are absorbed in different ways, by us
    in proportion to income, by gegravity to expenditure.
    """
    mine = 1 + ours(case).outcomes["real_income_change"].to_series() / 100
    shipped = 1 / rival(case).country_results["welfare statistic"]
    output = case.table.groupby("exporter")["Y"].first()
    table = case.table.assign(E=case.table["importer"].map(output))
    even = replace(case, table=table)
    exact = 1 + ours(even).outcomes["real_income_change"].values / 100
    return float((shipped - mine).abs().max()), float(np.abs(_run_on(even) - exact).max())


def _run_on(case: Case) -> Array:
    """Welfare, new over old, where gegravity's equations hold at the new shares as well."""
    before, after = costs(case.table), costs(case.experiment)
    made = case.table.groupby("exporter")["Y"].first().to_numpy(float)
    spent = case.table.groupby("importer")["E"].first().to_numpy(float)
    made, spent = made / made.sum(), spent / spent.sum()
    # Inverse resistances of the baseline, the last importer's being one.
    pull = structural_gravity(before, made, spent)[:, :, 0] / before
    outward = pull[:, -1] / (made * spent[-1])
    inward = pull[0] / (made[0] * outward[0] * spent)
    n, price = len(made), np.ones_like(made)
    x = np.concatenate([inward[:-1], outward, price])
    moved = np.inf
    while moved > 1e-10:
        made_now, spent_now = made * price, spent * price
        made_now, spent_now = made_now / made_now.sum(), spent_now / spent_now.sum()
        parameters = {
            "number_of_countries": n,
            "sigma": SIGMA,
            "imr_rescale": 1.0,
            "omr_rescale": 1.0,
            "cost_exp_shr": after * spent_now[None, :],
            "cost_out_shr": after * made_now[:, None],
            "output_shr": made_now,
            "factory_gate_param": made * outward,
        }
        x = root(_full_ge, x, args=parameters, tol=1e-12).x
        moved, price = np.abs(x[2 * n - 1 :] / price - 1).max(), x[2 * n - 1 :]
    return price * (np.append(x[: n - 1], 1.0) / inward) ** (1 / (1 - SIGMA))


if __name__ == "__main__":
    main()
