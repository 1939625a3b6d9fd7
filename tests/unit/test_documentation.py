"""The documentation builds without a warning, and its pages fetch nothing from anywhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
FETCHED = re.compile(r"<(?:script|img|link)\b[^>]*?(?:src|href)=[\"'](?:https?:)?//[^\"']*")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", str(DOCS), str(out)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return out


def test_pages_fetch_nothing(site: Path) -> None:
    found = {p.name: FETCHED.findall(p.read_text(encoding="utf-8")) for p in site.rglob("*.html")}
    assert len(found) > 10
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_formulas_are_mathml(site: Path) -> None:
    page = (site / "theory.html").read_text(encoding="utf-8")
    assert page.count('display="block"') >= 15
    assert "$" not in re.sub(r"<(code|pre)\b.*?</\1>", "", page, flags=re.DOTALL)


def test_every_public_name_is_in_the_reference(site: Path) -> None:
    import tradetalks as tt

    page = (site / "reference" / "python.html").read_text(encoding="utf-8")
    assert [n for n in tt.__all__ if n != "__version__" and f">{n}<" not in page] == []
