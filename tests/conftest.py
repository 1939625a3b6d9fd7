"""Fixtures shared by all tests."""

from __future__ import annotations

import signal
from typing import Any

import pytest

import tradetalks as tt
from tradetalks.solve import keep_compiled_programs
from worlds import make_arrays


@pytest.fixture(scope="session", autouse=True)
def process() -> None:
    """What every process of tests begins with, those that it starts included."""
    # Compiled once for all of them.
    keep_compiled_programs()
    # Ctrl-C is heard even where a shell has shut it out of what it runs in the background.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def arrays() -> dict[str, Any]:
    """A consistent world of 3 countries, 3 sectors and one factor, as plain arrays."""
    return make_arrays()


@pytest.fixture(scope="session")
def small() -> tt.Baseline:
    """The embedded world of 13 economies and 10 sectors."""
    return tt.load_baseline("world-2022-small")


@pytest.fixture(scope="session")
def world() -> tt.Baseline:
    """The embedded world of 81 economies and 34 sectors."""
    return tt.load_baseline("world-2022")
