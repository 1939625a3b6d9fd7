"""Long work: told of as it goes, cancelled, limited, kept; its results are those of Python."""

from __future__ import annotations

import io
import json
import logging
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import tradetalks as tt
from asking import Make, ended, state, tariff
from tradetalks.web.jobs import Produce, Tell
from tradetalks.web.settings import Limits


def started(client: TestClient, path: str = "jobs", /, **body: Any) -> str:
    answer = client.post(f"/api/{path}", json=body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def done(client: TestClient, path: str = "jobs", **body: Any) -> dict[str, Any]:
    found = ended(client, started(client, path, **body))
    assert found["status"] == "done", found
    return dict(found["result"])


def rows(result: dict[str, Any], table: str) -> list[dict[str, Any]]:
    found = result["tables"][table]
    names = [column["name"] for column in found["columns"]]
    return [dict(zip(names, row, strict=True)) for row in found["rows"]]


class Slow:
    """Work that goes on until it is told to end, or let go."""

    def __init__(self) -> None:
        self.open, self.begun = threading.Event(), threading.Event()

    def __call__(self, worlds: Any, body: Any) -> Any:
        def work(tell: Tell) -> Produce:
            self.begun.set()
            for step in range(2000):
                tell(f"step {step}", step, 2000)
                if self.open.wait(0.005):
                    break
            return Produce({"sentence": "let go"})

        return work


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    work = Slow()
    monkeypatch.setattr("tradetalks.web.routes.jobs.work_of", work)
    return work


def until(client: TestClient, name: str, *wanted: str) -> dict[str, Any]:
    for _ in range(1000):
        found: dict[str, Any] = client.get(f"/api/jobs/{name}").json()
        if found["status"] in wanted:
            return found
        time.sleep(0.01)
    raise AssertionError(found)


def test_best_policy_and_war_are_those_of_python(client: TestClient, small: tt.Baseline) -> None:
    found = done(client, kind="optimal", state=state(levers=[]), country="USA")
    best = tt.optimal_policy(small, "USA", "tariff", (), partners="IND")
    (row,) = rows(found, "best_policy")
    assert row["rate"] == pytest.approx(100 * float(best.rates["rate"].iloc[0]), abs=1e-4)
    assert found["certificate"]
    assert found["charts"] is not None
    ((lever,),) = found["levers"]
    assert lever["rate"] == pytest.approx(row["rate"] / 100)
    taken = client.post(
        "/api/solve", json={"state": state(levers=[lever]), "tables": ["countries"]}
    )
    assert taken.json()["converged"]
    war = done(client, kind="war", state=state(levers=[]))
    assert "It ends where" in war["sentence"]
    regrets = [row["regret_million"] for row in rows(war, "war_players")]
    assert max(regrets) < 1


def test_deal_and_frontier_and_where_the_page_stands(client: TestClient) -> None:
    levers = [tariff("USA", "IND", factor=0.9), tariff("IND", "USA", factor=0.5)]
    deal = done(client, kind="deal", state=state(levers=levers))
    assert deal["sentence"].startswith("On ")
    frontier = done(client, kind="frontier", state=state(levers=levers))
    kinds = {row["kind"]: row for row in rows(frontier, "frontier")}
    assert {"efficient", "deal", "scenario", "disagreement"} <= kinds.keys()
    assert kinds["scenario"]["id"] == "now"
    assert kinds["scenario"]["distance"] >= 0
    assert len(frontier["levers"]) == sum(
        row["kind"] == "efficient" for row in rows(frontier, "frontier")
    )
    for one in (frontier["levers"][0], frontier["levers"][-1]):
        page = client.post("/api/solve", json={"state": state(levers=one), "tables": []}).json()
        assert page["converged"]


def test_a_sweep_over_one_lever(client: TestClient) -> None:
    values = [0.0, 0.1, 0.3]
    found = done(client, kind="sweep", state=state(), lever=1, values=values)
    mine = [row for row in rows(found, "sweep") if row["country"] == "IND"]
    assert [row["x"] for row in mine] == values
    page = client.post("/api/solve", json={"state": state(levers=[tariff(add=0.3)])}).json()
    there = next(r for r in rows(page, "scenarios") if r["country"] == "IND")
    assert mine[-1]["real_income_change"] == pytest.approx(there["real_income_change"], abs=1e-9)


def unpacked(client: TestClient, name: str, folder: Path) -> Path:
    ended(client, name)
    got = client.get(f"/api/jobs/{name}/download")
    assert got.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(got.content)) as packed:
        packed.extractall(folder)
    return folder / "report"


def test_a_report_is_the_folder_that_run_writes(client: TestClient, tmp_path: Path) -> None:
    """Of a brief, file by file; of states, what their briefs come to."""
    text = client.post("/api/say", json={"state": state(title="One")}).json()["brief"]
    mine = unpacked(client, started(client, "report", brief=text), tmp_path / "mine")
    (tmp_path / "report.toml").write_text(text, encoding="utf-8")
    theirs = tt.run(tmp_path / "report.toml", out=tmp_path / "theirs")
    files = {str(f.relative_to(mine)): f for f in mine.rglob("*") if f.is_file()}
    there = {f.relative_to(tmp_path / "theirs") for f in (tmp_path / "theirs").rglob("*")}
    assert files.keys() == {str(f) for f in there if f.suffix}
    for name, file in files.items():
        if name.endswith(".csv"):
            assert file.read_bytes() == (tmp_path / "theirs" / name).read_bytes(), name
    assert theirs.headline in files["report.html"].read_text("utf-8")
    states = [state(title="One"), state(title="Two", levers=[])]
    both = unpacked(client, started(client, "report", states=states), tmp_path / "both")
    told = json.loads((both / "manifest.json").read_text("utf-8"))["scenarios"]
    assert [(s["title"], s["converged"]) for s in told] == [("One", True), ("Two", True)]


