"""`optimal`, `war` and `deal`: what they show and write, and how Ctrl-C ends them."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import tradetalks as tt
from talking import talking_brief
from tradetalks.cli import main

SMALL = ["--baseline", "world-2022-small"]


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_optimal_shows_and_writes_what_the_search_found(tmp_path: Path) -> None:
    out, table = tmp_path / "best.json", tmp_path / "best.csv"
    asked = ["optimal", "usa", "--by", "sector", "--partners", "IND", "--starts", "1"]
    held = ["--tariff", "IND:USA:goods:+10%"]
    result = invoke(*asked, *held, *SMALL, "--json", out, "--csv", table)
    assert result.exit_code == 0, result.output
    given = tt.Policy().tariff("IND", "USA", add=0.1, sectors="goods")
    base = tt.load_baseline("world-2022-small")
    best = tt.optimal_policy(base, "USA", by="sector", partners="IND", policy=given, starts=1)
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["optimal"]["gain"] == pytest.approx(best.gain, abs=1e-6)
    assert found["optimal"]["residual"] < 1e-6
    assert found["optimal"]["converged"] is True
    assert found["countries"]["IND"]["real_income_change"] < 0
    assert len(pd.read_csv(table)) == len(best.rates)
    assert f"USA gains USD {1e3 * best.gain:,.1f} million a year" in result.output
    assert "real income" in result.output
    assert "1 of 1 other starts reach the same objective" in result.output


def test_objectives_come_from_a_brief(tmp_path: Path) -> None:
    asked = ["optimal", "USA", "--partners", "IND", "--starts", "0", *SMALL]
    result = invoke(*asked, "--objectives", talking_brief(tmp_path))
    assert result.exit_code == 0, result.output
    assert "exports (IND, manufacturing)" in result.output


def test_war_shows_its_certificate(tmp_path: Path) -> None:
    out = tmp_path / "war.json"
    result = invoke("war", "USA,IND", "--starts", "1", *SMALL, "--json", out)
    assert result.exit_code == 0, result.output
    for words in ("regret, USD mn", "Compared with peace", "where it is"):
        assert words in result.output
    war = json.loads(out.read_text(encoding="utf-8"))["war"]
    assert war["players"] == ["USA", "IND"]
    assert all(row["regret"] < 1.0 for row in war["regret"])
    assert {row["player"] for row in war["payoffs"]} == {"USA", "IND"}


def test_deal_shows_the_package(tmp_path: Path) -> None:
    out = tmp_path / "deal.json"
    path = talking_brief(tmp_path)
    result = invoke("deal", path, "--json", out)
    assert result.exit_code == 0, result.output
    deal = json.loads(out.read_text(encoding="utf-8"))["deal"]
    same = tt.bargain(tt.load_baseline("world-2022-small"), path)
    assert deal["agreed"] is True
    for row, expected in zip(deal["gains"], same.gains["gain"], strict=True):
        assert row["gain"] == pytest.approx(expected, abs=1e-4)
        assert f"{row['gain']:+,.3f}" in result.output
    assert "India opens to" in result.output
    assert {row["bound"] for row in deal["issues"]} == {"low", "", "high"}


def test_an_offer_is_judged(tmp_path: Path) -> None:
    offer, out = tmp_path / "offer.toml", tmp_path / "verdict.json"
    offer.write_text(
        'title = "A first offer"\n[issues]\nindian-tariff = 0.5\nopening = 0.5\n', encoding="utf-8"
    )
    path = talking_brief(tmp_path)
    result = invoke("deal", path, "--offer", offer, "--json", out)
    assert result.exit_code == 0, result.output
    verdict = json.loads(out.read_text(encoding="utf-8"))["offer"]
    assert verdict["numbers"] == {"us-tariff": 0.0, "indian-tariff": 0.5, "opening": 0.5}
    gains = {row["party"]: row for row in verdict["sides"]}
    assert gains["USA"]["accepts"]
    assert gains["IND"]["accepts"]
    assert verdict["distance"] > 0
    sure = verdict["bands"]["figures"]["gain of IND"]
    assert sure["value"] == pytest.approx(1e3 * gains["IND"]["gain"], rel=1e-6)
    assert sure["low"] < sure["value"] < sure["high"]
    shown = " ".join(result.output.split())
    for words in ("A first offer", "The United States accepts", "India accepts", "to the frontier",
                  "90 per cent band"):  # fmt: skip
        assert words in shown
    # More opening is a gain for both: nobody has to pay for it.
    assert "costs the other side nothing" in shown
    assert any(row["rate"] is None for row in verdict["rates"])


def test_no_deal_is_an_answer(tmp_path: Path) -> None:
    path = talking_brief(
        tmp_path, ('issues = ["us-tariff", "indian-tariff", "opening"]', 'issues = ["us-tariff"]')
    )
    result = invoke("deal", path, "--disagreement", "status_quo")
    assert result.exit_code == 0
    assert "Nothing on the table is better for everybody" in result.output
    assert "not converged" not in result.output


def test_a_quick_run_leaves_the_talks_out(tmp_path: Path) -> None:
    out = tmp_path / "quick.json"
    result = invoke("run", talking_brief(tmp_path), "--quick", "--json", out)
    assert result.exit_code == 0, result.output
    said = json.loads(out.read_text(encoding="utf-8"))
    text = json.dumps(said)
    assert "a quick run leaves the talks out" in text
    assert "Nobody would gain more than" not in text


SEARCHES = {
    "optimal": ["optimal", "USA", "--by", "partner", "--by", "sector", "--starts", "100"],
    "war": ["war", "all", "--by", "partner", "--by", "sector", "--starts", "100", *SMALL],
}


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("kind", SEARCHES)
def test_ctrl_c_keeps_the_best_so_far(kind: str, tmp_path: Path) -> None:
    """A real process at a terminal: the bar shows the objective, and an interrupt ends well."""
    out = tmp_path / "best.json"
    code = "from tradetalks.cli import program; program()"
    arguments = [sys.executable, "-c", code, *SEARCHES[kind], "--json", str(out)]
    terminal, theirs = pty.openpty()
    surroundings = {**os.environ, "TERM": "xterm", "COLUMNS": "200"}
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=theirs, env=surroundings, text=True
    ) as process:
        os.close(theirs)
        seen = _until_objective(terminal)
        process.send_signal(signal.SIGINT)
        seen += _rest(terminal)
        shown, _ = process.communicate(timeout=60)
    assert process.returncode == 130, seen
    assert re.search(r"[+-][\d,.]+ bn", seen), seen
    assert "interrupted: this is the best found so far" in seen
    assert "Traceback" not in seen
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found[kind]["interrupted"] is True
    assert found["converged"] is True  # the world at the best point so far
    if kind == "optimal":
        assert found[kind]["gain"] > 1.0
        assert f"USA gains USD {found[kind]['gain']:,.1f} billion a year" in shown


def _until_objective(terminal: int) -> str:
    """What the terminal shows until the bar has an objective in it."""
    seen = ""
    while not re.search(r"[+-][\d,.]+ bn", seen):
        try:
            seen += os.read(terminal, 4096).decode(errors="replace")
        except OSError:
            break
    return seen


def _rest(terminal: int) -> str:
    seen = ""
    while True:
        try:
            more = os.read(terminal, 4096)
        except OSError:
            return seen
        if not more:
            return seen
        seen += more.decode(errors="replace")
