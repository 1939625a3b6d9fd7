"""One bar for work that is done in parts, several at a time."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event, Lock
from time import monotonic

from tradetalks.report.clock import Progress

#: Seconds for which the words of one part stay before those of another may take their place.
HELD = 2.0
#: How finely the bar is divided.
FINE = 100


class Bar:
    """How much of all parts is done, and the words of one of those that are under way.

    sizes: how long each part takes, in any unit. Parts may be told of from several threads. After
    `stop`, whoever tells of a part is ended by a KeyboardInterrupt: so searches in other threads
    hear of Ctrl-C, which Python tells the main thread alone, and end with their best point.
    """

    def __init__(self, tell: Progress, sizes: Mapping[str, int]) -> None:
        self._tell, self._sizes = tell, dict(sizes)
        self._done = dict.fromkeys(sizes, 0.0)
        self._total = FINE * sum(sizes.values())
        self._lock, self._stopped = Lock(), Event()
        self._shown, self._since = "", -HELD

    def part(self, name: str, words: str = "") -> Progress:
        """What a part calls with its own progress; `words` come before its own."""

        def tell(what: str, done: int, total: int) -> None:
            if self.stopped:
                raise KeyboardInterrupt
            with self._lock:
                # A search may find that there is more to do than it thought: no way back.
                share = max(self._done[name], min(done / max(total, 1), 1.0))
                self._done[name] = share
                if name != self._shown and monotonic() - self._since >= HELD:
                    self._shown, self._since = name, monotonic()
                if name == self._shown:
                    self._say(f"{words}: {what}" if words else what)

        return tell

    def end(self, name: str) -> None:
        """The part is done."""
        with self._lock:
            self._done[name] = 1.0
            if name == self._shown:
                self._shown, self._since = "", -HELD

    def stop(self) -> None:
        """Ends every part as soon as it tells something."""
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        """Whether all parts have been asked to end."""
        return self._stopped.is_set()

    def _say(self, words: str) -> None:
        done = sum(size * self._done[name] for name, size in self._sizes.items())
        self._tell(words, round(FINE * done), self._total)
