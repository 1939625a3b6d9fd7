"""Fetch the scripts and shapes that reports inline, at the versions named here, from npm.

Run by hand when a version changes: `python tools/vendor_report_scripts.py`. It needs
npm; what it writes is committed, so that neither installing nor running tradetalks does.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "src" / "tradetalks" / "report" / "vendor"
FILES = {
    ("vega", "6.4.0"): "build/vega.min.js",
    ("vega-lite", "6.4.3"): "build/vega-lite.min.js",
    ("vega-embed", "7.3.0"): "build/vega-embed.min.js",
    ("world-atlas", "2.0.2"): "countries-110m.json",
}
# Packages that only the command-line programs of vega and vega-lite use are not bundled.
COMMAND_LINE_ONLY = {
    "ansi-regex", "ansi-styles", "cliui", "commander", "emoji-regex", "escalade",
    "get-caller-file", "get-east-asian-width", "iconv-lite", "rw", "safer-buffer",
    "string-width", "strip-ansi", "wrap-ansi", "y18n", "yargs", "yargs-parser",
}  # fmt: skip


def licence_of(package: Path) -> str:
    """The licence text a package carries."""
    files = sorted(f for f in package.iterdir() if f.name.lower().startswith("licen"))
    return files[0].read_text(encoding="utf-8").strip()


def main() -> None:
    """Install into a temporary folder, copy what is needed, record versions and licences."""
    VENDOR.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        wanted = [f"{name}@{version}" for name, version in FILES]
        subprocess.run(
            ["npm", "install", "--prefix", folder, "--no-save", "--ignore-scripts", *wanted],
            check=True,
        )
        modules = Path(folder) / "node_modules"
        record = []
        for (name, version), source in FILES.items():
            target = VENDOR / Path(source).name
            shutil.copyfile(modules / name / source, target)
            package = json.loads((modules / name / "package.json").read_text("utf-8"))
            record.append(
                {
                    "name": name,
                    "version": version,
                    "file": target.name,
                    "licence": package["license"],
                    "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
                }
            )
            (VENDOR / f"LICENSE-{name}.txt").write_text(
                licence_of(modules / name) + "\n", encoding="utf-8"
            )
        bundled: dict[str, list[str]] = {}
        for package_json in sorted(modules.glob("*/package.json")):
            name, version = package_json.parent.name, _version(package_json)
            if name not in COMMAND_LINE_ONLY and (name, version) not in FILES:
                bundled.setdefault(licence_of(package_json.parent), []).append(f"{name} {version}")
    (VENDOR / "LICENSE-bundled.txt").write_text(
        "Packages bundled inside the minified scripts of this folder, with their licences.\n\n"
        + ("\n" + "-" * 79 + "\n\n").join(
            ", ".join(names) + f"\n\n{text}\n" for text, names in bundled.items()
        ),
        encoding="utf-8",
    )
    (VENDOR / "versions.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def _version(package_json: Path) -> str:
    return str(json.loads(package_json.read_text("utf-8"))["version"])


if __name__ == "__main__":
    main()
