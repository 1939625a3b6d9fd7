"""Put a finished folder in place in one move, or leave everything as it was."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from tradetalks.errors import InputError, Problem

MARK = "manifest.json"


def replace_folder(target: Path, fill: Callable[[Path], None]) -> Path:
    """Fill a temporary sibling of `target`, then swap it in; an earlier result is replaced last.

    If `fill` fails, the sibling is removed and an earlier result stays untouched. Raises
    InputError when `target` is a file, or a folder that no earlier report was written to.
    """
    target = target.expanduser().absolute()
    _refuse_to_overwrite(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(Problem(str(target), f"cannot be written ({reason})")) from None
    try:
        fill(fresh)
        fresh.chmod(0o755)
        _swap(fresh, target)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return target


def ready(target: Path) -> None:
    """Raises InputError where a report could not be put, before any work is done for it."""
    target = target.expanduser().absolute()
    _refuse_to_overwrite(target)
    known = next(part for part in target.parents if part.exists())
    if not os.access(known, os.W_OK):
        raise InputError(
            Problem(
                str(target),
                f"cannot be written: {known} does not allow it",
                "a folder that you may write to",
                remedy="choose another folder",
            )
        )


def _swap(fresh: Path, target: Path) -> None:
    if not target.exists():
        fresh.rename(target)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent)) / "result"
    target.rename(aside)
    try:
        fresh.rename(target)
    except BaseException:
        aside.rename(target)
        raise
    finally:
        shutil.rmtree(aside.parent, ignore_errors=True)


def _refuse_to_overwrite(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise InputError(Problem(str(target), "is a file", "a folder, new or of an earlier report"))
    if any(target.iterdir()) and not (target / MARK).is_file():
        raise InputError(
            Problem(
                str(target),
                "holds files that are not a report's",
                "a new or empty folder, or one of an earlier report",
                remedy="choose another folder",
            )
        )
