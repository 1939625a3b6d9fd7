"""Places that a sweep cannot be written to or read from, and workers that write elsewhere."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from click.testing import CliRunner
from fsspec.implementations.memory import MemoryFileSystem

import tradetalks as tt
from tradetalks.cli import main
from tradetalks.uncertainty.sweep.store import SweepStoppedError, store_at


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("foo://bar/x", ["foo://bar/x: cannot be reached", "allowed: a folder, or a URL"]),
        ("memry://bar/x", ["did you mean memory://bar/x?"]),
        ("s3://bucket/x", ["s3fs", "pip install s3fs, here and on every worker"]),
    ],
)
def test_a_url_that_leads_nowhere(
    url: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)  # as where it is not installed
    told = CliRunner().invoke(main, ["query", url, "select 1"])
    assert told.exit_code == 2
    for word in words:
        assert word in told.output


def test_what_the_library_of_a_store_raises_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoCredentialsError(Exception):
        """No OSError, as those of object stores are none."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise NoCredentialsError("unable to locate credentials")

    store = store_at("memory://sweeps/refused")
    for name in ("cat_file", "pipe_file", "find", "size", "rm_file"):
        monkeypatch.setattr(MemoryFileSystem, name, refuse)
    with pytest.raises(SweepStoppedError, match=r"cannot be written \(unable to locate"):
        store.write("sweep.json", b"{}")
    for ask in (store.read, store.size, store.names, store.remove):
        with pytest.raises(tt.InputError, match=r"cannot be read \(NoCredentialsError: unable"):
            ask("sweep.json")
