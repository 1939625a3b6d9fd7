"""Figures that could mislead: what they are compared with, and what they leave out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

import tradetalks as tt
from tradetalks.cli import main
from tradetalks.errors import BaselineError

CLOSURES = ("fixed", "share", "balanced")
HEAD = """\
title = "A case"
summary = "Two countries talk."
baseline = "world-2022-small"
party = [{country = "USA", name = "United States"}, {country = "IND", name = "India"}]
"""
NOTHING = """
[[scenario]]
id = "nothing"
title = "Nothing changes"
source = "a test"
lever = [{kind = "tariff", importer = "USA", exporter = "IND", sectors = "goods", add = 0.0}]
"""


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def write(folder: Path, text: str) -> Path:
    path = folder / "case.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


@pytest.mark.parametrize("closure", CLOSURES)
def test_a_scenario_that_changes_nothing_is_worth_nothing(closure: str, tmp_path: Path) -> None:
    report = tt.run(write(tmp_path, NOTHING), deficits=closure)
    frame = report.tables["countries"]
    for name in ("real_income_change", "exports_change", "price_index_change"):
        assert np.abs(frame[name]).max() < 1e-6
    assert (report.tables["countries"]["balance"].abs().max() < 1.0) == (closure == "balanced")


@pytest.mark.parametrize("closure", CLOSURES)
def test_one_question_that_changes_nothing_is_answered_with_zeros(closure: str) -> None:
    question = ("--tariff", "USA:IND:goods:+0%", "--deficits", closure)
    shown = invoke("solve", "--baseline", "world-2022-small", *question).output
    row, *bands = [r for r in shown.splitlines() if "USA" in r and "│" in r]
    figures = [cell.strip() for cell in row.strip("│").split("│")][1:6]
    assert figures == ["0"] * 5
    for row in bands:
        _, _, value, low, high, most = (c.strip() for c in row.strip("│").split("│"))
        assert (low, high, most) == (value, value, "")
    assert "-0.0" not in shown


def test_what_the_world_is_compared_with_is_said(tmp_path: Path) -> None:
    brief = write(tmp_path, NOTHING)
    out = tmp_path / "out"
    result = invoke("run", str(brief), "--deficits", "balanced", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert "compared with the balanced baseline" in result.output
    assert "removed first" in (out / "report.html").read_text("utf-8")


@pytest.fixture
def in_per_cent(small: tt.Baseline, tmp_path: Path) -> Path:
    path = tmp_path / "per_cent.nc"
    small.replace(tariff=100 * small["tariff"].values).to_file(path)
    return path


def test_data_with_problems_are_refused_with_a_remedy(in_per_cent: Path, tmp_path: Path) -> None:
    brief = write(tmp_path, NOTHING)
    for command in (("solve", "--tariff", "USA:IND:goods:+5%"), ("run", str(brief))):
        result = invoke(*command, "--baseline", str(in_per_cent))
        assert result.exit_code == 2
        assert "tariff" in result.stderr
        assert "tradetalks baseline check" in result.stderr
    with pytest.raises(BaselineError, match="balance"):
        tt.run(brief, baseline=in_per_cent)


def test_broken_identities_are_mended_by_the_command_that_the_remedy_names(
    small: tt.Baseline, tmp_path: Path
) -> None:
    broken, mended = str(tmp_path / "broken.nc"), str(tmp_path / "mended.nc")
    small.replace(input_share=1.01 * small["input_share"].values).to_file(broken)
    question = ("solve", "--tariff", "USA:IND:goods:+5%", "--baseline")
    refused = invoke(*question, broken)
    assert refused.exit_code == 2
    assert "tradetalks baseline balance" in refused.stderr
    assert invoke("baseline", "balance", broken, "--out", mended).exit_code == 0
    assert invoke(*question, mended).exit_code == 0


def test_a_solved_world_and_an_aggregate_pass_the_check(small: tt.Baseline, tmp_path: Path) -> None:
    solved = tmp_path / "solved.nc"
    tt.solve(small, tt.Policy().tariff("USA", "IND", add=0.25)).to_baseline().to_file(solved)
    result = invoke("solve", "--baseline", str(solved), "--tariff", "USA:IND:goods:+5%")
    assert result.exit_code == 0, result.output


def test_a_place_that_cannot_be_written_is_named_as_given(tmp_path: Path) -> None:
    brief = str(write(tmp_path, NOTHING))
    for option in (("--out", "/proc/nowhere"), ("--json", "/proc/nowhere.json")):
        result = invoke("run", brief, *option)
        assert result.exit_code == 2
        assert f"{option[1]}: cannot be written" in result.stderr
