"""Imports kept by what went into them: the same files under the same rules are read once."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from tradetalks.baseline.core import Baseline
from tradetalks.baseline.files import load_baseline
from tradetalks.baseline.whole import clear_left, written_whole
from tradetalks.errors import BaselineError


def kept_import(
    files: Mapping[str, Path | None], options: Mapping[str, Any], make: Callable[[], Baseline]
) -> tuple[Baseline, bool]:
    """The baseline that `make` returns, or the one it returned before from the same content.

    The key is made of the bytes of `files`, the options, and the program's own rules; whether it
    was found comes second. The folder is `imports` in that of `TRADETALKS_CACHE`, else under the
    user's cache folder; where that cannot be written, nothing is kept.
    """
    digests = {n: _digest(p) for n, p in files.items() if p is not None and p.is_file()}
    text = json.dumps([digests, dict(options), _rules()], sort_keys=True, default=str)
    place = _folder() / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.nc"
    if place.is_file():
        try:
            return load_baseline(place), True
        except BaselineError:
            place.unlink(missing_ok=True)
    made = make()
    _keep(made, place)
    return made, False


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def _rules() -> str:
    """SHA-256 of the programs and tables that make a baseline, so that a change reads anew."""
    digest = hashlib.sha256()
    for file in sorted(_files(resources.files("tradetalks.baseline")), key=lambda f: f.name):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def _files(folder: Traversable) -> list[Traversable]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            found += _files(entry)
        elif entry.name.endswith((".py", ".csv", ".toml")):
            found.append(entry)
    return found


def _folder() -> Path:
    given = os.environ.get("TRADETALKS_CACHE")
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return (Path(given) if given else Path(home) / "tradetalks") / "imports"


def _keep(base: Baseline, place: Path) -> None:
    with suppress(OSError, BaselineError):
        place.parent.mkdir(parents=True, exist_ok=True)
        clear_left(place.parent)
        written_whole(place, base.to_file)
