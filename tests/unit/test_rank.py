"""Ranking: every line against a whole solve, sums against the lines they add up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tradetalks as tt
from worlds import make_arrays

POINT = 0.01


def _moved(lever: str, row: Any, size: float) -> tt.Policy:
    match lever:
        case "tariff":
            return tt.Policy().tariff(row.importer, row.exporter, add=size, sectors=row.sector)
        case "export_tax":
            return tt.Policy().export_tax(row.exporter, row.importer, add=size, sectors=row.sector)
        case _:
            flow = (row.importer, row.exporter)
            return tt.Policy().trade_cost(*flow, factor=1 + size, sectors=row.sector)


def test_lines_are_worth_what_whole_solves_say(small: tt.Baseline) -> None:
    """A point more and a point less, halved, miss the derivative by the third order only."""
    policy = tt.Policy().tariff("USA", "IND", add=0.1)
    table = tt.rank(small, policy, country="IND", top=None)
    assert table.attrs["units"] == "USD million per percentage point"
    assert list(table["effect"].abs()) == sorted(table["effect"].abs(), reverse=True)
    assert len(table) == 3 * 13 * 12 * 10
    for lever, rows in table.groupby("lever"):
        for row in rows.iloc[[0, 3]].itertuples():
            worth = [
                float(
                    tt.solve(small, policy + _moved(str(lever), row, size), tol=1e-12)
                    .outcomes["equivalent_variation"]
                    .sel(country="IND")
                )
                for size in (0.1 * POINT, -0.1 * POINT)
            ]
            assert row.effect == pytest.approx((worth[0] - worth[1]) / 0.2, rel=1e-4)


def test_rate_and_trade_stand_beside_the_effect(small: tt.Baseline) -> None:
    policy = tt.Policy().tariff("USA", "IND", add=0.1).trade_cost("USA", "IND", factor=1.05)
    eq = tt.solve(small, policy)
    table = tt.rank(small, eq, country="IND", top=None).set_index(
        ["lever", "exporter", "importer", "sector"]
    )
    cell = ("IND", "USA", "C13T18")
    flow = dict(zip(("exporter", "importer", "sector"), cell, strict=True))
    row = table.loc[("tariff", *cell)]
    assert row["rate"] == pytest.approx(float(eq.tariff.sel(flow)))
    assert row["trade"] == pytest.approx(float(eq.trade.sel(flow)))
    assert table.loc[("trade_cost", *cell), "rate"] == pytest.approx(0.05)


def test_coarser_lines_add_up_finer_ones(small: tt.Baseline) -> None:
    fine = tt.rank(small, country="USA", top=None)
    for by in (("exporter",), ("importer", "sector"), ()):
        coarse = tt.rank(small, country="USA", by=by, top=None)
        assert list(coarse.columns) == ["lever", *by, "effect", "rate", "trade"]
        keys = ["lever", *by]
        want = fine.groupby(keys)[["effect", "trade"]].sum().sort_index()
        have = coarse.set_index(keys)[["effect", "trade"]].sort_index()
        np.testing.assert_allclose(have, want, rtol=1e-9, atol=1e-9)
    mean = coarse.set_index("lever").loc["tariff"]
    due = (fine["rate"] * fine["trade"])[fine["lever"] == "tariff"].sum()
    assert mean["rate"] == pytest.approx(due / mean["trade"])


def test_a_government_decides_on_its_own_side(small: tt.Baseline) -> None:
    table = tt.rank(small, country="IND", setter=["USA", "CHN"], top=None)
    assert set(table.loc[table["lever"] == "tariff", "importer"]) == {"USA", "CHN"}
    assert set(table.loc[table["lever"] == "trade_cost", "importer"]) == {"USA", "CHN"}
    assert set(table.loc[table["lever"] == "export_tax", "exporter"]) == {"USA", "CHN"}
    partners = tt.rank(small, country="IND", setter="USA", levers="tariff", by="exporter", top=5)
    assert len(partners) == 5
    assert partners["exporter"][0] == "IND"
    assert partners["effect"][0] < 0


def test_lines_without_trade_do_nothing() -> None:
    base = tt.Baseline.from_arrays(**make_arrays()).balance()
    table = tt.rank(base, country="USA", top=None)
    idle = table[table["trade"] == 0]
    assert len(idle)
    assert (idle["effect"] == 0).all()
    assert (table.loc[table["trade"] > 0, "effect"] != 0).all()


def test_other_outcomes_keep_their_units(small: tt.Baseline) -> None:
    goods = tt.rank(
        small, outcome="bilateral_balance", country="USA", partner="IND", sectors="goods", top=1
    )
    assert goods.attrs["units"] == "USD million per percentage point"
    line = tt.gradient(
        small, outcome="bilateral_balance", country="USA", partner="IND", wrt="tariff"
    )
    table = tt.rank(small, outcome="bilateral_balance", country="USA", partner="IND", top=None)
    ours = table[table["lever"] == "tariff"].set_index(["exporter", "importer", "sector"])["effect"]
    cell = ("IND", "USA", "C19T25")
    assert ours[cell] == pytest.approx(0.01 * float(line.loc[cell]), rel=1e-9)
    prices = tt.rank(small, outcome="price_index", country="USA", top=1)
    assert prices.attrs["units"] == "% per percentage point"


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown lever": ({"levers": ["tarif"]}, "did you mean tariff"),
    "no lever": ({"levers": []}, "nothing to rank"),
    "an unknown dimension": ({"by": "sectors"}, "did you mean sector"),
    "no lines": ({"top": 0}, "top: 0"),
    "an unknown setter": ({"setter": "INDI"}, "setter.*did you mean IND"),
    "an unknown country": ({"country": "INDI"}, "did you mean IND"),
    "an unknown outcome": ({"outcome": "real_incme"}, "did you mean real_income"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_named(case: str, small: tt.Baseline) -> None:
    change, words = BAD[case]
    with pytest.raises(tt.InputError, match=words):
        tt.rank(small, **({"country": "IND"} | change))
    with pytest.raises(tt.InputError, match="another baseline"):
        tt.rank(small, tt.solve(small.aggregate()), country="IND")


def test_an_equilibrium_brings_its_own_rules(small: tt.Baseline) -> None:
    with pytest.raises(tt.InputError, match="solved with 'fixed'"):
        tt.rank(small, tt.solve(small), country="IND", deficits="balanced")


@pytest.mark.parametrize("wrong", [{"by": None}, {"by": 3}, {"levers": None}])
def test_lists_that_are_none_are_named(small: tt.Baseline, wrong: dict[str, object]) -> None:
    with pytest.raises(tt.InputError, match="is no list of names"):
        tt.rank(small, country="IND", **wrong)  # type: ignore[arg-type]
