"""What the terminal shows: tables, and a bar for whatever takes more than a second."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tradetalks.errors import InputError, Problem

if TYPE_CHECKING:
    from rich.console import Console

Progress = Callable[[str, int, int], None]
PATIENCE = 1.0
WIDTH = 140


def console(*, stderr: bool = False, markup: bool = False) -> Console:
    """A console that takes text as it is, unless `markup` is asked for; wide in a file."""
    from rich.console import Console

    terminal = Console(stderr=stderr).is_terminal
    width = None if terminal else WIDTH
    return Console(stderr=stderr, markup=markup, highlight=False, width=width)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """`tell(what, done, total)`, drawn as a bar on a terminal once a second has passed."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    errors = console(stderr=True)
    if not errors.is_terminal:
        yield lambda what, done, total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=errors, transient=True)
    task = bar.add_task("", total=1)
    patience = threading.Timer(PATIENCE, bar.start)
    patience.daemon = True
    patience.start()
    try:
        yield lambda what, done, total: bar.update(
            task, description=what, completed=done, total=total
        )
    finally:
        patience.cancel()
        patience.join()
        bar.stop()


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside `path` and move it into place, so a failure leaves the old one."""
    from tradetalks.baseline.whole import written_whole

    try:
        written_whole(path, write)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(Problem(str(path), f"cannot be written ({reason})")) from None


def written_files(*files: tuple[Path | None, Callable[[], str]]) -> list[Path]:
    """Write each text to its file, where one is given; returns those written."""
    done = []
    for path, text in files:
        if path is not None:
            content = text() + "\n"
            write_whole(path, partial(_write, content))
            done.append(path)
    return done


def _write(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")
