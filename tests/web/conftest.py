"""Servers on the small world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from asking import SMALL, Make, asking, serving
from tradetalks.web.settings import Limits, Settings


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    with asking(Settings(baseline=SMALL)) as opened:
        yield opened


@pytest.fixture
def make() -> Iterator[Make]:
    """Servers with settings of a test's own."""
    opened: list[TestClient] = []

    def begin(*, limits: Limits | None = None, **settings: Any) -> TestClient:
        found = asking(Settings(baseline=SMALL, limits=limits or Limits(), **settings))
        opened.append(found.__enter__())
        return found

    yield begin
    for one in opened:
        one.__exit__(None, None, None)


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """The address of a server on a port of its own, asked over real HTTP."""
    with serving(Settings(baseline=SMALL)) as address:
        yield address
