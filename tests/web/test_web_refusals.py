"""What the server refuses, and how it says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from asking import Make, state, tariff
from briefs import HOSTILE, SHORT
from tradetalks.web.guard import HEADERS
from tradetalks.web.settings import Limits, Settings

JSON = {"content-type": "application/json"}


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    (found,) = answer.json().values()
    assert found["code"] == code
    assert found["message"]
    assert "Traceback" not in answer.text
    return dict(found)


def problems(answer: Any) -> dict[str, dict[str, str]]:
    """What is wrong, by place."""
    return {p["place"]: p for p in refused(answer, 422, "bad_input")["problems"]}


def test_where_levers_do_not_go_together_the_lever_is_named(client: TestClient) -> None:
    waiver = {"kind": "waiver", "by": "USA", "to": "IND", "target": "RUS"}
    found = problems(client.post("/api/solve", json={"state": state(levers=[tariff(), waiver])}))
    assert list(found) == ["state.levers[2]"]


def test_every_mistake_in_a_state_is_told_at_once(client: TestClient) -> None:
    body = {
        "state": state(
            bse=1,
            parties=["USA", "INDI", "EU", "all"],
            closure={"deficits": "fixd", "labour_supply": -1},
            elasticities="fontagne_2002",
            levers=[
                {"kind": "tarif"},
                tariff("USA", "INDIA", add=25),
                {**tariff(), "rate": 0.1},
                {**tariff(), "sectors": "good"},
                tariff("USA", "USA"),
                tariff(add=[0, 0.5]),
            ],
        ),
        "seqq": 1,
        "client": 3,
    }
    found = problems(client.post("/api/solve", json=body))
    assert {
        "state.bse", "state.parties[2]", "state.parties[4]", "state.closure.deficits",
        "state.closure.labour_supply", "state.elasticities", "state.levers[1].kind",
        "state.levers[2].exporter", "state.levers[2].add", "state.levers[3]",
        "state.levers[4].sectors", "state.levers[5]", "state.levers[6].add", "seqq", "client",
    } <= found.keys()  # fmt: skip
    assert found["state.parties[2]"]["nearest"] == "IND"
    assert found["state.closure.deficits"]["nearest"] == "fixed"
    assert found["state.elasticities"]["nearest"] == "fontagne_2022"
    assert found["state.levers[1].kind"]["nearest"] == "tariff"
    assert found["seqq"]["nearest"] == "seq"
    assert "25" in found["state.levers[2].add"]["remedy"]


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        ("solve", {}, "state"),
        ("solve", {"state": 3}, "state"),
        ("solve", {"state": state(baseline="world-2222")}, "state.baseline"),
        ("solve", {"state": state(baseline="../../etc/passwd")}, "state.baseline"),
        ("solve", {"state": state(parties=[])}, "state.parties"),
        ("solve", {"state": state(title="x" * 300)}, "state.title"),
        ("solve", {"state": state(levers=[tariff()] * 65)}, "state.levers"),
        ("solve", {"state": state(), "country": "Atlantis"}, "country"),
        ("solve", {"state": state(), "seq": -1}, "seq"),
        ("compare", {"states": [state()]}, "states"),
        ("compare", {"states": [state(), state(levers=[tariff(add="25%")])]},
         "states[2].levers[1].add"),
        ("rank", {"state": state(), "question": {"outcome": "real_income", "country": "INDI"}},
         "question.country"),
        ("seek", {"state": state(), "question": {"outcome": "balance", "country": "USA",
                                                 "target": "half", "lever": []}},
         "question.lever"),
        ("deal", {"state": state(), "issues": {"lever-9": 0.5}}, "offer, lever-9"),
        ("jobs", {"kind": "waar", "state": state()}, "kind"),
        ("jobs", {"state": state()}, "kind"),
        ("jobs", {"kind": "optimal", "state": state(), "country": "US"}, "country"),
        ("jobs", {"kind": "deal", "state": state(), "brief": "us-indai"}, "brief"),
        ("jobs", {"kind": "deal", "state": state(parties=["USA"])}, "state.parties"),
        ("jobs", {"kind": "sweep", "state": state(), "lever": 2, "values": [0]}, "lever"),
        ("jobs", {"kind": "sweep", "state": state(), "lever": 1, "values": [0.1, 1e9]},
         "values[2]"),
        ("jobs", {"kind": "offer", "state": state(), "issues": {"lever-1": "x"}},
         "issues.lever-1"),
        ("rank", {"state": state(), "question": {"outcome": "real_incom", "country": "IND",
                                                 "partner": "Atlantis"}}, "question.outcome"),
        ("compare", {"states": [state()] * 5}, "states"),
        ("report", {}, "body"),
        ("report", {"states": [state(), state(parties=["USA", "CHN"])]}, "states[2].parties"),
        ("say", {"state": state(levers=[{"kind": "tariff"}])}, "state.levers[1].importer"),
    ],
)  # fmt: skip
def test_mistakes_are_told_by_place(
    client: TestClient, path: str, body: dict[str, Any], place: str
) -> None:
    found = problems(client.post(f"/api/{path}", json=body))
    assert place in found, found


@pytest.mark.parametrize("text", ["{", "[]", "", "null", '"x"', "\x00", '{"state": NaN}'])
def test_what_is_no_json_object(client: TestClient, text: str) -> None:
    refused(client.post("/api/solve", content=text, headers=JSON), 422, "bad_input")


def test_posted_briefs_are_read_whole_and_reach_no_file(client: TestClient, tmp_path: Path) -> None:
    good = SHORT.format(hostile=HOSTILE)
    read = client.post("/api/brief", json={"text": good}).json()
    assert [s["id"] for s in read["scenarios"]] == ["tariff", "free-trade"]
    assert HOSTILE in read["scenarios"][0]["title"]
    for whole in (read["state"], *(s["state"] for s in read["scenarios"])):
        assert client.post("/api/solve", json={"state": whole, "tables": []}).is_success
    secret = tmp_path / "secret.toml"
    secret.write_text('password = "xyzzy"\n', encoding="utf-8")
    paths = (str(secret), "/etc/passwd", "../../etc/passwd", "file:///etc/passwd", "nothing.toml")
    for path in paths:
        for key in ("baseline", "elasticities"):
            old = f'{key} = "world-2022-small"\n'
            bad = f"{key} = {json.dumps(path)}\n" + good.replace(old, "")
            bad = bad.replace("rate = 0.0", "rte = 0")
            answer = client.post("/api/brief", json={"text": bad})
            found = refused(answer, 422, "bad_input")["problems"]
            (told,) = [p["what"] for p in found if p["place"].endswith(f": {key}")]
            assert told.endswith(("is not a world of this server", "is not a set of elasticities"))
            assert sum("'rte'" in p["what"] for p in found) == 2
            assert "xyzzy" not in answer.text
            assert "password" not in answer.text.replace("/etc/passwd", "")
            refused(client.post("/api/report", json={"brief": bad}), 422, "bad_input")
            body = {"state": state(**{key: path})}
            for where in ("solve", "say", "rank"):
                more = {"question": {"outcome": "gdp", "country": "IND"}} if where == "rank" else {}
                place = problems(client.post(f"/api/{where}", json={**body, **more}))
                assert f"state.{key}" in place
    for text in ("a = [", "\ud800", "x = 1\n" * 1000):
        escaped = json.dumps({"text": text}).encode()
        refused(client.post("/api/brief", content=escaped, headers=JSON), 422, "bad_input")


def test_hostile_text_stays_text(client: TestClient) -> None:
    title = '""" \' $(touch /tmp/hurt) `x` \\n {{7*7}} ' + HOSTILE
    said = state(title=title)
    texts = client.post("/api/say", json={"state": said})
    assert texts.headers["content-type"] == "application/json"
    compile(texts.json()["python"], "said", "exec")
    page = client.post("/api/solve", json={"state": said})
    assert page.headers["x-content-type-options"] == "nosniff"
    label = {"kind": "bloc", "members": ["USA", "IND"], "sectors": "goods", "label": title}
    texts = client.post("/api/say", json={"state": state(levers=[label])}).json()
    compile(texts["python"], "said", "exec")
    made = client.post("/api/report", json={"states": [said]}).json()
    assert "id" in made


