"""Bands on the command line: shown, written, left out, and refused with words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tradetalks.cli import main

SMALL = ["--baseline", "world-2022-small"]
TARIFF = ["--tariff", "USA:IND:goods:+25%"]


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_solve_shows_and_writes_bands(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = invoke("solve", *SMALL, *TARIFF, "--json", str(out))
    assert done.exit_code == 0, done.output
    assert "Bands of 90 % from the error of the elasticities, by exact slopes" in done.output
    assert "balance in goods with IND" in done.output
    rows = json.loads(out.read_text())["bands"]["figures"]
    income = {r["country"]: r for r in rows if r["figure"] == "real_income_change"}
    whole = json.loads(out.read_text())["countries"]
    for country in ("USA", "IND"):
        assert income[country]["value"] == pytest.approx(whole[country]["real_income_change"])
        assert income[country]["band_low"] < income[country]["value"]
    plain = invoke("solve", *SMALL, *TARIFF, "--no-bands", "--json", str(out))
    assert "Bands" not in plain.output
    assert "bands" not in json.loads(out.read_text())


def test_draws_are_shown_beside_the_slopes(tmp_path: Path) -> None:
    found = []
    for seed in ("1", "1", "2"):
        out = tmp_path / "out.json"
        draws = ("--draws", "8", "--seed", seed, "--draw-method", "plain", "--level", "0.5")
        done = invoke("solve", *SMALL, *TARIFF, *draws, "--json", str(out))
        assert "Bands of 50 % from the error of the elasticities, by draws" in done.output
        found.append(json.loads(out.read_text())["bands"]["figures"])
    assert found[0] == found[1] != found[2]
    assert found[0][0]["draws"] == 8
    assert found[0][0]["delta_low"] == found[2][0]["delta_low"]


def test_searches_say_how_sure_they_are(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    search = ("--outcome", "balance:USA:IND:goods", "--target", "half")
    lever = ("--tariff", "USA:IND:goods:+0..50%")
    done = invoke("seek", *SMALL, *search, *lever, "--json", str(out))
    assert "The lever, 90 per cent band: " in done.output
    seek = json.loads(out.read_text())["seek"]
    (band,) = seek["bands"]["figures"].values()
    assert band["low"] < seek["value"] < band["high"]
    best = ("optimal", "USA", "--partners", "IND", "--starts", "0")
    done = invoke(*best, *SMALL, "--json", str(out))
    assert "Gain of USA, 90 per cent band: " in done.output
    facts = json.loads(out.read_text())["optimal"]
    assert facts["bands"]["figures"]["Gain of USA"]["value"] == pytest.approx(1e3 * facts["gain"])
    assert "band" not in invoke(*best, *SMALL, "--no-bands").output


@pytest.mark.parametrize(
    ("option", "told"),
    [
        (("--draws", "1"), "2<=x"),
        (("--level", "2"), "0<x<1"),
        (("--draw-method", "sobel"), "sobol"),
        (("--seed", "-1"), "x>=0"),
    ],
)
def test_mistakes_are_refused(option: tuple[str, str], told: str) -> None:
    done = invoke("solve", *SMALL, *TARIFF, *option)
    assert done.exit_code == 2
    assert told in done.output
