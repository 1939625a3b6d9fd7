"""Asking the server: states on the small world, and a client in the same process."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

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
