"""A server in a process of its own, as `tradetalks serve` starts it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 180.0


@contextmanager
def server(baseline: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Its address once it is ready, and its process; ended with SIGINT, as by Ctrl-C."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = str(Path(sys.executable).with_name("tradetalks"))
    command = [program, "serve", "--port", str(port)]
    process = subprocess.Popen([*command, "--baseline", baseline], stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + PATIENCE
        while not _ready(address):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the server does not become ready ({process.poll()})")
            time.sleep(0.1)
        yield address, process
    finally:
        process.send_signal(2)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/api/status") as answer:
            return bool(json.load(answer)["ready"])
    except OSError:
        return False
