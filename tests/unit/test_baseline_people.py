"""People in a baseline: read, kept, checked, added together, and merged into one factor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import tradetalks as tt
from tradetalks.symbols import DATA, PEOPLE
from worlds import make_arrays, make_world


def plain_arrays() -> dict[str, Any]:
    """A world that satisfies the identities, with three factors and real labels."""
    named = {k: make_arrays(6, 5)[k] for k in ("countries", "sectors")}
    return make_world(5, 6, 5, 3) | named


def people(countries: int = 6) -> dict[str, Any]:
    rng = np.random.default_rng(7)
    apart = 1 - np.eye(countries)
    workers = rng.uniform(1e5, 1e6, (countries, 3)) * [1, 3, 0]
    efficiency = rng.uniform(0.3, 1.2, (countries, countries, 3))
    efficiency[np.arange(countries), np.arange(countries)] = 1.0
    return {
        "workers": workers,
        "migrants": rng.uniform(10, 1e4, apart.shape) * apart,
        "mover_efficiency": efficiency * [1, 1, 0],
        "remittances": rng.uniform(0, 50, apart.shape) * apart,
        "remittance_share": rng.uniform(0, 0.3, apart.shape) * apart,
        "price_level": rng.uniform(0.3, 1, countries),
    }


@pytest.fixture
def arrays() -> dict[str, Any]:
    return plain_arrays() | people()


@pytest.fixture
def world(arrays: dict[str, Any]) -> tt.Baseline:
    return tt.Baseline.from_arrays(**arrays, source={"workers": "a survey"}, year=2022)


def average_pay(base: tt.Baseline) -> np.ndarray:
    heads = base["workers"].values
    return (base["value_added"].values * (heads > 0)).sum(1) / heads.sum(1)


def test_kept_by_every_way_to_a_new_baseline(world: tt.Baseline, tmp_path: Path) -> None:
    world.to_file(tmp_path / "w.nc")
    back = tt.load_baseline(tmp_path / "w.nc")
    xr.testing.assert_identical(back.dataset, world.dataset)
    assert back["workers"].attrs["source"] == "a survey"
    same = [back, world.replace(tariff=world["tariff"]), world.balance(), world.aggregate()]
    for name, symbol in PEOPLE.items():
        assert world[name].dims == symbol.dims
        assert world[name].attrs["units"] == symbol.units
        for other in same:
            np.testing.assert_allclose(other[name], world[name], rtol=1e-13, err_msg=name)


def test_absent_when_not_given_and_taken_away(world: tt.Baseline) -> None:
    plain = tt.Baseline.from_arrays(**make_arrays())
    assert set(plain.dataset.dims) == {
        "country", "exporter", "importer", "sector", "input", "factor",
    }  # fmt: skip
    assert "workers" not in world.replace(workers=None).dataset
    with pytest.raises(tt.errors.BaselineError, match="has no variable 'workers'"):
        plain["workers"]


def test_labelled_arrays_find_their_place(world: tt.Baseline, arrays: dict[str, Any]) -> None:
    names = world.countries
    mixed = xr.DataArray(
        arrays["migrants"], [("origin", list(names)), ("residence", list(names))]
    ).sel(residence=list(reversed(names)))
    again = world.replace(migrants=mixed.T, workers=world["workers"].to_pandas())
    assert again.fingerprint == world.fingerprint


def test_countries_in_another_order_on_file(world: tt.Baseline, tmp_path: Path) -> None:
    shuffled = world.dataset.isel(payer=[3, 1, 2, 0, 5, 4]).drop_attrs()
    shuffled.to_netcdf(tmp_path / "s.nc", engine="h5netcdf")
    assert tt.load_baseline(tmp_path / "s.nc").fingerprint == world.fingerprint
    few = world.dataset.isel(payer=[0, 1, 2, 3, 4])
    few.to_netcdf(tmp_path / "f.nc", engine="h5netcdf")
    with pytest.raises(tt.errors.BaselineError, match="payer: lacks 'FRA'"):
        tt.load_baseline(tmp_path / "f.nc")


def test_the_fingerprint_covers_people(world: tt.Baseline) -> None:
    assert world.replace(workers=1.01 * world["workers"].values).fingerprint != world.fingerprint
    plain = world.replace(**dict.fromkeys(PEOPLE))
    assert plain.fingerprint != world.fingerprint


def test_the_fingerprint_covers_relief(world: tt.Baseline) -> None:
    relieved = world.replace(relieved=np.full(len(world.countries), 0.01))
    assert relieved.fingerprint != world.fingerprint


def test_capital_is_capital_however_it_is_written() -> None:
    changes = []
    for names in (("labour", "capital"), ("Labour", "Capital "), ("labour", "machines")):
        base = tt.Baseline.from_arrays(**make_world(5, factors=2), factors=names)
        policy = tt.Policy().tariff("C00", "all", add=0.5)
        eq = tt.solve(base, policy, labour_supply=0.5)
        changes.append(eq.outcomes["real_income_change"].values)
    np.testing.assert_array_equal(changes[0], changes[1])
    assert abs(changes[2] - changes[0]).max() > 0.1


def test_one_factor_may_leave_the_factor_axis_out() -> None:
    world = make_arrays()
    base = tt.Baseline.from_arrays(**world, workers=[1e6, 2e6, 3e6], mover_efficiency=np.eye(3))
    assert base["workers"].shape == (3, 1)
    assert base["mover_efficiency"].shape == (3, 3, 1)


FAULTS: list[tuple[str, Any, str]] = [
    ("workers", lambda a: a.__setitem__((0, 2), 5.0), r"workers\[USA, capital\].*is 5"),
    ("workers", lambda a: a.__setitem__((1, 0), 0.0), r"workers\[IND, skilled\].*has an income"),
    ("workers", lambda a: a.__setitem__((1, 0), np.nan), r"workers\[IND, skilled\].*is nan"),
    ("migrants", lambda a: a.__setitem__((2, 2), 9.0), r"migrants\[ROW, ROW\].*one country"),
    ("remittances", lambda a: a.__setitem__((0, 1), -9.0), r"remittances\[USA, IND\].*negative"),
    ("remittance_share", lambda a: a.__setitem__((0, 1), 9.0), r"share\[USA, IND\].*is 9"),
    ("mover_efficiency", lambda a: a.__setitem__((0, 0), 0.9), r"\[USA, USA, skilled\].*at home"),
    ("price_level", lambda a: a.__setitem__(3, 0.0), r"price_level\[CHN\].*is 0"),
]


@pytest.mark.parametrize(("name", "spoil", "said"), FAULTS)
def test_faults_are_named(arrays: dict[str, Any], name: str, spoil: Any, said: str) -> None:
    assert tt.Baseline.from_arrays(**arrays).check().ok
    spoil(arrays[name])
    base = tt.Baseline.from_arrays(**arrays)
    report = base.check()
    assert not report.ok
    with pytest.raises(tt.errors.BaselineError, match=said):
        report.raise_if_any()
    with pytest.raises(tt.errors.BaselineError, match=said):
        base.balance()


def test_persons_and_money_add_up(world: tt.Baseline) -> None:
    small = world.aggregate(countries={"EU": ["DEU", "FRA"], "Q": ["USA", "IND"]})
    assert small.check().ok
    np.testing.assert_allclose(small["workers"].sum("country"), world["workers"].sum("country"))
    for name, rows, columns in (
        ("migrants", "origin", "residence"),
        ("remittances", "payer", "receiver"),
    ):
        members = {rows: ["USA", "IND"], columns: ["DEU", "FRA"]}
        expected = float(world[name].sel(members).sum())
        assert float(small[name].sel({rows: "Q", columns: "EU"})) == pytest.approx(expected)
        assert not np.diag(small[name]).any()  # who moved among members is no migrant


def test_movers_earn_and_send_in_an_aggregate_what_they_did_in_its_parts(
    world: tt.Baseline,
) -> None:
    small = world.aggregate(countries={"EU": ["DEU", "FRA"], "Q": ["USA", "IND"]})
    old, new = list(world.countries), list(small.countries)
    pairs = [(old.index(o), old.index(d)) for o in ("USA", "IND") for d in ("DEU", "FRA")]
    q, eu = new.index("Q"), new.index("EU")
    for f in (0, 1):
        wage = world["value_added"].values[:, f] / world["workers"].values[:, f]
        paid = small["value_added"].values[eu, f] / small["workers"].values[eu, f]
        m, e = world["migrants"].values, world["mover_efficiency"].values[:, :, f]
        earned = sum(m[o, d] * e[o, d] * wage[d] for o, d in pairs)
        total = sum(m[p] for p in pairs)
        made = float(small["mover_efficiency"].values[q, eu, f]) * total * paid
        assert made == pytest.approx(earned, rel=1e-12)
    wage, m, rho = average_pay(world), world["migrants"].values, world["remittance_share"].values
    sent = sum(m[o, d] * wage[d] * rho[d, o] for o, d in pairs)
    base = sum(m[o, d] * wage[d] for o, d in pairs)
    assert float(small["remittance_share"].values[eu, q]) == pytest.approx(sent / base, rel=1e-12)
    assert not np.diag(small["remittance_share"]).any()
    assert np.array_equal(np.diagonal(small["mover_efficiency"])[:2], np.ones((2, len(new))))


def test_price_levels_are_averaged_by_real_value_added(world: tt.Baseline) -> None:
    one = world.aggregate(countries={"W": "all"})
    value, level = world["value_added"].sum("factor"), world["price_level"]
    expected = float(value.sum() / (value / level).sum())
    assert float(one["price_level"].squeeze()) == pytest.approx(expected, rel=1e-13)


def test_pairs_without_migrants_count_alike(arrays: dict[str, Any]) -> None:
    arrays["migrants"][:] = 0.0
    world = tt.Baseline.from_arrays(**arrays).replace(workers=None)
    small = world.aggregate(countries={"EU": ["DEU", "FRA"]})
    share = world["remittance_share"].sel(payer=["DEU", "FRA"], receiver="IND").mean()
    got = small["remittance_share"].sel(payer="EU", receiver="IND")
    assert float(got) == pytest.approx(float(share))


def test_one_factor_is_the_world_without_factors(arrays: dict[str, Any]) -> None:
    one = tt.Baseline.from_arrays(**arrays).one_factor()
    plain = tt.Baseline.from_arrays(**(plain_arrays() | {"factor_share": None}))
    assert one.factors == plain.factors == ("labour",)
    for name in (*DATA, "trade_share", "expenditure", "deficit", "value_added", "final_share"):
        assert np.array_equal(one[name].values, plain[name].values), name
    assert one.replace(**dict.fromkeys(PEOPLE)).fingerprint == plain.fingerprint
    assert one.one_factor() is one


def test_one_factor_keeps_what_movers_earn_and_send(world: tt.Baseline) -> None:
    one = world.one_factor()
    assert one.check().ok
    heads, income = world["workers"].values, world["value_added"].values
    np.testing.assert_allclose(one["workers"].values[:, 0], heads.sum(1))
    mix = heads[1] / heads[1].sum()
    wage = income[0, :2] / heads[0, :2]
    earned = (mix[:2] * world["mover_efficiency"].values[1, 0, :2] * wage).sum()
    efficiency = float(one["mover_efficiency"].sel(origin="IND", residence="USA").squeeze())
    assert efficiency * average_pay(world)[0] == pytest.approx(earned, rel=1e-12)
    sent = one["remittance_share"].values[0, 1] * income[0].sum() / heads[0].sum()
    before = world["remittance_share"].values[0, 1] * average_pay(world)[0]
    assert sent == pytest.approx(before, rel=1e-12)


def test_one_factor_of_a_world_that_took_incomes_as_given(arrays: dict[str, Any]) -> None:
    income = tt.Baseline.from_arrays(**arrays)["value_added"].values
    base = tt.Baseline.from_arrays(**arrays, value_added=income)
    assert base.one_factor().given == ("value_added",)
    np.testing.assert_allclose(base.one_factor()["value_added"].values[:, 0], income.sum(1))
