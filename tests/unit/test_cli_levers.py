"""Levers, searches and rankings on the command line are those of the Python API."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import tradetalks as tt
from tradetalks.cli import amounts, main
from tradetalks.cli.forms import FORMS
from tradetalks.cli.outcome import outcome
from tradetalks.cli.spec import asked_for, policy_of
from tradetalks.solve.arrays import settings_of

SMALL = ["--baseline", "world-2022-small"]
P = tt.Policy
CASES: dict[str, tuple[str, str, tt.Policy]] = {
    "more": (
        "purchase",
        "IND:USA:goods:+10bn",
        P().purchase("IND", "USA", sectors="goods", add=1e4),
    ),
    "dollars": ("purchase", "IND:USA:B:+1.5e9", P().purchase("IND", "USA", sectors="B", add=1.5e3)),
    "in all": (
        "purchase",
        "IND:USA:all:=500bn:both:paid-by=USA",
        P().purchase("IND", "USA", at_least=5e5, both=True, paid_by="USA"),
    ),
    "payment": ("transfer", "USA:IND,JPN:250mn", P().transfer("USA", ["IND", "JPN"], amount=250)),
    "back": (
        "migration",
        "IND:USA:unskilled:-18000",
        P().migration("IND", "USA", movers=-18e3, skill="unskilled"),
    ),
    "in": ("migration", "IND:USA:all:+50000", P().migration("IND", "USA", movers=5e4)),
    "embargo": ("sanction", "EU,USA:RUS:all:embargo", P().sanction(["EU", "USA"], "RUS")),
    "control": (
        "sanction",
        "EU:RUS:C26T28:export_control",
        P().sanction("EU", "RUS", measure="export_control", sectors="C26T28"),
    ),
    "cost": (
        "sanction",
        "EU:RUS:all:x1.5",
        P().sanction("EU", "RUS", measure="trade_cost", factor=1.5),
    ),
    "secondary": (
        "secondary_tariff",
        "USA:RUS:mining:goods:+25%",
        P().secondary_tariff("USA", "RUS", because_of="mining", sectors="goods", add=0.25),
    ),
    "free": ("bloc", "quad:goods:free", P().bloc("quad", sectors="goods")),
    "common": (
        "bloc",
        "USA,IND:all:x0.5:common",
        P().bloc(["USA", "IND"], inside=0.5, outside="common"),
    ),
}


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize("case", CASES)
def test_a_lever_sets_what_its_python_twin_sets(case: str, small: tt.Baseline) -> None:
    kind, text, wanted = CASES[case]
    mine, theirs = (
        settings_of(small, policy) for policy in (policy_of([(kind, text)], small.axes), wanted)
    )
    for name in vars(theirs):
        if name != "commitments":
            assert np.array_equal(getattr(mine, name), getattr(theirs, name)), name
    for one, other in zip(mine.commitments, theirs.commitments, strict=True):
        assert one.floor == pytest.approx(other.floor)
        assert np.array_equal(one.covers, other.covers)
        assert np.array_equal(one.payer, other.payer)


def test_a_waiver_lifts_what_stands_before_it(small: tt.Baseline) -> None:
    duty = ("secondary_tariff", CASES["secondary"][1])
    waived = settings_of(small, policy_of([duty, ("waiver", "USA:CHN:RUS")], small.axes))
    charged = settings_of(small, policy_of([duty], small.axes))
    usa, china = small.countries.index("USA"), small.countries.index("CHN")
    assert (charged.tariff[china, usa] > small["tariff"].values[china, usa]).any()
    assert np.array_equal(waived.tariff[china, usa], small["tariff"].values[china, usa])


def test_every_form_has_an_example_that_reads() -> None:
    axes = tt.load_baseline().axes
    for kind, form in FORMS.items():
        assert policy_of([(kind, form.example)], axes).levers


def test_kinds_stand_in_the_order_written() -> None:
    written = {"waiver": ("a",), "tariff": ("b", "c"), "bloc": ()}
    assert asked_for(written) == [("waiver", "a"), ("tariff", "b"), ("tariff", "c")]


def test_amounts() -> None:
    assert amounts.rate("+0..300%", "x") == amounts.Amount("add", (0.0, 3.0))
    assert amounts.rate("-10..+50%", "x").ends == (-0.1, 0.5)
    assert amounts.rate("x0..1", "x") == amounts.Amount("factor", (0.0, 1.0))
    assert amounts.purchase("=25..50bn", "x") == amounts.Amount("at_least", (25e3, 50e3))
    assert amounts.persons("-18000..+50000", "x").ends == (-18000.0, 50000.0)
    assert amounts.level("-20bn", "x") == -20e3
    assert amounts.level("+0.1%", "x") == 0.1
    assert amounts.level("Half", "x") == "half"
    assert amounts.level("0", "x") == 0.0


def test_outcomes() -> None:
    assert outcome("real_income:IND") == ("real_income", "IND", {})
    placed = ("balance", "USA", {"partner": ("IND", "CHN"), "sectors": "goods"})
    assert outcome("balance:USA:IND,CHN:goods") == placed
    assert outcome("real_wage_change:IND:skilled")[2] == {"factor": "skilled"}
    assert outcome("exports:IND::services")[2] == {"sectors": "services"}


def test_solve_says_what_promises_cost_and_who_sends_money_home(tmp_path: Path) -> None:
    out, csv = tmp_path / "a.json", tmp_path / "a.csv"
    levers = ["--purchase", "IND:USA:goods:+10bn", "--migration", "IND:USA:skilled:+50000"]
    result = invoke("solve", *SMALL, *levers, "--json", str(out), "--csv", str(csv))
    assert result.exit_code == 0, result.output
    for words in ("Promised purchases", "public cost", "received", "at work", "skilled"):
        assert words in result.output
    (promise,) = json.loads(out.read_text(encoding="utf-8"))["purchases"]
    assert promise["flow"] == pytest.approx(promise["flow_base"] + 1e4)
    table = pd.read_csv(csv).set_index("country")
    assert table.loc["IND", "purchase_cost"] == pytest.approx(promise["cost"])
    assert table.loc["IND", "net_transfers"] > 0 > table.loc["USA", "net_transfers"]


def test_solve_says_who_is_caught() -> None:
    duty = CASES["secondary"][1]
    result = invoke("solve", *SMALL, "--secondary-tariff", duty, "--waiver", "USA:CHN:RUS")
    assert result.exit_code == 0, result.output
    assert "Caught (share bought from the target): " in result.output
    assert "Let off (share bought from the target): CHN" in result.output


def test_the_closure_is_that_of_the_python_api(tmp_path: Path, small: tt.Baseline) -> None:
    out = tmp_path / "a.json"
    closure = ["--labour-supply", "0.5", "--scale-elasticity", "A=0.05", "--deficits", "share"]
    tariff = ["--tariff", "USA:IND:goods:+25%"]
    assert invoke("solve", *SMALL, *tariff, *closure, "--json", str(out)).exit_code == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    eq = tt.solve(
        small,
        P().tariff("USA", "IND", add=0.25, sectors="goods"),
        deficits="share",
        labour_supply=0.5,
        scale_elasticity={"A": 0.05},
    )
    for name in ("real_income_change", "welfare_change", "employment_change"):
        wanted = float(eq.outcomes[name].sel(country="IND"))
        assert found["countries"]["IND"][name] == pytest.approx(wanted, rel=1e-8)
    assert (found["labour_supply"], found["deficits"]) == (0.5, "share")


def test_under_tax_relief_a_policy_without_effect_has_none(tmp_path: Path) -> None:
    """Replacing the income tax by today's revenue is no part of any change."""
    out = tmp_path / "a.json"
    closure = ["--labour-supply", "0.5", "--revenue", "income_tax"]
    nothing = ["--tariff", "USA:IND:goods:+0%"]
    result = invoke("solve", *SMALL, *nothing, *closure, "--json", str(out))
    assert result.exit_code == 0
    assert "replacing it is no part of any change" in " ".join(result.output.split())
    countries = json.loads(out.read_text(encoding="utf-8"))["countries"]
    for name in ("real_income_change", "employment_change", "welfare_change"):
        assert max(abs(row[name]) for row in countries.values()) < 1e-7


