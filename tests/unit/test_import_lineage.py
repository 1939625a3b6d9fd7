"""Imports are read once for the same content, know where they come from, and can be compared."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import published
from tradetalks import Baseline, load_baseline
from tradetalks.baseline.differences import differences
from tradetalks.cli import main


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRADETALKS_CACHE", str(tmp_path / "cache"))
    return published.oecd(published.printed(), tmp_path / "2022.csv")


def brought_in(table: Path, *more: str) -> Result:
    out = table.with_name("world.nc")
    arguments = ["baseline", "import", "oecd-icio", str(table), "--year", "2022", "-o", str(out)]
    return CliRunner().invoke(main, [*arguments, *more])


def kept(table: Path) -> list[Path]:
    return sorted((table.parent / "cache" / "imports").iterdir())


def test_the_same_content_is_read_once(table: Path) -> None:
    first = brought_in(table)
    assert first.exit_code == 0, first.output
    assert "as imported before" not in first.output
    world = load_baseline(table.with_name("world.nc"))
    table.with_name("world.nc").unlink()
    second = brought_in(table)
    assert "as imported before" in second.output
    again = load_baseline(table.with_name("world.nc"))
    assert again.fingerprint == world.fingerprint
    assert again.history == world.history
    assert len(kept(table)) == 1


def test_other_content_or_other_rules_are_read_anew(table: Path) -> None:
    brought_in(table)
    assert "as imported before" not in brought_in(table, "--elasticities", "shapiro_2016").output
    tariffs = table.with_name("tariffs.csv")
    tariffs.write_text("importer,isic,rate\nIND,C26,20\n")
    assert "as imported before" not in brought_in(table, "--tariffs", str(tariffs)).output
    tariffs.write_text("importer,isic,rate\nIND,C26,21\n")
    assert "as imported before" not in brought_in(table, "--tariffs", str(tariffs)).output
    own = table.with_name("mine.toml")
    for theta in (3.0, 4.0):
        own.write_text(f'[[category]]\nname = "C26"\nisic = ["C26"]\ntheta = {theta}\n')
        fresh = brought_in(table, "--elasticities", str(own))
        assert fresh.exit_code == 0, fresh.output
        assert "as imported before" not in fresh.output
        made = load_baseline(table.with_name("world.nc"))
        assert float(made["trade_elasticity"].sel(sector="C26")) == theta
        digest = hashlib.sha256(own.read_bytes()).hexdigest()
        assert f"trade elasticities from mine: mine.toml, SHA-256 {digest}" in made.history
    text = table.read_text().replace("USA_A01", "USA_A02").replace("IND_A01", "IND_A02")
    table.write_text(text.replace("_A01", "_A02"))
    assert "as imported before" not in brought_in(table).output
    assert len(kept(table)) == 7


def test_a_damaged_copy_is_made_again(table: Path) -> None:
    brought_in(table)
    kept(table)[0].write_bytes(b"half a file")
    again = brought_in(table)
    assert again.exit_code == 0, again.output
    assert "as imported before" not in again.output
    assert load_baseline(kept(table)[0]).check().ok


def test_bilateral_trade_is_read_once_as_well(table: Path) -> None:
    trade, out = table.with_name("trade.csv"), table.with_name("world.nc")
    trade.write_text("exporter,importer,isic,value\nUSA,IND,C26,30000\nIND,USA,C26,20000\n")

    def bring_in(*more: str) -> str:
        words = ["baseline", "import-trade", str(trade), "--unit", "millions", "-o", str(out)]
        result = CliRunner().invoke(main, [*words, "--structure", "world-2022-small", *more])
        assert result.exit_code == 0, result.output
        return result.output

    again = "as imported before"
    assert again not in bring_in()
    first = load_baseline(out)
    assert again in bring_in()
    assert load_baseline(out).fingerprint == first.fingerprint
    assert load_baseline(out).history == first.history
    assert again not in bring_in("--tariff-missing", "zero")
    trade.write_text(trade.read_text().replace("20000", "21000"))
    assert again not in bring_in()
    moved = load_baseline("world-2022-small").replace(note="touched")
    moved.to_file(table.with_name("moved.nc"))
    assert again not in bring_in("--structure", str(table.with_name("moved.nc")))


#: Half of a file is written, and the process is killed as kill -9 does.
KILLED = """
import os, signal, sys
from pathlib import Path
from tradetalks.baseline import Baseline
from tradetalks.cli import main