def test_headers_of_every_answer(client: TestClient) -> None:
    for path in ("/", "/api/status", "/nothing", "/static/vendor/vega.min.js", "/openapi.json"):
        answer = client.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, path
    assert "unsafe-eval" not in HEADERS["Content-Security-Policy"]
    assert "script-src 'self';" in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd",
        "/static/%2fetc%2fpasswd", "/static/vendor/../page.py", "/static/shared/one.html",
        "/static/shared/report.html", "/static/vendor/%00", "/static/", "/docs", "/redoc",
    ],
)  # fmt: skip
def test_no_other_file_is_served(client: TestClient, path: str) -> None:
    refused(client.get(path), 404, "not_found")


def test_who_may_ask(make: Make) -> None:
    open_ = make()
    for host in ("localhost:8000", "127.0.0.1:1", "[::1]:8000", "localhost"):
        assert open_.get("/api/status", headers={"host": host}).is_success
    for host in ("evil.example", "localhost.evil.example", "evil.example:8000", "", "[::1"):
        refused(open_.get("/api/status", headers={"host": host}), 421, "bad_input")
    own = {"origin": "http://localhost:8000"}
    assert open_.get("/api/status", headers=own).is_success
    for origin in ("http://evil.example", "null", "http://localhost:9"):
        refused(open_.get("/api/status", headers={"origin": origin}), 403, "unauthorised")
    refused(open_.post("/api/solve", content="{}", headers={"content-type": "text/plain"}),
            415, "bad_input")  # fmt: skip
    refused(open_.put("/api/solve"), 405, "method_not_allowed")
    assert Settings(host="0.0.0.0").names == ("*",)
    assert "calc.example" in Settings(hosts=("calc.example",)).names


