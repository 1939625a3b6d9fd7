"""What the server answers: the numbers of the command line, of a report, and of its own texts."""

from __future__ import annotations

import json
import math
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

import tradetalks as tt
from asking import SMALL, state, tariff
from tradetalks.cli import main
from tradetalks.web.present import presets
from tradetalks.web.state import State
from tradetalks.web.worlds import Worlds

#: Fractions, and money as a share of what it is a part of, agree to this.
SAME = 1e-9

KINDS = [
    [tariff()],
    [tariff(rate=0.1), tariff("IND", "USA", factor=0.5)],
    [tariff(), {"kind": "purchase", "buyer": "IND", "seller": "USA", "sectors": "C26T28",
                "add": 10000, "paid_by": "IND"}, tariff("IND", "USA")],
    [{"kind": "migration", "origin": "IND", "residence": "USA", "skill": "skilled",
      "movers": 50000.5}],
    [{"kind": "sanction", "by": ["USA", "EU"], "target": "RUS", "measure": "import_ban",
      "sectors": "mining"},
     {"kind": "secondary_tariff", "importer": "USA", "target": "RUS", "because_of": "mining",
      "sectors": "goods", "add": 0.25},
     {"kind": "waiver", "by": "USA", "to": "IND", "target": "RUS"}],
    [{"kind": "bloc", "members": ["USA", "IND", "JPN"], "sectors": "goods", "inside": 0.5,
      "outside": "common", "label": "it's \"three\""}],
    [tariff("USA", "all", schedule="us-2025-04-02", spare="USMCA")],
    [{"kind": "embargo", "importer": "IND", "exporter": "RUS", "sectors": "mining", "both": True},
     {"kind": "trade_cost", "importer": "USA", "exporter": "IND", "sectors": "services",
      "factor": 0.95},
     {"kind": "export_tax", "exporter": "IND", "importer": "USA", "sectors": "C19T25", "add": 0.1},
     {"kind": "transfer", "payer": "USA", "receiver": "IND", "amount": 250}],
    [],
]  # fmt: skip
CLOSURES: list[dict[str, Any]] = [
    {},
    {
        "deficits": "balanced",
        "labour_supply": 0.4,
        "revenue": "income_tax",
        "scale_elasticity": 0.05,
    },
]


