"""Where something stands in a brief: the key path a person can follow, and the line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Loc = tuple[str | int, ...]
_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-\s\"']+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-]+)\s*=")


@dataclass(frozen=True)
class Places:
    """Names for the places of one brief. raw: its tables; lines: key path to line number."""

    file: str
    raw: Mapping[str, Any]
    lines: Mapping[Loc, int]

    def at(self, loc: Loc) -> str:
        """`us-india.toml:43: scenario[august-50].lever[1].importer`, as near as is known."""
        near = next(
            (self.lines[loc[:n]] for n in range(len(loc), 0, -1) if loc[:n] in self.lines), 0
        )
        where = f"{self.file}:{near}" if near else self.file
        return f"{where}: {self.path(loc)}" if loc else where

    def path(self, loc: Loc) -> str:
        """Key path with items named by their id, or counted from 1."""
        words = ""
        node: Any = self.raw
        for step in loc:
            node = _child(node, step)
            if isinstance(step, int):
                name = node.get("id") or node.get("country") if isinstance(node, Mapping) else None
                words += f"[{name if isinstance(name, str) else step + 1}]"
            else:
                words += f".{step}" if words else step
        return words


def _child(node: Any, step: str | int) -> Any:
    try:
        return node[step]
    except (KeyError, IndexError, TypeError):
        return None


def line_numbers(text: str) -> dict[Loc, int]:
    """Line of every table header and of every plain key below it, counted from 1."""
    lines: dict[Loc, int] = {}
    counts: dict[Loc, int] = {}
    here: Loc = ()
    inside_text = False
    for number, row in enumerate(text.splitlines(), start=1):
        quotes = row.count('"""') + row.count("'''")
        if inside_text:
            inside_text = quotes % 2 == 0
            continue
        if header := _HEADER.match(row):
            here = _location(header[2], header[1] == "[[", counts)
            lines.setdefault(here, number)
        elif key := _KEY.match(row):
            lines.setdefault((*here, key[1]), number)
        inside_text = quotes % 2 == 1
    return lines


def _location(name: str, one_of_many: bool, counts: dict[Loc, int]) -> Loc:
    """Key path of a header; the tables of an array are counted from 0."""
    loc: Loc = ()
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for depth, part in enumerate(parts, start=1):
        loc = (*loc, part)
        if depth == len(parts) and one_of_many:
            counts[loc] = counts.get(loc, -1) + 1
        if loc in counts:
            loc = (*loc, counts[loc])
    return loc
