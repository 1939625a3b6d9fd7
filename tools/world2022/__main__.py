"""Command line: read, assemble, validate, write."""

from __future__ import annotations

import argparse
from pathlib import Path

from .assemble import assemble
from .read import read
from .validate import report

ROOT = Path(__file__).parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.world2022", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=ROOT / "src/tradetalks/baseline/data")
    parser.add_argument("--report", type=Path, default=ROOT / "docs/world-2022.md")
    options = parser.parse_args()
    world = assemble(read(options.data), options.data)
    options.out.mkdir(parents=True, exist_ok=True)
    for base in (world.large, world.small):
        base.to_file(options.out / f"{base.name}.nc")
    options.report.write_text(report(world, options.data, options.out), encoding="utf-8")
    print(f"written: {options.out}, {options.report}")


if __name__ == "__main__":
    main()
