"""All benchmarks one after another, each in a process of its own: `make bench`."""

from __future__ import annotations

import subprocess
import sys

NAMES = (
    "startup",
    "growth",
    "gegravity",
    "textbook",
    "extensions",
    "device",
    "sweep",
    "scheduler",
    "kills",
    "import_table",
)


def main() -> None:
    failed = [
        name
        for name in NAMES
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"]).returncode
    ]
    if failed:
        sys.exit(f"could not be measured: {', '.join(failed)}")


if __name__ == "__main__":
    main()