def test_seek_meets_the_target(tmp_path: Path) -> None:
    out, csv = tmp_path / "s.json", tmp_path / "s.csv"
    sought = ["--outcome", "balance:USA:IND:goods", "--target", "half"]
    lever = ["--tariff", "USA:IND:goods:+0..50%", "--tariff", "IND:USA:goods:+10%"]
    result = invoke("seek", *SMALL, *sought, *lever, "--json", str(out), "--csv", str(csv))
    assert result.exit_code == 0, result.output
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["seek"]["reached"]
    assert found["seek"]["attained"] == pytest.approx(found["seek"]["target"], rel=1e-7)
    assert f"{100 * found['seek']['value']:+.4g} points" in result.output
    assert found["policy"][0] == "IND tariff on USA, goods: +10 points"
    path = pd.read_csv(csv)
    assert found["seek"]["value"] in path["x"].tolist()


def test_seek_out_of_reach_has_status_1() -> None:
    sought = ["--outcome", "real_income_change:IND", "--target", "+50%"]
    result = invoke("seek", *SMALL, *sought, "--transfer", "USA:IND:0..1bn", "--top", "0")
    assert result.exit_code == 1
    assert "cannot be reached" in result.output
    assert result.stderr.startswith("not reached: ")


def test_rank_is_the_one_of_the_python_api(tmp_path: Path, small: tt.Baseline) -> None:
    out, csv = tmp_path / "r.json", tmp_path / "r.csv"
    chosen = ["--among", "tariff", "--setter", "USA,IND", "--top", "4", "--by", "importer"]
    asked = ["--outcome", "real_income:IND", *chosen]
    result = invoke("rank", *SMALL, *asked, "--json", str(out), "--csv", str(csv))
    assert result.exit_code == 0, result.output
    wanted = tt.rank(
        small, country="IND", levers=["tariff"], setter=["USA", "IND"], top=4, by=["importer"]
    )
    assert pd.read_csv(csv)["effect"].tolist() == pytest.approx(wanted["effect"].tolist())
    lines = json.loads(out.read_text(encoding="utf-8"))["lines"]
    assert [line["importer"] for line in lines] == wanted["importer"].tolist()
    assert "USD million per percentage point" in result.output
    only = invoke("rank", *SMALL, "--outcome", "real_income:IND", "--lines", "services")
    assert only.exit_code == 0
    assert "J_N" in only.output
    assert "C26T28" not in only.output


