"""Fixtures shared by all tests."""

from __future__ import annotations

from typing import Any

import pytest

from worlds import make_arrays


@pytest.fixture
def arrays() -> dict[str, Any]:
    """A consistent world of 3 countries, 3 sectors and one factor, as plain arrays."""
    return make_arrays()
