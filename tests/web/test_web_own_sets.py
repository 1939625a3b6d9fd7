"""Sets of elasticities of whoever started the server, asked for by the names of their files."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from asking import SMALL, Make, ended, state, tariff
from tradetalks import Policy, load_baseline, solve
from tradetalks.cli import main

MINE = """
citation = "made up"
[[category]]
name = "Electronics"
isic = ["C26"]
theta = 9.5
standard_error = 1.0
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(MINE)
    return path


def test_a_set_of_ones_own_is_chosen_by_name(mine: Path, make: Make) -> None:
    client = make(elasticities=(mine,))
    world = client.get("/api/baseline").json()
    assert world["elasticity_sets"][0] == "mine.toml"
    answer = client.post(
        "/api/solve", json={"state": state(elasticities="mine.toml", levers=[tariff()])}
    )
    assert answer.status_code == 200, answer.text
    assert "elasticities mine.toml" in answer.json()["stamp"]
    table = answer.json()["tables"]["scenarios"]
    names = [column["name"] for column in table["columns"]]
    shown = {
        row[names.index("country")]: dict(zip(names, row, strict=True)) for row in table["rows"]
    }
    policy = Policy().tariff("USA", "IND", add=0.25, sectors="goods")
    small = load_baseline(SMALL)
    india = {
        name: float(solve(base, policy).outcomes["real_income_change"].sel(country="IND"))
        for name, base in (("own", small.with_elasticities(mine)), ("plain", small))
    }
    assert shown["IND"]["real_income_change"] == pytest.approx(india["own"], rel=1e-6)
    assert abs(india["own"] - india["plain"]) > 1e-3


def test_a_report_takes_it_along(mine: Path, make: Make) -> None:
    client = make(elasticities=(mine,))
    asked = state(elasticities="mine.toml", levers=[tariff()])
    begun = client.post("/api/report", json={"states": [asked], "quick": True})
    assert begun.status_code == 202, begun.text
    done = ended(client, begun.json()["id"])
    assert done["status"] == "done", done
    got = client.get(f"/api/jobs/{begun.json()['id']}/download").content
    with zipfile.ZipFile(io.BytesIO(got)) as packed:
        settings = json.loads(packed.read("report/manifest.json"))
    assert "mine" in json.dumps(settings["elasticities"])


def test_what_the_server_was_not_given_is_refused(mine: Path, make: Make) -> None:
    client = make(elasticities=(mine,))
    for name in (str(mine), "other.toml", "../mine.toml"):
        answer = client.post("/api/solve", json={"state": state(elasticities=name)})
        assert answer.status_code == 422
        assert "is not a set of elasticities" in answer.text


def test_a_faulty_set_is_named_before_anything_starts(mine: Path) -> None:
    (mine.parent / "bad").mkdir()
    bad = mine.parent / "bad" / "mine.toml"
    bad.write_text(MINE.replace("9.5", "-9.5"))
    words = ["serve", "--elasticities", str(mine), "--elasticities", str(bad)]
    shown = CliRunner().invoke(main, words)
    assert shown.exit_code == 2, shown.output
    assert "theta" in shown.output
    assert "two are called mine.toml" in shown.output
