"""Elasticities estimated: exact where the data are exact, and errors that are those of theory."""

from __future__ import annotations

import sys
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

import tradetalks as tt
from estimating import COUNTRIES, flows, world_table
from tradetalks.baseline.estimation import estimate_elasticities
from tradetalks.baseline.estimation.fit import Fit, Influence, covariance

METHODS = ("ppml", "triple")


@pytest.mark.parametrize("method", METHODS)
def test_exact_data_give_back_the_elasticities_they_were_made_with(method: Any) -> None:
    made = flows({"C26": 4.0, "C10T12": 6.0}, noise=0.0)
    found = estimate_elasticities(made, method=method)
    assert found.sectors == ("C26", "C10T12")
    assert found.theta == pytest.approx([4.0, 6.0], abs=1e-7)
    assert (found.standard_error < 1e-6).all()


@pytest.mark.parametrize("method", METHODS)
def test_a_solved_world_gives_back_its_own_elasticities(method: Any) -> None:
    """Trade of the model moves with tariffs as eq. 4 says: what a policy did to it is found."""
    base = tt.load_baseline("world-2022-small")
    rng = np.random.default_rng(4)
    tariff = np.array(base["tariff"].values)
    abroad = ~np.eye(len(base.countries), dtype=bool)
    tariff[abroad] += rng.uniform(0, 0.3, tariff[abroad].shape)
    eq = tt.solve(base, tt.Policy().tariff_array(tariff)).require()
    before = world_table(base, base["trade"].values, base["tariff"].values, 0)
    after = world_table(base, eq.trade.values, tariff, 1)
    goods = ["A", "B", "C10T12", "C26T28"]
    table = pd.concat([before, after])
    table = table[table["sector"].isin(goods)]
    given = {"effects": ("importer-year", "exporter-year", "exporter-importer")}
    if method == "triple":
        # What does not change between the years cancels in the change of the ratios.
        wide = before.merge(after, on=["exporter", "importer", "sector"], suffixes=("_0", "_1"))
        wide = wide[wide["trade_0"] > 0]
        table = wide.assign(
            trade=wide["trade_1"] / wide["trade_0"],
            tariff=(1 + wide["tariff_1"]) / (1 + wide["tariff_0"]) - 1,
        )[["exporter", "importer", "sector", "trade", "tariff"]]
        table = table[table["sector"].isin(goods)]
        given = {}
    found = estimate_elasticities(table, method=method, **given)
    expected = base["trade_elasticity"].sel(sector=list(found.sectors)).values
    assert found.theta == pytest.approx(expected, rel=1e-6)


def test_ppml_maximises_the_likelihood() -> None:
    """Against a likelihood with dummies, maximised by another program."""
    table = flows({"C26": 5.0}, noise=0.5, countries=6)
    found = estimate_elasticities(table, cluster="none")
    pair = table[["exporter", "importer"]].apply(lambda r: "-".join(sorted(r)), axis=1)
    dummies = [pd.get_dummies(x).to_numpy(float) for x in (table.exporter, table.importer, pair)]
    design = np.column_stack([np.log1p(table.tariff), *dummies])
    trade = table.trade.to_numpy() / table.trade.mean()

    def loss(b: Any) -> Any:
        index = design @ b
        return (np.exp(index) - trade * index).sum(), design.T @ (np.exp(index) - trade)

    best = minimize(loss, np.zeros(design.shape[1]), jac=True, tol=1e-14, method="BFGS")
    assert found.fits[0].coefficient == pytest.approx(best.x[0], abs=2e-5)


@pytest.mark.parametrize("cluster", ["pair", "importer", "none"])
def test_errors_of_one_sector_are_those_of_the_fit(cluster: str) -> None:
    """The influences, squared and added, are the error that the fit itself reports."""
    from pyfixest import fepois
    from pyfixest.demeaners import MapDemeaner

    table = flows({"C26": 5.0}, noise=0.5)
    ours = estimate_elasticities(table, cluster=cluster)
    table["pair"] = ["-".join(sorted(c)) for c in zip(table.exporter, table.importer, strict=True)]
    table["x"] = np.log1p(table["tariff"])
    fit = fepois(
        "trade ~ x | importer + exporter + pair",
        table,
        vcov="hetero" if cluster == "none" else {"CRV1": cluster},
        iwls_tol=1e-11,
        iwls_maxiter=200,
        demeaner=MapDemeaner(fixef_tol=1e-12, fixef_maxiter=100_000),
    )
    assert ours.fits[0].coefficient == pytest.approx(fit.coef()["x"], rel=1e-8)
    assert ours.standard_error[0] == pytest.approx(fit.se()["x"], rel=1e-6)


