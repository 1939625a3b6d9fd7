"""The published data are not part of this repository; without them these tests say so."""

from __future__ import annotations

import pytest

from replication.elasticities.data import SHARED, available
from shared_data import need


@pytest.fixture(autouse=True, scope="session")
def published_files() -> None:
    """Skip with a warning where the files are absent; in continuous integration, fail."""
    need(available(), f"elasticities are NOT compared with published ones: no data in {SHARED}")
