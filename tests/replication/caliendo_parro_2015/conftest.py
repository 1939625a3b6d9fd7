"""The authors' files are not part of this repository; without them these tests say so."""

from __future__ import annotations

import os
import warnings

import pytest

from replication.caliendo_parro_2015.data import FOLDER, available


@pytest.fixture(autouse=True, scope="session")
def authors_files() -> None:
    """Skip with a warning where the files are absent; in continuous integration, fail."""
    if available():
        return
    message = f"Caliendo and Parro (2015) is NOT replicated: no data in {FOLDER}"
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(message)
    warnings.warn(message, stacklevel=1)
    pytest.skip(message)
