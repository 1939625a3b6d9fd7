"""Imports are read once for the same content, know where they come from, and can be compared."""

from __future__ import annotations

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
    text = table.read_text().replace("USA_A01", "USA_A02").replace("IND_A01", "IND_A02")
    table.write_text(text.replace("_A01", "_A02"))
    assert "as imported before" not in brought_in(table).output
    assert len(kept(table)) == 5


def test_a_damaged_copy_is_made_again(table: Path) -> None:
    brought_in(table)
    kept(table)[0].write_bytes(b"half a file")
    again = brought_in(table)
    assert again.exit_code == 0, again.output
    assert "as imported before" not in again.output
    assert load_baseline(kept(table)[0]).check().ok


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
