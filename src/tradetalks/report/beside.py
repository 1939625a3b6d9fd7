"""Work in a second Python process while this one goes on."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

_ANSWER = f"from {__name__} import answer; answer()"


@contextmanager
def beside(function: Callable[..., None], *arguments: Any) -> Iterator[None]:
    """Run `function(*arguments)` in a second process while the block runs, and wait for it.

    For work in pure Python, where threads would only take turns. The function is one of a
    module, the arguments can be pickled. What it raises is raised here, after the block. Should
    there be no second Python to be had (inside another program, say), the work is done here,
    so it must be possible to begin it again.

    Not `multiprocessing`: that runs the caller's script a second time.
    """
    task = pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)
    with ThreadPoolExecutor(max_workers=1) as waiting:
        found = waiting.submit(_ask, task)
        yield
    answered, error = found.result()
    if not answered:
        function(*arguments)
    elif error is not None:
        raise error


def _ask(task: bytes) -> tuple[bool, Exception | None]:
    """Whether a second process answered, and what went wrong in the work."""
    paths = os.pathsep.join(filter(None, sys.path))
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _ANSWER],
            input=task,
            capture_output=True,
            env=os.environ | {"PYTHONPATH": paths},
            check=True,
        )
        return True, pickle.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, pickle.UnpicklingError, EOFError):
        return False, None


def answer() -> None:
    """The second process: the task comes in, the exception or None goes out."""
    function, arguments = pickle.load(sys.stdin.buffer)
    error = None
    try:
        function(*arguments)
    except Exception as raised:
        raised.add_note("".join(traceback.format_exception(raised)))
        error = raised
    sys.stdout.buffer.write(pickle.dumps(error))