def test_triple_differences_are_ordinary_least_squares_on_pairs_where_all_trade() -> None:
    """Around all triangles of a complete world, triples weigh what is left of every pair after
    effects of exporter and importer alike: the estimator is that of a gravity equation in logs."""
    table = flows({"C26": 5.0}, noise=0.4)
    coefficient = estimate_elasticities(table, method="triple").fits[0].coefficient
    wide_trade = table.pivot(index="exporter", columns="importer", values="trade").to_numpy()
    wide_cost = np.log1p(table.pivot(index="exporter", columns="importer", values="tariff"))
    n = len(wide_trade)
    lead, cost = (x - x.T for x in (np.log(wide_trade), wide_cost.to_numpy()))
    one, other = np.triu_indices(n, 1)
    gap = np.zeros((len(one), n))
    gap[np.arange(len(one)), one], gap[np.arange(len(one)), other] = 1.0, -1.0
    design = np.column_stack([cost[one, other], gap])
    by_hand = np.linalg.lstsq(design, lead[one, other], rcond=None)[0][0]
    assert coefficient == pytest.approx(by_hand, rel=1e-9)


def test_triple_differences_by_hand() -> None:
    """Coefficient and robust error of the textbook, triple by triple."""
    table = flows({"C26": 5.0}, noise=0.4, countries=7)
    table.loc[5, "trade"] = 0.0
    flow = table.set_index(["exporter", "importer"])
    y, x = [], []
    for i, j, k in combinations(COUNTRIES[:7], 3):
        there, back = [(i, j), (j, k), (k, i)], [(j, i), (k, j), (i, k)]
        up, down = flow.trade[there].prod(), flow.trade[back].prod()
        if up > 0 and down > 0:
            y.append(np.log(up / down))
            x.append(np.log((1 + flow.tariff[there]).prod() / (1 + flow.tariff[back]).prod()))
    ys, xs = np.array(y), np.array(x)
    slope = xs @ ys / (xs @ xs)
    left = ys - slope * xs
    error = np.sqrt((xs**2 * left**2).sum() * len(xs) / (len(xs) - 1)) / (xs @ xs)
    given: dict[str, Any] = {"method": "triple", "cluster": "none", "trade_values": "duty-paid"}
    found = estimate_elasticities(table, **given)
    assert found.theta[0] == pytest.approx(-slope, rel=1e-12)
    assert found.standard_error[0] == pytest.approx(error, rel=1e-12)
    assert found.fits[0].rows == len(xs) < 35


def test_errors_cover_the_truth_as_often_as_they_say() -> None:
    """Over worlds drawn alike, errors by pair are those of the draws; triple by triple they are
    far too small, since every flow is in many triples."""
    theta, said, alone = [], [], []
    for seed in range(60):
        table = flows({"C26": 5.0}, noise=0.5, seed=seed)
        pair = estimate_elasticities(table, method="triple")
        theta.append(pair.theta[0])
        said.append(pair.standard_error[0])
        single = estimate_elasticities(table, method="triple", cluster="none")
        alone.append(single.standard_error[0])
    spread = np.std(theta, ddof=1)
    assert np.mean(said) == pytest.approx(spread, rel=0.25)
    assert np.mean(alone) < 0.65 * spread
    inside = np.abs(np.array(theta) - 5.0) < 1.645 * np.array(said)
    assert 0.78 <= inside.mean() <= 0.98


def test_covariance_finds_what_sectors_share() -> None:
    """Two sectors with the same disturbances have the same errors; independent ones have not."""
    one = flows({"C26": 4.0}, noise=0.4)
    twin = pd.concat([one, one.assign(sector="C27")])
    for method in METHODS:
        found = estimate_elasticities(twin, method=method).covariance
        assert found[0, 1] == pytest.approx(found[0, 0], rel=1e-6)
    apart = estimate_elasticities(flows({"C26": 4.0, "C27": 4.0}, noise=0.4))
    error = apart.standard_error
    assert abs(apart.covariance[0, 1]) < 0.5 * error[0] * error[1]
    robust = estimate_elasticities(twin, cluster="none").covariance
    assert robust[0, 1] == 0 < robust[0, 0]