def solved(client: TestClient, **body: Any) -> dict[str, Any]:
    answer = client.post("/api/solve", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def rows(answer: dict[str, Any], table: str) -> list[dict[str, Any]]:
    found = answer["tables"][table]
    names = [column["name"] for column in found["columns"]]
    return [dict(zip(names, row, strict=True)) for row in found["rows"]]


def by_country(answer: dict[str, Any], name: str) -> dict[str, float]:
    return {row["country"]: row[name] for row in rows(answer, "countries")}


def agree(one: dict[str, float], other: dict[str, float], scale: dict[str, float] | float) -> None:
    assert one.keys() == other.keys()
    for label, value in one.items():
        size = scale if isinstance(scale, float) else abs(scale[label])
        assert math.isclose(value, other[label], rel_tol=SAME, abs_tol=SAME * size), label


def agree_in_all(one: dict[str, Any], other: dict[str, dict[str, float]]) -> None:
    """Countries' changes in per cent, and money against the country's income."""
    income = by_country(one, "income_base")
    for name in ("real_income_change", "exports_change", "price_index_change"):
        agree(by_country(one, name), {c: row[name] for c, row in other.items()}, 100.0)
    for name in ("equivalent_variation", "tariff_revenue", "balance"):
        agree(by_country(one, name), {c: row[name] for c, row in other.items()}, income)


@pytest.mark.parametrize("levers", KINDS, ids=lambda levers: "+".join(v["kind"] for v in levers))
def test_texts_of_a_state_run_to_its_numbers(
    client: TestClient,
    levers: list[dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    for closure in CLOSURES if levers == KINDS[1] else CLOSURES[:1]:
        said = state(levers=levers, closure=closure, title='It\'s $(date) "now" \\ é')
        page = solved(client, state=said, tables=["countries"])
        assert page["converged"], page["message"]
        texts = client.post("/api/say", json={"state": said}).json()
        own: dict[str, Any] = {}
        exec(texts["python"], own)  # our own text, of our own levers
        frame = own["world"].outcomes[["real_income_change", "exports_change",
            "price_index_change", "equivalent_variation", "tariff_revenue", "balance"]]  # fmt: skip
        agree_in_all(page, frame.to_dataframe().to_dict("index"))
        agree_in_all(page, from_shell(texts["shell"], tmp_path))
        (tmp_path / "saved.toml").write_text(texts["brief"], encoding="utf-8")
        assert tt.load_brief("saved.toml").title == (said["title"])


def from_shell(text: str, folder: Path) -> dict[str, dict[str, float]]:
    """What the line for the shell comes to, its heredoc done by hand."""
    if text.startswith("cat > "):
        head, _, rest = text.partition("\n")
        content, _, line = rest.partition("TRADETALKS\n")
        Path(shlex.split(head)[2]).write_text(content, encoding="utf-8")
    else:
        line = text
    words = shlex.split(line)
    assert words[0] == "tradetalks"
    result = CliRunner().invoke(main, [*words[1:], "--json", "out.json"])
    assert result.exit_code == 0, result.output
    found = json.loads((folder / "out.json").read_text("utf-8"))
    if "countries" in found:
        return dict(found["countries"])
    return {row["country"]: row for row in rows(found, "countries")}


def test_every_shipped_scenario_can_be_said(small: tt.Baseline) -> None:
    """Each as a state, and back from its link to the same state."""
    from urllib.parse import unquote

    brief = tt.load_brief("us-india")
    found = list(presets(brief, "us-india", "world-2022", tt.load_baseline("world-2022")))
    assert len(found) == len(brief.scenarios)
    for one in found:
        whole = State(parties=one["parties"], title=one["title"], levers=one["levers"])
        again = State.model_validate_json(unquote(whole.link))
        assert again.text == whole.text
        assert again.key == whole.key
    assert any(presets(brief, "us-india", SMALL, small))


def test_tables_are_those_of_a_report(client: TestClient, tmp_path: Path) -> None:
    said = state(levers=KINDS[2], title="Now")
    names = ["scenarios", "countries", "third_countries", "bilateral", "sectors", "factors",
             "first_order", "flows", "levers", "purchases", "welfare"]  # fmt: skip
    page = solved(client, state=said, tables=names)
    text = client.post("/api/say", json={"state": said}).json()["brief"]
    (tmp_path / "now.toml").write_text(text, encoding="utf-8")
    report = json.loads(tt.run(tmp_path / "now.toml", quick=True, bands=False).to_json())
    for name in names:
        mine, theirs = page["tables"][name], report["tables"][name]
        assert [c["name"] for c in mine["columns"]] == [c["name"] for c in theirs["columns"]], name
        assert len(mine["rows"]) == len(theirs["rows"])
        for one, other in zip(mine["rows"], theirs["rows"], strict=True):
            for left, right in zip(one, other, strict=True):
                if isinstance(left, float):
                    assert math.isclose(left, right, rel_tol=1e-6, abs_tol=1e-3), (name, one)
                else:
                    assert left == right
    assert page["sentence"] == report["findings"]["now"]


def test_only_what_is_asked_for_is_sent(client: TestClient) -> None:
    page = solved(client, state=state(), tables=["countries", "purchases", "no-such-table"], seq=7)
    assert list(page["tables"]) == ["countries"]
    assert page["seq"] == 7
    assert list(page["missing"]) == ["purchases", "no-such-table"]
    assert page["stamp"].startswith(f"tradetalks {tt.__version__}; baseline {SMALL} ")
    assert page["stamp"].endswith("; deficits fixed")
    assert page["sentence"]
    chosen = solved(client, state=state(), tables=["sectors"], country="BRA")
    assert {row["country"] for row in rows(chosen, "sectors")} == {"USA", "IND", "BRA"}


def test_a_solve_that_fails_is_named(client: TestClient) -> None:
    closed = {"kind": "embargo", "importer": "all", "exporter": "IND", "sectors": "all",
              "both": True}  # fmt: skip
    page = solved(client, state=state(levers=[closed]))
    assert not page["converged"]
    assert page["status"] not in ("", "converged")
    assert page["message"]
    assert page["tables"] == {}


def test_where_a_solve_begins_is_not_seen(small: tt.Baseline) -> None:
    """The same numbers after a long drag as from the baseline."""
    worlds = Worlds(SMALL, 2)
    for points in range(30, 0, -1):
        end = State.model_validate(state(levers=[tariff(add=points / 100)]))
        place = worlds.place(end.baseline, end.elasticities, end.closure)
        dragged = place.solve(tt.Policy().tariff("USA", "IND", add=points / 100, sectors="goods"))
    cold = tt.solve(small, tt.Policy().tariff("USA", "IND", add=0.01, sectors="goods"), tol=1e-13)
    gap = abs(dragged.outcomes["real_income_change"] - cold.outcomes["real_income_change"]).max()
    assert float(gap) < 1e-9
    assert dragged.residual <= 1e-11


def test_states_side_by_side(client: TestClient) -> None:
    states = [state(), state(closure={"deficits": "balanced"}), state(levers=[])]
    found = client.post("/api/compare", json={"states": states}).json()["scenarios"]
    assert [one["key"] for one in found] == [State.model_validate(s).key for s in states]
    alone = solved(client, state=states[1])
    agree(by_country(found[1], "real_income_change"), by_country(alone, "real_income_change"), 1.0)
    assert max(map(abs, by_country(found[2], "real_income_change").values())) < 1e-9


def test_what_is_there_before_anything_moves(client: TestClient, small: tt.Baseline) -> None:
    world = client.get("/api/baseline").json()
    assert [c["code"] for c in world["countries"]] == list(small.countries)
    assert [s["code"] for s in world["sectors"] if s["goods"]] == list(small.sectors[:7])
    assert world["hash"] == small.fingerprint
    assert "fontagne_2022" in world["elasticity_sets"]
    assert all(len(p["levers"]) for p in world["presets"])
    for preset in world["presets"][:3]:
        assert solved(client, state=state(levers=preset["levers"]), tables=[])["converged"]
    pair = client.get("/api/pair", params={"a": "USA", "b": "IND"}).json()
    trade, duty = small["trade"], small["tariff"]
    flow = trade.sel(exporter="IND", importer="USA")
    paid = float((flow * duty.sel(exporter="IND", importer="USA")).sum())
    (charged,) = [t for t in pair["tariffs"] if t["importer"] == "USA"]
    assert charged["all"] == pytest.approx(paid / float(flow.sum()), rel=1e-12)
    assert pair["facts"] is None or pair["facts"]["rows"]
    charts = client.get("/api/charts", params={"a": "USA", "b": "IND"}).json()
    assert {"charts", "shapes", "points", "borders", "light"} <= charts.keys()
    assert {b["name"] for b in client.get("/api/baselines").json()} >= {SMALL, "world-2022"}


def test_the_page_and_its_parts_are_served(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    for name in ("vendor/vega.min.js", "colours.css", "shared/charts.js"):
        found = client.get(f"/static/{name}")
        assert found.status_code == 200
        assert found.headers["cache-control"] == "no-cache"
        tag = {"if-none-match": found.headers["etag"]}
        assert client.get(f"/static/{name}", headers=tag).status_code == 304


def test_quick_questions(client: TestClient, small: tt.Baseline) -> None:
    ranked = client.post("/api/rank", json={
        "state": state(levers=[]), "question": {"outcome": "real_income", "country": "IND",
                                                "top": 3}}).json()  # fmt: skip
    frame = tt.rank(small, outcome="real_income", country="IND", levers=("tariff",),
                    by=("exporter", "importer", "sector"), top=3)  # fmt: skip
    assert [row["effect"] for row in rows(ranked, "ranking")] == pytest.approx(
        list(frame["effect"]), rel=1e-6
    )
    sought = client.post("/api/seek", json={"state": state(levers=[]), "question": {
        "outcome": "balance", "country": "USA", "partner": "IND", "sectors": "goods",
        "target": "half", "lever": [tariff(add=[0.0, 0.5])]}}).json()  # fmt: skip
    assert sought["reached"]
    assert "points" in sought["sentence"]
