"""Facts measured on a baseline: every function, the grammar, and the table."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.baseline import load_baseline
from tradetalks.brief import facts_against_baseline, load_brief
from tradetalks.brief.expression import dimension, measure
from tradetalks.brief.measures import FUNCTIONS
from tradetalks.errors import InputError
from worlds import make_arrays


@pytest.fixture(scope="module")
def base():
    return load_baseline("world-2022-small")


def value(text: str, base) -> float:
    return measure(text, base, "fact")


def test_flows_balances_and_order(base) -> None:
    trade = base["trade"]
    sold = float(trade.sel(exporter="IND", importer="USA").sum())
    bought = float(trade.sel(exporter="USA", importer="IND").sum())
    assert value("exports(IND, USA)", base) == pytest.approx(sold)
    assert value("imports(IND, USA, all)", base) == pytest.approx(bought)
    assert value("trade(IND, USA)", base) == pytest.approx(sold + bought)
    assert value("balance(IND, USA)", base) == pytest.approx(sold - bought)
    assert value("balance(IND)", base) == pytest.approx(-float(base["deficit"].sel(country="IND")))


def test_home_sales_are_never_trade(base) -> None:
    trade = base["trade"].values
    home = np.einsum("iij->", trade)
    assert value("exports(all)", base) == pytest.approx(trade.sum() - home)
    assert value("balance(all)", base) == pytest.approx(0, abs=1e-3)


def test_duties_income_and_use(base) -> None:
    duty = base["tariff"].sel(exporter="USA", importer="IND")
    flow = base["trade"].sel(exporter="USA", importer="IND")
    mean = float((duty * flow).sum() / flow.sum())
    assert value("tariff(IND, USA)", base) == pytest.approx(mean)
    assert value("tariff(importer=IND, exporter=USA, sectors=all)", base) == pytest.approx(mean)
    used = float(base["expenditure"].sel(country="IND").sum())
    assert value("expenditure(IND)", base) == pytest.approx(used)
    assert value("value_added(IND)", base) < value("gdp(IND)", base) < value("output(IND)", base)


def test_rank_of_partners_leaves_the_rest_of_the_world_out(base) -> None:
    ranks = {c: value(f"partner_rank(IND, {c})", base) for c in base.countries if c != "ROW"}
    assert min(ranks.values()) == 1


def test_arithmetic_lists_and_quotes(base) -> None:
    assert value("-(1 + 2) * 3 / 4 - 1", base) == -3.25
    both = value("exports(IND, USA) + exports(IND, 'CHN')", base)
    assert value('exports(IND, [USA, "chn"])', base) == pytest.approx(both)
    assert 0 < value("balance(IND, USA) / gdp(IND)", base) < 1


def test_dimensions() -> None:
    assert dimension("trade(A, B)", "") == 1
    assert dimension("trade(A, B) / gdp(A)", "") == 0
    assert dimension("100 * tariff(A, B)", "") == 0


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "open('/etc/passwd')",
        "().__class__",
        "gdp(USA).real",
        "[gdp(USA)]",
        "lambda: 1",
        "gdp(*USA)",
        "gdp(**USA)",
        "gdp(gdp(USA))",
        "1 if 1 else 2",
        "9 ** 9",
        "'text'",
        "True",
        "x := 1",
        "",
    ],
)
def test_nothing_else_can_be_said(text: str) -> None:
    with pytest.raises(InputError):
        dimension(text, "fact")


def test_every_function_is_described() -> None:
    assert all(f.meaning and f.required <= len(f.parameters) for f in FUNCTIONS.values())


def test_the_table_of_facts(world: tt.Baseline) -> None:
    brief = load_brief("us-india")
    table = facts_against_baseline(brief, world).set_index("fact")
    trade = table.loc["two-way-trade"]
    assert trade["baseline"] == pytest.approx(value("trade(USA, IND, goods)", world) / 1e3)
    assert trade["agrees"]
    assert table.loc["us-duty-on-india", "baseline"] == pytest.approx(2.4, abs=0.1)
    assert table.loc["largest-partner", "baseline"] == 1
    assert math.isnan(table.loc["returns", "baseline"])
    assert table.loc["returns", "note"]
    people = world["migrants"].sel(origin="IND", residence="USA")
    assert table.loc["indians-in-the-us", "baseline"] == float(people)


def test_a_baseline_without_people_has_no_such_figure() -> None:
    base = tt.Baseline.from_arrays(**make_arrays())
    assert math.isnan(value("migrants(IND, USA)", base))
    assert math.isnan(value("remittances(USA, IND)", base))