whole = Baseline.to_file
spared = iter([True] * int(sys.argv.pop(1)))

def half(base, path):
    whole(base, path)
    if not next(spared, False):
        Path(path).write_bytes(Path(path).read_bytes()[:5000])
        os.kill(os.getpid(), signal.SIGKILL)

Baseline.to_file = half
main()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("files_before", [0, 1], ids=["in the cache", "in place"])
def test_kill_9_in_the_middle_leaves_nothing_half_written(table: Path, files_before: int) -> None:
    out = table.with_name("world.nc")
    out.write_bytes(b"an older world")
    words = ["baseline", "import", "oecd-icio", str(table), "--year", "2022", "-o", str(out)]

    def in_a_process(spared: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", KILLED, str(spared), *words]
        return subprocess.run(command, capture_output=True, text=True)

    assert in_a_process(files_before).returncode == -signal.SIGKILL
    assert out.read_bytes() == b"an older world"
    folder = table.parent / "cache" / "imports" if files_before == 0 else table.parent
    assert [p for p in folder.iterdir() if p.name.startswith(".")]  # it was in the middle
    again = in_a_process(99)
    assert again.returncode == 0, again.stderr
    assert ("as imported before" in again.stdout) == (files_before == 1)
    assert load_baseline(out).check().ok
    assert [p for p in table.parent.rglob("*") if p.name.startswith(".")] == []


def test_nothing_is_kept_of_what_failed(table: Path) -> None:
    table.write_text(table.read_text().replace("USA_C26", "USA_X26"))
    failed = brought_in(table)
    assert failed.exit_code == 2
    assert not (table.parent / "cache").exists() or not kept(table)
    assert not table.with_name("world.nc").exists()
    assert [p.name for p in table.parent.iterdir() if p.name.startswith(".")] == []


def test_a_baseline_shows_its_history(table: Path) -> None:
    brought_in(table)
    shown = CliRunner().invoke(main, ["baseline", "show", str(table.with_name("world.nc"))])
    assert "read 2022.csv as oecd-icio" in shown.output
    assert "rule inventories" in shown.output


def test_a_baseline_does_not_differ_from_itself(small: Baseline) -> None:
    found = differences(small, small)
    assert found.none
    assert found.history.empty


def test_one_tariff_is_the_only_difference(small: Baseline) -> None:
    tariff = small["tariff"].values.copy()
    at = small.countries.index("USA"), small.countries.index("IND"), 2
    tariff[at] += 0.25
    other = small.replace(tariff=tariff, note="one tariff raised")
    found = differences(small, other)
    assert not found.none
    table = found.variables.set_index("variable")
    assert table.loc["tariff", "differ"] == 1
    assert table.loc["tariff", "place"] == f"USA, IND, {small.sectors[2]}"
    assert table.loc["tariff", "second"] - table.loc["tariff", "first"] == pytest.approx(0.25)
    assert table.loc["trade", "differ"] == 0
    assert found.history["line"].tolist() == ["one tariff raised"]


def test_labels_of_one_alone_are_named_and_the_rest_compared(small: Baseline) -> None:
    other = small.aggregate({"NAFTA": ["USA", "CAN", "MEX"]})
    found = differences(small, other)
    only = set(map(tuple, found.labels.to_numpy()))
    assert ("country", "USA", "first") in only
    assert ("country", "NAFTA", "second") in only
    assert ("country", "IND", "first") not in only
    table = found.variables.set_index("variable")
    assert table.loc["trade", "differ"] == 0


def test_the_command_tells_and_writes(tmp_path: Path, small: Baseline) -> None:
    small.replace(trade=small["trade"].values * 2).to_file(tmp_path / "twice.nc")
    out = tmp_path / "diff.csv"
    arguments = ["baseline", "diff", "world-2022-small", str(tmp_path / "twice.nc")]
    shown = CliRunner().invoke(main, [*arguments, "--csv", str(out)])
    assert shown.exit_code == 0, shown.output
    assert "trade" in shown.output
    assert "trade,1690,1690" in out.read_text()
    same = CliRunner().invoke(main, ["baseline", "diff", "world-2022-small", "world-2022-small"])
    assert "no difference" in same.output
    wrong = CliRunner().invoke(main, ["baseline", "diff", "world-2022-smal", "nowhere.nc"])
    assert wrong.exit_code == 2
    assert "world-2022-small?" in wrong.output
    assert "nowhere.nc" in wrong.output
