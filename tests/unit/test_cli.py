"""The command line: what it prints, what it writes, and with which status it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tradetalks.baseline import load_baseline
from tradetalks.cli import main
from tradetalks.cli.spec import named_countries, policy_of
from tradetalks.cli.terminal import write_whole
from tradetalks.errors import InputError
from tradetalks.policy import Policy

SMALL = ["--baseline", "world-2022-small"]
TARIFF = ["--tariff", "USA:IND:goods:+25%"]
BRIEF = """\
title = "A case"
summary = "Two countries talk."
baseline = "world-2022-small"
party = [{country = "USA", name = "United States"}, {country = "IND", name = "India"}]

[[scenario]]
id = "up"
title = "Up [by] 25 %"
source = "press"
lever = [{kind = "tariff", importer = "USA", exporter = "IND", sectors = "goods", add = 0.25}]
"""


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_help_needs_no_heavy_library() -> None:
    code = (
        "import sys; from tradetalks.cli import main\n"
        "try: main(['solve', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'jax', 'xarray', 'pandas', 'pydantic', 'rich', 'scipy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_version_and_help() -> None:
    assert "tradetalks, version" in invoke("--version").output
    shown = invoke("--help").output
    for command in ("run", "solve", "brief", "baseline"):
        assert command in shown


@pytest.mark.parametrize(
    ("option", "text", "made"),
    [
        ("tariff", "USA:IND:goods:+25%", Policy().tariff("USA", "IND", add=0.25, sectors="goods")),
        ("tariff", "USA:IND:all:-5%", Policy().tariff("USA", "IND", add=-0.05)),
        ("tariff", "USA:IND:all:=12.5%", Policy().tariff("USA", "IND", rate=0.125)),
        ("tariff", "USA:IND:all:x0", Policy().tariff("USA", "IND", factor=0.0)),
        ("tariff", "quad:CHN,EU:A, B:=1%", Policy().tariff("quad", ("CHN", "EU"), rate=0.01)),
        ("export_tax", "IND:USA:all:+10%", Policy().export_tax("IND", "USA", add=0.1)),
        ("trade_cost", "USA:IND:all:x1.2", Policy().trade_cost("USA", "IND", factor=1.2)),
        ("embargo", "IND:RUS:all", Policy().embargo("IND", "RUS")),
    ],
)
def test_levers_as_written(option: str, text: str, made: Policy) -> None:
    axes = load_baseline("world-2022-small").axes
    (lever,) = policy_of([(option, text)], axes).levers
    (wanted,) = made.levers
    for name in ("change", "factor"):
        assert getattr(lever, name, None) == getattr(wanted, name, None)
    for side in ("importer", "exporter"):
        mine, theirs = (axes.country_index(getattr(x, side)) for x in (lever, wanted))
        assert mine.tolist() == theirs.tolist()


def test_named_countries_are_shown_in_the_order_written() -> None:
    axes = load_baseline("world-2022-small").axes
    assert named_countries([("tariff", "ind:USA,quad:all:x0")], axes) == ["IND", "USA"]


def test_solve_answers_and_writes(tmp_path: Path) -> None:
    out = tmp_path / "answer.json"
    result = invoke("solve", *SMALL, *TARIFF, "--top", "2", "--json", str(out))
    assert result.exit_code == 0, result.output
    assert "USA tariff on IND, goods: +25 points" in result.output
    assert "USA balance with IND" in result.output
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["converged"] is True
    assert found["residual"] < 1e-9
    assert found["countries"]["IND"]["real_income_change"] < 0
    assert found["units"]["real_income_change"] == "%"
    assert found["baseline"]["name"] == "world-2022-small"


def test_a_world_not_found_has_status_1(tmp_path: Path) -> None:
    """India is cut off while its trade imbalance is to stay: there is no such world."""
    out = tmp_path / "answer.json"
    closed = ("--embargo", "IND:all:all", "--embargo", "all:IND:all")
    result = invoke("solve", *SMALL, *closed, "--json", str(out))
    assert result.exit_code == 1
    assert result.stderr.startswith("not converged: IND")
    assert result.stderr.rstrip().endswith("use --deficits balanced")
    found = json.loads(out.read_text(encoding="utf-8"))
    assert (found["converged"], found["countries"]) == (False, {})


def test_run_names_the_scenario_that_has_no_world(brief: Path, tmp_path: Path) -> None:
    embargo = (
        '\n[[scenario]]\nid = "cut-off"\ntitle = "Cut off"\nsource = "press"\nlever = ['
        '{kind = "embargo", importer = "IND", exporter = "all", sectors = "all", both = true}]\n'
    )
    brief.write_text(BRIEF + embargo, encoding="utf-8")
    result = invoke("run", str(brief), "--out", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "not converged: scenario cut-off: IND" in result.stderr
    assert (tmp_path / "out" / "report.html").is_file()


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    path = tmp_path / "case.toml"
    path.write_text(BRIEF, encoding="utf-8")
    return path


def test_run_writes_a_folder_and_json(brief: Path, tmp_path: Path) -> None:
    out, for_programs = tmp_path / "out", tmp_path / "out.json"
    result = invoke("run", str(brief), "--out", str(out), "--json", str(for_programs))
    assert result.exit_code == 0, result.output
    assert "A case" in result.output
    assert "Up [by] 25 %" in result.output
    assert (out / "report.html").is_file()
    assert (out / "manifest.json").is_file()
    assert json.loads(for_programs.read_text(encoding="utf-8"))["converged"] is True


def test_run_alone_writes_results_named_after_the_brief(
    brief: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert invoke("run", str(brief), "--deficits", "balanced").exit_code == 0
    manifest = json.loads((tmp_path / "results/case/manifest.json").read_text(encoding="utf-8"))
    assert manifest["closure"]["deficits"] == "balanced"
    assert "removed first" in manifest["closure"]["compared_with"]


def test_a_failed_run_leaves_earlier_output(brief: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("earlier", encoding="utf-8")
    brief.write_text(BRIEF.replace('"IND", sectors', '"INDD", sectors'), encoding="utf-8")
    result = invoke("run", str(brief), "--json", str(out))
    assert result.exit_code == 2
    assert "did you mean IND?" in result.stderr
    assert out.read_text(encoding="utf-8") == "earlier"
    assert not list(tmp_path.glob(".*"))


def test_write_whole_leaves_the_old_file_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("old", encoding="utf-8")

    def fail(fresh: Path) -> None:
        fresh.write_text("half", encoding="utf-8")
        raise OSError("disk full")

    with pytest.raises(InputError, match=r"cannot be written \(disk full\)"):
        write_whole(path, fail)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_brief_commands() -> None:
    assert "us-india" in invoke("brief", "list").output
    shown = invoke("brief", "show", "us-india").output
    assert "NOT EVALUATED" in shown
    assert "agenda[quad]" in shown
    assert "118" in invoke("brief", "facts", "us-india").output
    checked = invoke("brief", "check", "us-india")
    assert checked.exit_code == 0
    assert "not evaluated: agenda[quad]" in checked.output
    coarse = invoke("brief", "check", "us-india", *SMALL)
    assert coarse.exit_code == 2
    assert "'C25'" in coarse.stderr


def test_baseline_commands(tmp_path: Path) -> None:
    assert "world-2022-small" in invoke("baseline", "list").output
    assert "USD million" in invoke("baseline", "show", "world-2022-small").output
    assert "USA" in invoke("baseline", "show", "world-2022-small", "--country", "IND").output
    assert invoke("baseline", "check", "world-2022-small").exit_code == 0
    netcdf, csv = tmp_path / "b.nc", tmp_path / "b"
    exported = invoke(
        "baseline", "export", "world-2022-small", "--netcdf", str(netcdf), "--csv", str(csv)
    )
    assert exported.exit_code == 0
    assert load_baseline(netcdf).fingerprint == load_baseline("world-2022-small").fingerprint
    assert (csv / "trade.csv").read_text(encoding="utf-8").startswith("exporter,importer,sector")


def test_baseline_aggregate(tmp_path: Path) -> None:
    out, groups = tmp_path / "two.nc", tmp_path / "groups.toml"
    groups.write_text('[sectors]\ngoods = "goods"\nservices = "services"\n', encoding="utf-8")
    result = invoke(
        *("baseline", "aggregate", "world-2022-small", "--groups", str(groups)),
        *("--countries", "NAM=USA,CAN,MEX", "--countries", "REST=rest", "--out", str(out)),
    )
    assert result.exit_code == 0, result.output
    assert load_baseline(out).countries == ("NAM", "REST")
    assert load_baseline(out).sectors == ("goods", "services")