def test_a_covariance_is_that_of_variables() -> None:
    """Terms with a negative weight can spoil a matrix: then variances stay, correlations give."""

    def fit(seed: int) -> Fit:
        rng = np.random.default_rng(seed)
        many, few = pd.Series(rng.normal(size=6)), pd.Series(rng.normal(size=6) / 2)
        terms = (Influence("pair", 1.0, many), Influence("itself", -2.0, few))
        return Fit(-3.0, terms, 6, 6)

    fits = [f for f in map(fit, range(40)) if f.variance > 0][:12]
    found = covariance(fits)
    assert np.linalg.eigvalsh(found).min() > -1e-12
    assert np.diag(found) == pytest.approx([f.variance for f in fits])


def test_home_sales_and_years_and_controls() -> None:
    table = flows({"C26": 4.0}, noise=0.0, years=2)
    home = table.groupby(["exporter", "sector", "year"], as_index=False).agg(trade=("trade", "sum"))
    home = home.assign(importer=home["exporter"], tariff=0.0, trade=20 * home["trade"])
    whole = pd.concat([table, home])
    found = estimate_elasticities(whole)
    assert found.about["home_sales_left_out"] == len(home)
    assert found.about["effects"] == ["importer-year", "exporter-year", "pair"]
    assert found.theta == pytest.approx([4.0], abs=1e-6)
    table["dist"] = np.random.default_rng(0).uniform(1, 9, len(table))
    table["trade"] *= table["dist"] ** -0.8
    near = estimate_elasticities(
        table, controls=["log(dist)"], effects=["importer-year", "exporter-year", "pair"]
    )
    assert near.theta == pytest.approx([4.0], abs=1e-6)
    assert near.fits[0].others[0][:2] == ("log(dist)", pytest.approx(-0.8, abs=1e-6))
    kept = estimate_elasticities(whole, home_sales=True)
    assert kept.about["controls"] == ["home"]


def test_what_cannot_be_estimated_has_a_name() -> None:
    table = flows({"C26": 4.0, "C27": 4.0, "C28": 4.0}, noise=0.1)
    table.loc[table["sector"] == "C27", "tariff"] = 0.05
    table.loc[table["sector"] == "C28", "trade"] = 0.0
    for method in METHODS:
        said = estimate_elasticities(table, method=method).unusable()
        assert set(said) == {"C27", "C28"}
        assert "does not vary" in said["C27"]
    one_each = table[table["sector"] == "C26"].copy()
    by_importer = one_each["importer"].map(
        dict(zip(COUNTRIES, np.linspace(0, 0.3, 12), strict=True))
    )
    mfn = estimate_elasticities(one_each.assign(tariff=by_importer))
    assert mfn.fits[0].failure == "the tariff does not vary within the effects"
    assert np.isnan(mfn.theta[0])
    assert np.isnan(mfn.covariance[0, 0])
    twice = one_each.assign(copy=np.log1p(one_each["tariff"]))
    same = estimate_elasticities(twice, controls=["copy"])
    assert same.fits[0].failure or "copy does not vary" in " ".join(same.fits[0].remarks)


def test_separated_zeros_are_left_out_and_counted() -> None:
    table = flows({"C26": 4.0}, noise=0.1)
    table.loc[table["exporter"] == "AUS", "trade"] = 0.0
    found = estimate_elasticities(table)
    # What it imports is alone in its pairs then, and says nothing either.
    said = ("11 separated zeros left out", "11 rows alone in an effect left out")
    assert found.fits[0].remarks == said
    assert found.fits[0].rows == len(table) - 22
    rest = table[(table["exporter"] != "AUS") & (table["importer"] != "AUS")]
    assert found.theta == pytest.approx(estimate_elasticities(rest).theta)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("countries", [2, 3])
def test_too_few_rows_have_no_elasticity(method: Any, countries: int) -> None:
    """Nothing is left over for an error, or what fits the data would end the program."""
    found = estimate_elasticities(flows({"A": 4.0}, noise=0.2, countries=countries), method=method)
    (why,) = found.unusable().values()
    assert "no more rows than effects" in why or "alone" in why or "fewer than 3" in why


def test_pyfixest_missing_is_said_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyfixest", None)
    table = flows({"C26": 4.0}, noise=0.1)
    with pytest.raises(tt.InputError, match=r"tradetalks\[estimate\]"):
        estimate_elasticities(table)
    assert estimate_elasticities(table, method="triple").theta[0] > 0
