"""`tradetalks serve`: what it refuses, what it warns of, and how it ends."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner, Result

from asking import SMALL, state
from tradetalks.cli import main


def serve(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["serve", *arguments])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--baseline", "world-2222"), "world-2022"),
        (("--baseline", "/nothing/here.nc"), "/nothing/here.nc"),
        (("--token", "short"), "16 characters"),
        (("--token", "sch\u00f6ner-langer-schl\u00fcssel"), "ASCII"),
        (("--port", "0"), "--port"),
        (("--prot", "80"), "--port"),
    ],
)
def test_mistakes_end_with_status_two(arguments: tuple[str, ...], said: str) -> None:
    result = serve(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_port_in_use_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = serve("--port", str(taken.getsockname()[1]), "--baseline", SMALL)
    assert result.exit_code == 2
    assert "--port" in result.output
    assert "in use" in result.output


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    result = serve()
    assert result.exit_code == 2
    assert "tradetalks[serve]" in result.output


def test_it_warns_where_the_network_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uvicorn.Server.run", lambda server, sockets: sockets[0].close())
    monkeypatch.setattr("socket.create_server", lambda address, family: socket.socket(family))
    for arguments, warned in (
        ((), False),
        (("--host", "0.0.0.0"), True),
        (("--host", "0.0.0.0", "--token", "correct-horse-battery"), False),
    ):
        result = serve("--baseline", SMALL, *arguments)
        assert result.exit_code == 0, result.output
        assert ("no authentication" in result.output) is warned
    assert "#token=correct-horse-battery" in result.output


def test_a_process_of_its_own_begins_answers_and_ends(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = str(Path(sys.executable).with_name("tradetalks"))
    command = [program, "serve", "--port", str(port), "--baseline", SMALL]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        for _ in range(1200):
            try:
                with urlopen(f"http://127.0.0.1:{port}/api/status") as answer:
                    if json.load(answer)["ready"]:
                        break
            except OSError:
                assert process.poll() is None
            time.sleep(0.05)
        body = {"kind": "frontier", "state": state(levers=[])}
        name = post(port, "jobs", body)["id"]
        with urlopen(f"http://127.0.0.1:{port}/api/jobs/{name}/events") as watching:
            watching.readline()
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=30)
    assert process.returncode in (0, 130)
    assert "Traceback" not in errors
    assert errors == ""


def post(port: int, path: str, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"}
    request = Request(f"http://127.0.0.1:{port}/api/{path}", json.dumps(body).encode(), headers)
    with urlopen(request) as answer:
        found: dict[str, Any] = json.load(answer)
    return found
