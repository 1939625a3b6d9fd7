"""What is saved from the page, and the command line's figures beside it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from livepage import Live
from playwright.sync_api import Download

import tradetalks as tt
from tradetalks.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable


WORLD = tt.load_baseline("world-2022-small")


def downloaded(live: Live, click: Callable[[], Any]) -> tuple[str, bytes]:
    with live.page.expect_download(timeout=90_000) as waiting:
        click()
    found: Download = waiting.value
    return found.suggested_filename, Path(found.path()).read_bytes()


def incomes(live: Live) -> dict[str, float]:
    """Real incomes from the CSV behind the map, by country."""
    button = live.page.locator("#chart-world-map").get_by_role("button", name="CSV")
    name, content = downloaded(live, button.click)
    assert name == "world-map.csv"
    return {row["Country code"]: float(row["Real income change (%)"]) for row in table(content)}


def from_command_line(*options: str) -> Any:
    """Real incomes that `tradetalks solve` finds, to 1e-9 of income (they are in per cent)."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "found.json"
        words = ["solve", "--baseline", "world-2022-small", *options, "--json", str(file)]
        outcome = CliRunner().invoke(main, words)
        assert outcome.exit_code == 0, outcome.output
        found = json.loads(file.read_text("utf-8"))["countries"]
    return close({country: row["real_income_change"] for country, row in found.items()})


def close(figures: dict[str, float]) -> Any:
    return pytest.approx(figures, rel=0, abs=100 * 1e-9)


def table(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file as spreadsheets read it."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