def test_a_token_is_wanted_where_one_is_set(make: Make) -> None:
    client = make(token="correct-horse-battery")
    assert client.get("/").is_success
    assert client.get("/static/colours.css").is_success
    for headers in (
        {},
        {"authorization": "correct-horse-battery"},
        {"authorization": "Basic correct-horse-battery"},
        {"authorization": "Bearer wrong"},
        {"authorization": "Bearer "},
        {"authorization": "Bearer correct-horse-batter\u00ff".encode("latin-1")},
    ):
        for path in ("/api/status", "/openapi.json", "/api/jobs"):
            refused(client.get(path, headers=headers), 401, "unauthorised")
    right = {"authorization": "Bearer correct-horse-battery"}
    assert client.get("/api/status", headers=right).is_success


def test_a_body_may_not_be_too_large(make: Make) -> None:
    client = make(limits=Limits(body=5000))
    refused(client.post("/api/solve", content=b" " * 6000, headers=JSON), 413, "too_large")
    pieces = (b" " * 1000 for _ in range(7))  # of no announced length
    refused(client.post("/api/solve", content=pieces, headers=JSON), 413, "too_large")


def test_an_answer_that_takes_too_long(make: Make) -> None:
    client = make(limits=Limits(request=0.0))
    answer = client.post("/api/solve", json={"state": state()})
    refused(answer, 503, "timeout")
    assert int(answer.headers["retry-after"]) > 0


def test_faults_are_told_without_their_trace(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("tradetalks.web.routes.solve.solved", fail)
    quiet = TestClient(client.app, base_url="http://localhost:8000", raise_server_exceptions=False)
    answer = quiet.post("/api/solve", json={"state": state()})
    assert "secret" not in answer.text
    refused(answer, 500, "failed")
    assert answer.headers["x-content-type-options"] == "nosniff"
