"""`tradetalks estimate`: what it prints, writes and refuses; and its set in every command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import tradetalks as tt
from estimating import flows
from tradetalks.baseline.estimation import estimate_elasticities
from tradetalks.brief.sweeps.read import load_sweep
from tradetalks.cli import main
from tradetalks.report.case import read_case
from tradetalks.report.world import load_world

SMALL = "world-2022-small"
BRIEF = """\
title = "A case"
summary = "Two countries talk."
baseline = "world-2022-small"
elasticities = "{set}"
party = [{{country = "USA", name = "United States"}}, {{country = "IND", name = "India"}}]

[[scenario]]
id = "up"
title = "Up"
source = "press"
lever = [{{kind = "tariff", importer = "USA", exporter = "IND", sectors = "goods", add = 0.25}}]
"""
SWEEP = """\
title = "Tariffs"
baseline = "world-2022-small"
elasticities = ["own", "mine.toml"]

[[lever]]
kind = "tariff"
axis = "us"
importer = "USA"
exporter = "IND"
sectors = "goods"
add = { from = 0.0, to = 0.2, steps = 2 }
"""


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("estimate") / "trade.csv"
    flows({"C26": 4.0, "C10T12": 6.0}, noise=0.3).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def mine(data: Path) -> Path:
    path = data.with_name("mine.toml")
    done = invoke("estimate", data, "--method", "triple", "-o", path)
    assert done.exit_code == 0, done.output
    return path


def test_the_table_and_the_files(data: Path, mine: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    done = invoke("estimate", data, "--csv", table, "--cluster", "none")
    assert done.exit_code == 0
    assert "theta = -b - 1 (trade before duty)" in done.output
    assert "robust to heteroskedasticity" in done.output
    shown = pd.read_csv(table).set_index("sector")
    found = estimate_elasticities(data, cluster="none")
    assert shown["theta"].tolist() == pytest.approx(found.theta)
    for sector, theta in zip(found.sectors, found.theta, strict=True):
        line = next(row for row in done.output.splitlines() if f" {sector} " in row)
        assert f"{theta:.2f}" in line
    assert "data_sha256" in mine.read_text(encoding="utf-8")


def test_duty_paid_values_give_one_more(data: Path) -> None:
    before = estimate_elasticities(data, method="triple").theta
    paid = estimate_elasticities(data, method="triple", trade_values="duty-paid").theta
    assert paid - before == pytest.approx([1.0, 1.0])


def test_columns_units_and_groups(data: Path, tmp_path: Path) -> None:
    frame = pd.read_csv(data).rename(columns={"trade": "value", "tariff": "rate"})
    other = tmp_path / "other.csv"
    frame.assign(rate=100 * frame["rate"]).to_csv(other, index=False)
    refused = invoke("estimate", other, "--column", "trade=value", "--column", "tariff=rate")
    assert refused.exit_code == 2
    assert "look like per cent" in refused.output
    groups = tmp_path / "groups.toml"
    groups.write_text(
        '[countries]\nEUR = ["DEU", "FRA", "GBR"]\n'
        '[sectors]\ngoods = ["C26", "C10T12"]\n[isic]\ngoods = "A_C"\n',
        "utf-8",
    )
    out = tmp_path / "set.toml"
    done = invoke(
        *("estimate", other, "--column", "trade=value", "--column", "tariff=rate"),
        *("--tariff-in", "percent", "--aggregate", groups, "-o", out),
    )
    assert done.exit_code == 0, done.output
    # Trade among the three is home sales now: six flows, of two sectors added up.
    assert "1 of home sales left out" in done.output
    base = load_world(SMALL, str(out))
    assert base["trade_elasticity"].sel(sector=["A", "C26T28"]).to_series().nunique() == 1
    added = estimate_elasticities(data, groups={"sectors": {"goods": ["C26", "C10T12"]}})
    by_hand = pd.read_csv(data).assign(duty=lambda d: d["trade"] * d["tariff"])
    by_hand = by_hand.groupby(["exporter", "importer"], as_index=False)[["trade", "duty"]].sum()
    by_hand["tariff"] = by_hand["duty"] / by_hand["trade"]
    assert added.theta == pytest.approx(estimate_elasticities(by_hand).theta)


def test_what_cannot_be_used_ends_with_status_2_and_writes_nothing(tmp_path: Path) -> None:
    data, out = tmp_path / "bad.csv", tmp_path / "set.toml"
    flows({"A": -3.0, "C26": 5.0}, noise=0.05).to_csv(data, index=False)
    refused = invoke("estimate", data, "--method", "triple", "-o", out)
    assert refused.exit_code == 2
    assert "elasticity of A: is -" in refused.output
    assert "--unusable assume" in refused.output
    assert "C26" in refused.output
    assert not out.exists()
    done = invoke("estimate", data, "--method", "triple", "-o", out, "--unusable", "assume")
    assert done.exit_code == 0
    assert "assumed, with a wide band: A" in done.output
    assert out.exists()


def test_the_set_serves_wherever_a_name_does(mine: Path, tmp_path: Path) -> None:
    wanted = estimate_elasticities(mine.with_name("trade.csv"), method="triple").theta[0]
    (tmp_path / "mine.toml").write_bytes(mine.read_bytes())
    solved = tmp_path / "solved.json"
    done = invoke(
        *("solve", "--baseline", SMALL, "--elasticities", tmp_path / "mine.toml"),
        *("--tariff", "USA:IND:goods:+10%", "--json", solved, "--no-bands"),
    )
    assert done.exit_code == 0, done.output
    assert json.loads(solved.read_text())
    brief = tmp_path / "case.toml"
    brief.write_text(BRIEF.format(set="mine.toml"), "utf-8")
    _, base, named = read_case(brief, None, None)
    assert named == "mine"
    assert set(base["elasticity_source"].values) & {"C26", "C10T12"}
    assert float(base["trade_elasticity"].max()) == pytest.approx(max(5.0, wanted, 6.0), abs=3)
    sweep = tmp_path / "sweep.toml"
    sweep.write_text(SWEEP, "utf-8")
    worlds = load_sweep(sweep).worlds
    assert [w.elasticities for w in worlds] == ["own", "mine.toml"]
    assert worlds[1].base["trade_elasticity"].equals(base["trade_elasticity"])


def test_a_brief_with_a_faulty_set_tells_what_is_wrong_in_it(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[[category]]\nname = "C26"\nisic = ["C26"]\n', "utf-8")
    brief = tmp_path / "case.toml"
    for name, expected in (
        ("mine.toml", "category[1].theta: is missing"),
        ("nine.toml", "did you mean mine.toml"),
        ("fontagne", "did you mean fontagne_2022"),
    ):
        brief.write_text(BRIEF.format(set=name), "utf-8")
        done = invoke("brief", "check", brief)
        assert done.exit_code == 2
        assert "case.toml:4: elasticities" in done.output
        assert expected in done.output


def test_a_sweep_with_a_faulty_set_tells_where_the_fault_is(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[[category]]\nname = "C26"\ntheta = 0\n', "utf-8")
    (tmp_path / "sweep.toml").write_text(SWEEP, "utf-8")
    with pytest.raises(tt.BriefError, match=r"sweep\.toml:3: elasticities: mine\.toml: category"):
        load_sweep(tmp_path / "sweep.toml")


def test_every_fault_of_the_data_is_told_by_its_line(tmp_path: Path) -> None:
    data = tmp_path / "bad.csv"
    data.write_text(
        "exporter,importer,sector,trade,tariff\n"
        "USA,IND,C26, 12 ,0.1\n"
        "IND,USA,C26,-3,0.1\n"
        ",USA,C26,4,0.1\n"
        "CHN,USA,C26,many,0.1\n"
        "CHN,IND,C26,5,-1.5\n"
        "USA,IND,C26,13,\n"
        "\n"
        "IND,CHN,C26,inf,0.1\n",
        "utf-8",
    )
    done = invoke("estimate", data)
    assert done.exit_code == 2
    for said in (
        "bad.csv:3: trade: is -3",
        "bad.csv:4: exporter: there is no label",
        "bad.csv:5: trade: 'many' is no number",
        "bad.csv:6: tariff: is -1.5",
        "bad.csv:7: tariff: nothing is no number",
        "bad.csv:7: line: USA IND C26 stands there twice",
        "bad.csv:9: trade: 'inf' is no number",
    ):
        assert said in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("exporter,importer,trade,tarif\nUSA,IND,1,0\n", "did you mean tarif?"),
        ("exporter;importer;trade;tariff\nUSA;IND;1;0\n", "there is no such column"),
        ("exporter,importer,trade,tariff\n", "there is no line of data"),
        ("", "there is no such column"),
        ("exporter,importer,trade,tariff\nUSA,IND,1,0,5,6\n", "bad.csv:2: has 6 values"),
        ('exporter,importer,trade,tariff\nUSA,"IND,1,0\n', "is no CSV file"),
        ("exporter,importer,trade,trade,tariff\nUSA,IND,1,2,0\n", "trade: stands there twice"),
    ],
)
def test_files_that_cannot_be_read(content: str, expected: str, tmp_path: Path) -> None:
    data = tmp_path / "bad.csv"
    data.write_text(content, "utf-8")
    done = invoke("estimate", data)
    assert done.exit_code == 2
    assert expected in done.output


def test_every_mistake_of_the_command_line_is_told(data: Path, tmp_path: Path) -> None:
    groups = tmp_path / "groups.toml"
    groups.write_text('[countries]\nEU = ["DEU", "FRX"]\n[isic]\nC26 = "X9"\nD = "D"\n', "utf-8")
    done = invoke(
        *("estimate", data, "--method", "pmpl", "--effects", "importer-yaer,exporter"),
        *("--cluster", "country", "--column", "trade", "--aggregate", groups, "--needs", "x"),
    )
    assert done.exit_code == 2
    for said in ("did you mean 'ppml'", "'trade' names no column", "did you mean --need?"):
        assert said.casefold() in done.output.casefold()
    assert "did you mean year" in done.output
    assert "'country' in 'country' is no label" in done.output
    assert "'FRX' is not in the data" in done.output
    triple = invoke(
        *("estimate", data, "--method", "triple", "--effects", "importer", "--control", "dist"),
        *("--cluster", "exporter"),
    )
    assert triple.output.count("does not go with triple differences") == 3
    odd = invoke("estimate", data, "--control", "log(tariff)", "--control", "distance")
    assert "'log(tariff)' is no control" in odd.output
    assert "trade.csv: distance: there is no such column" in odd.output
    isic = invoke("estimate", data, "--aggregate", groups)
    assert "'FRX' is not in the data; did you mean FRA?" in isic.output


def test_a_missing_file_names_the_nearest(data: Path) -> None:
    done = invoke("estimate", data.with_name("trad.csv"))
    assert done.exit_code == 2
    assert "cannot be read (no such file or directory)" in done.output
    assert "trade.csv" in done.output


def test_the_program_itself_finds_what_fits_the_data(data: Path) -> None:
    """The console script keeps some libraries out; the fit must still load."""
    code = "import sys; sys.argv[0] = 'tradetalks'; from tradetalks.cli import program; program()"
    command = [sys.executable, "-c", code, "estimate", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "C10T12" in done.stdout


def test_a_baseline_is_data_too(tmp_path: Path) -> None:
    """Services pay no duty anywhere: they have no estimate, and no rule gives them one."""
    out = tmp_path / "small.toml"
    asked = ("estimate", SMALL, "--method", "triple", "--unusable", "pool", "-o", out)
    done = invoke(*asked)
    assert "the tariff does not vary between directions" in done.output
    base = tt.load_baseline(SMALL)
    found = tt.estimate_elasticities(base, method="triple", trade_values="duty-paid", pooled=True)
    assert set(found.sectors) == set(base.sectors)
    assert found.about["data_sha256"] == base.fingerprint
    assert {"D_I", "J_N", "O_T"} <= set(found.unusable())
    assert done.exit_code == 2
    assert "elasticity of all sectors together" in done.output


def test_public_name(data: Path) -> None:
    assert tt.estimate_elasticities(data, method="triple").sectors == ("C26", "C10T12")


def test_a_sweep_with_draws_is_told_apart_by_the_errors_too(mine: Path, tmp_path: Path) -> None:
    """The same elasticities with other errors are drawn otherwise: another sweep."""
    grid = SWEEP.replace('["own", "mine.toml"]', '"mine.toml"')
    (tmp_path / "sweep.toml").write_text(grid + "\n[draws]\ncount = 2\n", "utf-8")
    (tmp_path / "mine.toml").write_bytes(mine.read_bytes())
    first = load_sweep(tmp_path / "sweep.toml")
    robust = ("estimate", mine.with_name("trade.csv"), "--method", "triple", "--cluster", "none")
    assert invoke(*robust, "-o", tmp_path / "mine.toml").exit_code == 0
    second = load_sweep(tmp_path / "sweep.toml")
    assert first.worlds[0].base.fingerprint == second.worlds[0].base.fingerprint
    assert first.fingerprint != second.fingerprint
    drawn = next(n for n in range(first.count) if first.values(n)["draw"])
    assert first.identity(drawn) != second.identity(drawn)
    assert first.identity(0) == second.identity(0)
