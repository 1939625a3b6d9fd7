"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from glob import escape
from pathlib import Path


def written_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make a file beside `path`, and move it into place.

    Whatever ends the process, `path` is the old file or the whole new one; what a killed process
    left beside it goes with the next writing. Raises OSError.
    """
    for left in _left(path):
        left.unlink(missing_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}{path.suffix}")
    try:
        fresh.touch()
        write(fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _left(path: Path) -> Iterator[Path]:
    """What processes that are no more began to write."""
    for file in path.parent.glob(f".{escape(path.name)}.*{escape(path.suffix)}"):
        writer = file.name.removeprefix(f".{path.name}.").removesuffix(path.suffix)
        if writer.isdigit() and not _running(int(writer)):
            yield file


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