def test_progress_cancel_and_what_is_kept(client: TestClient, slow: Slow) -> None:
    first = started(client, kind="war", state=state())
    second = started(client, kind="war", state=state(title="Second"))
    assert slow.begun.wait(10)
    assert until(client, first, "running")["progress"]["total"] >= 1
    assert client.get(f"/api/jobs/{second}").json()["status"] == "queued"
    assert client.delete(f"/api/jobs/{second}").json()["status"] == "cancelled"
    client.delete(f"/api/jobs/{first}")
    assert until(client, first, "cancelled")["progress"]["what"].startswith("step")
    slow.open.set()
    third = started(client, kind="war", state=state())
    until(client, third, "done")
    listed = client.get("/api/jobs").json()  # as a page that was loaded anew asks
    assert [job["id"] for job in listed[:3]] == [third, second, first]
    assert client.get(f"/api/jobs/{third}").json()["result"] == {"sentence": "let go"}
    assert client.delete(f"/api/jobs/{third}").json()["status"] == "done"
    assert client.get("/api/jobs/none").status_code == 404
    assert client.get(f"/api/jobs/{third}/download").status_code == 404


def test_events_are_a_stream(client: TestClient, slow: Slow) -> None:
    name = started(client, kind="war", state=state())
    threading.Timer(0.8, slow.open.set).start()
    events: list[tuple[str, dict[str, Any]]] = []
    with client.stream("GET", f"/api/jobs/{name}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        kind = ""
        for line in stream.iter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                events.append((kind, json.loads(line.removeprefix("data: "))))
    assert [kind for kind, _ in events][-1] == "done"
    assert {kind for kind, _ in events[:-1]} == {"progress"}
    steps = [data["progress"]["done"] for _, data in events[:-1]]
    assert steps == sorted(steps)
    assert len(events) >= 3


def test_only_so_many_jobs(make: Make, slow: Slow) -> None:
    for limits in (Limits(jobs_each=2), Limits(jobs=2)):
        client = make(limits=limits)
        for k in range(2):
            started(client, kind="war", state=state(), client=f"name {k}")
        refused = client.post("/api/jobs", json={"kind": "war", "state": state()})
        assert refused.status_code == 429
        assert refused.json()["error"]["code"] == "busy"
        assert int(refused.headers["retry-after"]) > 0
        for job in client.get("/api/jobs").json():
            client.delete(f"/api/jobs/{job['id']}")
    slow.open.set()


def test_a_fault_in_a_job_is_told_to_both(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def work(tell: Tell) -> Produce:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("tradetalks.web.routes.jobs.work_of", lambda worlds, body: work)
    log = logging.Logger("its own")  # libraries may silence those of this process
    log.addHandler(caplog.handler)
    monkeypatch.setattr("tradetalks.web.jobs.LOG", log)
    found = ended(client, started(client, kind="war", state=state()))
    assert found["status"] == "failed"
    assert found["error"]["code"] == "failed"
    assert "secret" not in str(found)
    assert "secret" in caplog.text


def test_jobs_are_named_by_what_they_do(client: TestClient, slow: Slow) -> None:
    slow.open.set()
    told = []
    for body in (
        {"kind": "optimal", "state": state(title=""), "country": "IND"},
        {"kind": "war", "state": state(title="Mine")},
    ):
        name = started(client, **body)
        told.append(client.get(f"/api/jobs/{name}").json()["title"])
    assert told == ["Best tariffs of India", "Tariff war of the United States and India: Mine"]


def test_an_offer_at_once_and_judged_whole(client: TestClient) -> None:
    levers = [tariff("USA", "IND", factor=0.9), tariff("IND", "USA", factor=0.5)]
    body = {"state": state(levers=levers), "issues": {"lever-1": 0.5}}
    quick = client.post("/api/deal", json=body).json()
    assert quick["distance"] is None
    whole = done(client, kind="offer", **body)
    assert whole["distance"] >= 0
    for one, other in zip(quick["sides"], whole["sides"], strict=True):
        assert one["gain"] == pytest.approx(other["gain"], abs=1e-6)
        assert one["could_gain"] is None
        assert other["could_gain"] >= 0


def test_a_job_that_takes_too_long_ends_by_name(make: Make, slow: Slow) -> None:
    client = make(limits=Limits(job=0.2))
    found = until(client, started(client, kind="war", state=state()), "failed")
    assert found["error"]["code"] == "timeout"


def test_old_jobs_are_forgotten_with_their_files(make: Make) -> None:
    client = make(limits=Limits(kept=2))
    first = started(client, "report", states=[state()])
    until(client, first, "done")
    assert client.get(f"/api/jobs/{first}/download").is_success
    for _ in range(2):
        until(client, started(client, kind="sweep", state=state(), lever=1, values=[0.1]), "done")
    assert client.get(f"/api/jobs/{first}").status_code == 404
    assert len(client.get("/api/jobs").json()) == 2


def test_a_job_without_an_end_is_named(client: TestClient) -> None:
    closed = {"kind": "embargo", "importer": "all", "exporter": "IND", "sectors": "all",
              "both": True}  # fmt: skip
    found = ended(client, started(client, kind="optimal", state=state(levers=[closed])))
    told = found.get("result", {}).get("sentence", "") + str(found.get("error", ""))
    assert found["status"] in ("done", "failed")
    assert "found" in told or "not_converged" in told
