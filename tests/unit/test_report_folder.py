"""A folder of results appears whole or not at all."""

from __future__ import annotations

import dataclasses
import importlib
import io
import json
import os
import runpy
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import tradetalks as tt
from briefs import write_short_brief
from tradetalks.errors import BriefError, InputError
from tradetalks.report import Report, print_headline
from tradetalks.report.beside import beside
from tradetalks.report.folder import replace_folder
from tradetalks.report.words import billion, change, listed, moved, number, percent, the, when
from tradetalks.solve.options import Verdict


def old_report(folder: Path) -> Path:
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")
    (folder / "old.txt").write_text("old")
    return folder


def write_new(folder: Path) -> None:
    (folder / "manifest.json").write_text("{}")
    (folder / "new.txt").write_text("new")


def names(folder: Path) -> list[str]:
    return sorted(f.name for f in folder.iterdir())


def test_an_earlier_report_is_replaced(tmp_path: Path) -> None:
    target = old_report(tmp_path / "out")
    assert replace_folder(target, write_new) == target
    assert names(target) == ["manifest.json", "new.txt"]
    assert names(tmp_path) == ["out"]


def test_missing_parents_are_made(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b"
    replace_folder(target, write_new)
    assert names(target) == ["manifest.json", "new.txt"]


def test_an_earlier_report_survives_a_failure(tmp_path: Path) -> None:
    target = old_report(tmp_path / "out")

    def fail(folder: Path) -> None:
        write_new(folder)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        replace_folder(target, fail)
    assert names(target) == ["manifest.json", "old.txt"]
    assert names(tmp_path) == ["out"]


def test_an_earlier_report_survives_a_failing_swap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = old_report(tmp_path / "out")
    rename, calls = Path.rename, []

    def failing(self: Path, other: Any) -> Path:
        calls.append(self)
        if len(calls) == 2:
            raise OSError("no")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="no"):
        replace_folder(target, write_new)
    assert names(target) == ["manifest.json", "old.txt"]
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize("kind", ["file", "other folder"])
def test_nothing_else_is_ever_replaced(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "out"
    if kind == "file":
        target.write_text("mine")
    else:
        target.mkdir()
        (target / "thesis.tex").write_text("mine")
    with pytest.raises(InputError, match="out"):
        replace_folder(target, write_new)
    assert names(tmp_path) == ["out"]
    assert "mine" in (target if kind == "file" else target / "thesis.tex").read_text()


def test_work_beside_runs_in_a_second_process(tmp_path: Path) -> None:
    script = tmp_path / "who.py"
    script.write_text("import os; open(__file__ + '.pid', 'a').write(f'{os.getpid()} ')")
    with beside(runpy.run_path, str(script)):
        pass
    assert int((tmp_path / "who.py.pid").read_text()) != os.getpid()


def test_what_fails_beside_is_raised_after_the_block(tmp_path: Path) -> None:
    done = []
    with (
        pytest.raises(FileNotFoundError, match="none") as caught,
        beside(shutil.copyfile, tmp_path / "none", tmp_path / "copy"),
    ):
        done.append("block")
    assert done == ["block"]
    assert "copyfile" in caught.value.__notes__[0]


def test_without_a_second_python_the_work_is_done_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("text")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    with beside(shutil.copyfile, tmp_path / "file", tmp_path / "copy"):
        pass
    assert (tmp_path / "copy").read_text() == "text"


def test_a_full_disk_leaves_no_half_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tt.run(write_short_brief(tmp_path))
    monkeypatch.setattr(Path, "write_text", _disk_full)
    with pytest.raises(OSError, match="disk full"):
        report.write(tmp_path / "out")
    assert names(tmp_path) == ["short.toml"]


def _disk_full(*_: Any, **__: Any) -> int:
    raise OSError("disk full")


@pytest.fixture
def one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = importlib.import_module("tradetalks.solve")
    solve = layer.solve

    def failing(base: Any, policy: Any = None, **options: Any) -> Any:
        found = solve(base, policy, **options)
        if policy is None or "Free trade" not in policy.label:
            return found
        verdict = Verdict("not converged", "stuck at USA C26")
        finding = found.finding._replace(verdict=verdict, error=float("inf"))
        return dataclasses.replace(found, finding=finding)

    monkeypatch.setattr(layer, "solve", failing)


@pytest.mark.usefixtures("one_fails")
def test_a_scenario_that_fails_is_named_and_has_no_figures(tmp_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    report = tt.run(
        write_short_brief(tmp_path),
        out=tmp_path / "out",
        progress=lambda what, done, total: heard.append((what, done, total)),
    )
    assert not report.converged
    assert report.failures == {"free-trade": "stuck at USA C26"}
    countries = report.tables["countries"]
    failed = countries[countries["scenario"] == "free-trade"]
    assert failed["real_income_change"].isna().all()
    assert "could not be solved" in report.findings["free-trade"]
    assert "Free trade" not in report.headline
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "stuck at USA C26" in page
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert [s["converged"] for s in manifest["scenarios"]] == [True, False]
    assert manifest["scenarios"][1]["residual"] is None
    assert {what.split()[0] for what, _, _ in heard} >= {"read", "solve", "gather", "write"}
    json.loads(report.to_json())


def test_a_brief_for_another_world_is_refused_whole(tmp_path: Path) -> None:
    text = write_short_brief(tmp_path).read_text("utf-8").replace('"IND"', '"NLD"')
    (tmp_path / "other.toml").write_text(text, "utf-8")
    with pytest.raises(BriefError, match="NLD") as caught:
        tt.run(tmp_path / "other.toml")
    assert len(caught.value.problems) > 1


def without_agenda(text: str) -> str:
    """The short brief without its issue, which only India can own, and without a war of one."""
    before, _, after = text.partition("[[agenda]]")
    kept = after[after.index("[[scenario]]") :]
    war = kept.find('[[question]]\nid = "war"')
    return before + (kept if war < 0 else kept[:war])


def test_a_party_of_many_countries_is_refused_with_a_remedy(tmp_path: Path) -> None:
    text = without_agenda(write_short_brief(tmp_path).read_text("utf-8"))
    text = text.replace('country = "IND"', 'country = "BRICS"')
    (tmp_path / "group.toml").write_text(text)
    with pytest.raises(BriefError, match=r"party.BRICS.*several.*one country"):
        tt.run(tmp_path / "group.toml")


@pytest.mark.parametrize("others", [[], ["CHN", "EU"]])
def test_one_party_and_three_parties_are_reported(tmp_path: Path, others: list[str]) -> None:
    text = without_agenda(write_short_brief(tmp_path).read_text("utf-8"))
    india = '[[party]]\ncountry = "IND"\nname = "India"\n'
    assert india in text
    parties = "".join(india.replace("IND", o).replace("India", o) for o in others)
    (tmp_path / "other.toml").write_text(text.replace(india, parties), "utf-8")
    report = tt.run(tmp_path / "other.toml", out=tmp_path / "out")
    assert list(report.parties) == ["USA", *others]
    assert len(report.tables["scenarios"]) == 2 * len(report.parties)
    assert not report.tables["third_countries"]["country"].isin(report.parties).any()
    out = io.StringIO()
    print_headline(report, Console(file=out, width=120))
    assert "Real" in out.getvalue()


def test_settings_can_be_replaced(tmp_path: Path) -> None:
    report = tt.run(write_short_brief(tmp_path), deficits="balanced")
    assert report.manifest["closure"]["deficits"] == "balanced"
    assert report.tables["scenarios"]["balance"].abs().max() < 1e-3
    assert isinstance(report, Report)


def test_words() -> None:
    assert number(-1234.567, 1) == "−1,234.6"
    assert number(-0.0001, 2, sign=True) == "0.00"
    assert number(float("nan")) == "–"
    assert change(0.123) == "+0.12"
    assert change(-0.0123) == "−0.012"
    assert percent(2) == "+2.00\N{NO-BREAK SPACE}%"
    assert billion(-12345.0) == "USD −12.3 billion"
    assert billion(23.0, sign=True) == "USD +0.02 billion"
    assert moved(-0.25) == "falls 0.25 per cent"
    assert moved(0.0001) == "hardly moves"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert the("United States") == "the United States"
    assert the("India") == "India"
    assert when("2025-02-01 to 2025-02-28") == "1 to 28 February 2025"
    assert when("2025-11-20 to 2026-01-31") == "20 November 2025 to 31 January 2026"
    assert when("2025-01-27") == "27 January 2025"
    assert when("soon") == "soon"
