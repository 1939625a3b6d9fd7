"""Reading a brief: one TOML file, checked whole, with every problem told at once."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradetalks.brief.checks import cross_findings
from tradetalks.brief.checks.labels import label_findings
from tradetalks.brief.checks.policies import policy_findings
from tradetalks.brief.places import Places, line_numbers
from tradetalks.brief.problems import problems_at, schema_findings
from tradetalks.brief.schema import Brief
from tradetalks.errors import BriefError, InputError, Problem, nearest

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.labels import Axes


def load_brief(path_or_name: str | Path) -> Brief:
    """A brief from a TOML file, or a shipped one by name (`briefs()`).

    Raises BriefError with every problem: keys, values, references, and, when anything is
    wrong, also the countries and sectors that the brief's baseline does not have. A brief
    without problems of its own is held against a baseline by `check_against`.
    """
    path = find_brief(path_or_name)
    content = content_of(path)
    raw, places = parsed(content, path)
    findings = [*schema_findings(raw), *cross_findings(raw, path.parent)]
    if findings:
        axes = _axes_of(raw, path.parent)
        if axes is not None:
            findings += label_findings(raw, axes)
        raise BriefError(problems_at(findings, places))
    brief = Brief.model_validate(raw)
    brief._path, brief._fingerprint = path, hashlib.sha256(content).hexdigest()
    return brief


def baseline_problems(brief: Brief, base: Baseline) -> tuple[Problem, ...]:
    """What of a brief a baseline cannot carry: first its names, then its policies."""
    raw, places = parsed(content_of(brief.path), brief.path)
    return tuple(
        problems_at(label_findings(raw, base.axes), places)
        or problems_at(policy_findings(brief, base), places)
    )


@cache
def briefs() -> tuple[str, ...]:
    """Names of the shipped briefs."""
    folder = files("tradetalks.brief") / "briefs"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir()))


def find_brief(path_or_name: str | Path) -> Path:
    """The file of a brief; raises BriefError with the nearest name when there is none."""
    path, name = Path(path_or_name), str(path_or_name)
    if path.is_file():
        return path
    if name in briefs():  # a folder of that name is a report of it
        return Path(str(files("tradetalks.brief") / "briefs" / f"{name}.toml"))
    if path.is_dir():
        raise _unreadable(name, "is a folder, not a brief", remedy="name the .toml file in it")
    beside = [str(p) for p in path.parent.glob("*.toml")] if path.parent.is_dir() else []
    raise BriefError(
        Problem(
            name,
            "there is no such file, and no shipped brief of this name",
            f"a path, or {', '.join(briefs())}",
            nearest(name, [*briefs(), *beside]),
        )
    )


def content_of(path: Path) -> bytes:
    """What is in a file; raises BriefError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(str(path), f"cannot be read ({error.strerror})") from None


def parsed(content: bytes, path: Path) -> tuple[dict[str, Any], Places]:
    """A TOML file as plain tables, and where each key stands; raises BriefError with the line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _unreadable(
            f"{path.name}:{line}", "is not UTF-8 text", remedy="save the file as UTF-8"
        ) from None
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _unreadable(path.name, f"is not TOML: {error}", remedy=_hint(text, error)) from None
    return raw, Places(path.name, raw, line_numbers(text))


def _hint(text: str, error: Exception) -> str:
    """The line a syntax error was found on, as it stands in the file."""
    words = str(error).replace(",", "").replace(")", "").split()
    number = words[words.index("line") + 1] if "line" in words else ""
    rows = text.splitlines()
    if number.isdigit() and 0 < int(number) <= len(rows):
        return f"line {number} reads: {rows[int(number) - 1].strip()}"
    return "the file ends too early; look for a missing quote or bracket"


def _axes_of(raw: dict[str, Any], folder: Path) -> Axes | None:
    """Labels of the baseline a faulty brief names, if that much of it can be read."""
    from tradetalks.baseline import load_baseline

    name = raw.get("baseline", Brief.model_fields["baseline"].default)
    if not isinstance(name, str):
        return None
    try:
        return load_baseline(folder / name if (folder / name).is_file() else name).axes
    except (InputError, OSError):
        return None


def _unreadable(place: str, what: str, remedy: str = "") -> BriefError:
    return BriefError(Problem(place, what, remedy=remedy))
