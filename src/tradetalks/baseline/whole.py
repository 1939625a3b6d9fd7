"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path


def written_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make a file beside `path`, and move it into place.

    Whatever ends the process, `path` is the old file or the whole new one; what a killed process
    left beside it goes with the next writing. Raises OSError.
    """
    clear_left(path.parent, path.name)
    fresh = path.with_name(f".{path.name}.part{os.getpid()}{path.suffix}")
    try:
        fresh.touch()
        write(fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def clear_left(folder: Path, name: str = "") -> None:
    """Delete what processes that are no more began to write in a folder, for one file or all."""
    begun = re.compile(rf"\.{re.escape(name) or '.+'}\.part(\d+)(\.\w+)?")
    for file in folder.iterdir():
        found = begun.fullmatch(file.name)
        if found and not _running(int(found[1])):
            file.unlink(missing_ok=True)


def _running(process: int) -> bool:
    """Whether there is a process of this number; taken for granted where asking would end it."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
