"""What whoever starts the server may set, and the limits within which it answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Limits:
    """How much is taken on; what goes beyond is refused by name.

    body: bytes of a request. waiting: solves in the queue. jobs_each, jobs: jobs queued or running
    for one client, and in all. kept: jobs whose results are remembered. request, job: seconds.
    worlds: baselines under other elasticities or closures that stay in memory. retry: seconds
    after which one who was turned away may ask again.
    """

    body: int = 1_000_000
    waiting: int = 256
    jobs_each: int = 4
    jobs: int = 16
    kept: int = 64
    request: float = 30.0
    job: float = 900.0
    worlds: int = 4
    retry: int = 5


@dataclass(frozen=True)
class Settings:
    """Where the server listens, whom it lets in, and the world it opens with.

    token: what `Authorization: Bearer` must carry; nobody is asked for one if it is None. baseline:
    a name of `tt.baselines()` or a file. elasticities: files of sets that may be asked for by the
    names of the files, besides those that come with the program. hosts: further names under which
    browsers may call. workers: solves at a time.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    token: str | None = None
    baseline: str | Path = "world-2022"
    hosts: tuple[str, ...] = ()
    elasticities: tuple[Path, ...] = ()
    workers: int = 2
    limits: Limits = Limits()

    @property
    def names(self) -> tuple[str, ...]:
        """Names that the Host header may hold; anything where the server listens everywhere."""
        if self.host in ("0.0.0.0", "::"):
            return ("*",)
        return tuple(dict.fromkeys((*LOOPBACK, self.host, *self.hosts)))
