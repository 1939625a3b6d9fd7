"""Results that several questions share, each worked out once, whoever asks first."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar, cast

Found = TypeVar("Found")


class Once:
    """Works out what is asked for once; who asks for it meanwhile, in another thread, waits.

    What fails is not kept: the next to ask tries again.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[Hashable, Future[Any]] = {}

    def __call__(self, key: Hashable, work: Callable[[], Found]) -> Found:
        with self._lock:
            known = self._known.get(key)
            mine = self._known[key] = Future() if known is None else known
        if known is None:
            try:
                mine.set_result(work())
            except BaseException as error:
                with self._lock:
                    del self._known[key]
                mine.set_exception(error)
        return cast("Found", mine.result())
