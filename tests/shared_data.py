"""The tables beside the repository that some tests compare with."""

from __future__ import annotations

import os
import warnings

import pytest


def need(present: bool, message: str) -> None:
    """Skip with a warning where the tables are absent; in continuous integration, fail."""
    if present:
        return
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(message)
    warnings.warn(message, stacklevel=2)
    pytest.skip(message)