def test_baseline_calibrate_writes_a_baseline_on_the_facts(tmp_path: Path) -> None:
    out, csv = tmp_path / "on.nc", tmp_path / "costs.csv"
    facts = ["--fact", "trade:USA:IND:goods=118.3bn", "--fact", "balance:IND:USA:goods=32bn"]
    name = "world-2022-small"
    made = invoke("baseline", "calibrate", name, *facts, "--out", str(out), "--csv", str(csv))
    assert made.exit_code == 0, made.output
    assert "118.30" in made.output
    goods = tt.load_baseline(out).axes.sector_index("goods")
    trade = tt.load_baseline(out)["trade"]
    sold, bought = (
        float(trade.sel(exporter=e, importer=i)[goods].sum())
        for e, i in (("IND", "USA"), ("USA", "IND"))
    )
    assert sold + bought == pytest.approx(118.3e3, rel=1e-8)
    assert sold - bought == pytest.approx(32e3, rel=1e-8)
    assert invoke("baseline", "check", str(out)).exit_code == 0
    assert {"exporter", "cost_change"} <= set(pd.read_csv(csv).columns)


def test_run_takes_the_closure(tmp_path: Path) -> None:
    brief, out = tmp_path / "b.toml", tmp_path / "b.json"
    brief.write_text(
        'title = "A"\nsummary = "B"\nbaseline = "world-2022-small"\nlabour_supply = 0.3\n'
        'party = [{country = "USA", name = "US"}, {country = "IND", name = "India"}]\n'
        '[[scenario]]\nid = "up"\ntitle = "Up"\nsource = "s"\n'
        '[[scenario.lever]]\nkind = "tariff"\nimporter = "USA"\nexporter = "IND"\n'
        'sectors = "all"\nadd = 0.1\n',
        encoding="utf-8",
    )
    more = ["--revenue", "income_tax", "--scale-elasticity", "0.02"]
    result = invoke("run", str(brief), *more, "--json", str(out))
    assert result.exit_code == 0, result.output
    closure = json.loads(out.read_text(encoding="utf-8"))["manifest"]["closure"]
    assert closure["labour_supply"] == 0.3
    assert closure["revenue"] == "income_tax"
    assert closure["scale_elasticity"] == 0.02
    assert "compared_with" in closure
