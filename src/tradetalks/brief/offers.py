"""An offer on the table: a file with a number for issues of a brief's talks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradetalks.brief.bargaining import range_of
from tradetalks.brief.places import Loc
from tradetalks.brief.problems import Finding, problems_at, unknown
from tradetalks.brief.read import content_of, parsed
from tradetalks.errors import BriefError, InputError, Problem, nearest

if TYPE_CHECKING:
    from tradetalks.brief.schema import Brief

KEYS = ("title", "by", "source", "issues")
SHAPE = "[issues] with lines such as us-tariffs = 0.1"


@dataclass(frozen=True)
class OnTheTable:
    """Numbers by issue, in the units of the issue's range; what is left out is left alone."""

    numbers: Mapping[str, float]
    title: str = ""
    by: str = ""
    source: str = ""


def load_offer(path: str | Path, brief: Brief) -> OnTheTable:
    """An offer from a TOML file: optional title, by and source, and a table `[issues]`.

    Raises InputError with every problem: keys, issues that the talks of the brief do not have,
    and numbers outside their ranges.
    """
    file = Path(path)
    if not file.is_file():
        beside = [str(p) for p in file.parent.glob("*.toml")] if file.parent.is_dir() else []
        what = "is a folder, not an offer" if file.is_dir() else "there is no such file"
        raise InputError(Problem(str(path), what, SHAPE, nearest(str(path), beside)))
    raw, places = parsed(content_of(file), file)
    findings = list(_findings(raw, brief))
    if findings:
        raise BriefError(problems_at(findings, places))
    words = {key: str(raw[key]) for key in KEYS[:-1] if key in raw}
    return OnTheTable({name: float(x) for name, x in raw["issues"].items()}, **words)


def _findings(raw: Mapping[str, Any], brief: Brief) -> Iterator[Finding]:
    for key, value in raw.items():
        if key not in KEYS:
            what = f"there is no key {key!r} here"
            yield Finding((key,), what, ", ".join(KEYS), nearest(key, KEYS))
        elif key != "issues" and not isinstance(value, str):
            yield Finding((key,), f"{value!r:.60} is not text", "text in quotes")
    parties = brief.talks.parties if brief.talks else ()
    yield from unknown(("by",), raw.get("by"), parties, "a party to the talks")
    numbers = raw.get("issues")
    if not isinstance(numbers, Mapping) or not numbers:
        yield Finding(("issues",), "offers nothing" if "issues" in raw else "is missing", SHAPE)
        return
    known = brief.talks.issues if brief.talks else ()
    for name, value in numbers.items():
        yield from unknown(("issues", name), name, known, "an issue of the talks")
        if name in known:
            yield from _number(("issues", name), value, range_of(brief.issue(name)))


def _number(loc: Loc, value: Any, within: tuple[float, float]) -> Iterator[Finding]:
    low, high = within
    allowed = f"{low:g} to {high:g}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield Finding(loc, f"{value!r:.60} is not a number", allowed)
    elif not low <= value <= high:
        yield Finding(loc, f"{value:g} is outside what is on the table", allowed)
