"""The authors' files are not part of this repository; without them these tests say so."""

from __future__ import annotations

import pytest

from replication.caliendo_parro_2015.data import FOLDER, available
from shared_data import need


@pytest.fixture(autouse=True, scope="session")
def authors_files() -> None:
    """Skip with a warning where the files are absent; in continuous integration, fail."""
    need(available(), f"Caliendo and Parro (2015) is NOT replicated: no data in {FOLDER}")
