"""The house rules a machine can check: layers, names, sizes, versions, links, nothing leaked."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from importlinter.cli import lint_imports
from tools import reference_pages

import tradetalks as tt

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LONGEST = 300

# Put together here, so that this file does not contain what it looks for.
LEAKS = {
    "a package registry": "|".join(("pypi" + r"\.org", "pythonhosted" + r"\.", "npmjs" + r"\.")),
    "an index of packages": "|".join(("--index" + "-url", "--find" + "-links", "/simple" + "/")),
    "a folder of one machine": "|".join(
        rf"(?<![\w.-])/{top}/\w" for top in ("ho" + "me", "ro" + "ot", "Us" + "ers", "wo" + "rk")
    ),
}
VENDORED = ("src/tradetalks/report/vendor/",)


def tracked() -> list[str]:
    """Every file under version control, or a skip where there is none."""
    found = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if found.returncode:
        pytest.skip("not a git checkout")
    return [name for name in found.stdout.split("\0") if (ROOT / name).is_file()]


def text_of(name: str) -> str:
    """A tracked file's text; nothing for binary ones."""
    data = (ROOT / name).read_bytes()
    return "" if b"\0" in data else data.decode("utf-8")


def test_layers_import_only_from_below() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_layer_rule_names_every_package() -> None:
    layers = PYPROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    named = {part.strip().removeprefix("tradetalks.") for row in layers for part in row.split("|")}
    source = ROOT / "src" / "tradetalks"
    parts = {p.stem for p in source.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    assert named == parts - {"__init__"}


def test_no_source_file_outgrows_one_thought() -> None:
    sizes = {p: len(p.read_bytes().splitlines()) for p in (ROOT / "src").rglob("*.py")}
    assert {str(p): n for p, n in sizes.items() if n > LONGEST} == {}


@pytest.mark.parametrize("name", tt.__all__)
def test_public_name_can_be_imported(name: str) -> None:
    assert getattr(tt, name) is not None


def test_public_names_survive_importing_their_layers() -> None:
    for layer in ("solve", "baseline", "policy", "outcomes", "brief", "report", "cli"):
        importlib.import_module(f"tradetalks.{layer}")
    assert callable(tt.solve)
    assert callable(tt.run)


def test_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'sovle'"):
        _ = tt.sovle


def test_help_loads_nothing_heavy() -> None:
    heavy = ("jax", "numpy", "pandas", "xarray", "pydantic", "h5py")
    code = f"import sys, tradetalks.cli; print([m for m in {heavy} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_version_is_the_same_everywhere() -> None:
    version = PYPROJECT["project"]["version"]
    assert tt.__version__ == version
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(rf"^version: {re.escape(version)}$", citation, re.MULTILINE)
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\S+)", changelog, re.MULTILINE)[1] == version


def test_wheel_holds_the_whole_package(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    source = {n.removeprefix("src/") for n in tracked() if n.startswith("src/")}
    assert source - held == set()
    assert wheel.stat().st_size < 10e6


def test_changelog_says_which_numbers_change() -> None:
    versions = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1:]
    assert all("**Which numbers change, by how much:**" in v for v in versions)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_pins_every_direct_dependency_with_hashes(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)", lock, re.MULTILINE))
    wanted = list(PYPROJECT["project"]["dependencies"])
    groups = PYPROJECT["dependency-groups"]
    for group in ("build", "docs", "dev") if "dev" in name else ("build",):
        wanted += [entry for entry in groups[group] if isinstance(entry, str)]
    missing = [w for w in wanted if re.match(r"[\w.-]+", w)[0].lower() not in pins]
    assert missing == []
    assert len(re.findall(r"^[\w.-]+==", lock, re.MULTILINE)) == len(pins)
    assert all("--hash=sha256:" in block for block in re.split(r"\n(?=\w)", lock))
    assert "://" not in lock


def test_runtime_lock_agrees_with_the_full_one() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        return set(re.findall(r"^[\w.-]+==\S+", text, re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize("what", LEAKS)
def test_nothing_of_one_machine_is_tracked(what: str) -> None:
    pattern = re.compile(LEAKS[what])
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name in tracked()
        if not name.startswith(VENDORED)
        for number, line in enumerate(text_of(name).splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for name in tracked():
        if not name.endswith(".md"):
            continue
        for target in re.findall(r"\]\(([^)\s]+)\)", text_of(name)):
            path = target.partition("#")[0]
            if path and "://" not in path and not (ROOT / name).parent.joinpath(path).exists():
                broken.append(f"{name}: {target}")
    assert broken == []


@pytest.mark.parametrize("name", reference_pages.PAGES)
def test_reference_pages_are_up_to_date(name: str) -> None:
    written = (reference_pages.FOLDER / name).read_text(encoding="utf-8")
    assert written == reference_pages.PAGES[name](), "run: python -m tools.reference_pages"
