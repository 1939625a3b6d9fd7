"""Fixtures shared by all tests."""

from __future__ import annotations

from typing import Any

import pytest

import tradetalks as tt
from worlds import make_arrays


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
