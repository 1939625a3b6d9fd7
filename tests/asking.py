"""Asking the server: states on the small world, and a client in the same process."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any
from urllib.request import urlopen

import uvicorn
from starlette.testclient import TestClient

from tradetalks.web.app import create_app
from tradetalks.web.settings import Settings
from tradetalks.web.state import EXAMPLE

SMALL = "world-2022-small"
#: Begins a server with settings of a test's own.
Make = Callable[..., TestClient]


def state(**changes: Any) -> dict[str, Any]:
    """The example's state on the small world, with changes."""
    return {**deepcopy(EXAMPLE), "baseline": SMALL, **changes}


def tariff(importer: str = "USA", exporter: str = "IND", **amount: Any) -> dict[str, Any]:
    """A tariff on goods."""
    ends = {"importer": importer, "exporter": exporter}
    return {"kind": "tariff", **ends, "sectors": "goods", **(amount or {"add": 0.25})}


def asking(settings: Settings) -> TestClient:
    """A client of a server with these settings, not yet begun."""
    return TestClient(create_app(settings), base_url="http://localhost:8000")


def ended(client: TestClient, name: str) -> dict[str, Any]:
    """A job once its stream of events has ended."""
    with client.stream("GET", f"/api/jobs/{name}/events") as stream:
        for _ in stream.iter_lines():
            pass
    found: dict[str, Any] = client.get(f"/api/jobs/{name}").json()
    return found


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """A server in a thread of this process, on a free port; its address once it is ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(create_app(settings), port=port, log_level="error", lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{port}"
    for _ in range(1200):
        try:
            with urlopen(f"{address}/api/status") as answer:
                if json.load(answer)["ready"]:
                    break
        except OSError:
            pass
        time.sleep(0.05)
    else:
        raise TimeoutError("the server does not become ready")
    yield address
    server.should_exit = True
    thread.join(20)
