"""A report as a zipped folder: the one that `tradetalks run` writes."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradetalks.brief import briefs
from tradetalks.errors import InputError, Problem
from tradetalks.report import run
from tradetalks.report.said import as_brief
from tradetalks.web.bodies import ReportBody
from tradetalks.web.jobs import Produce, Tell
from tradetalks.web.posted import read_posted
from tradetalks.web.reading import read
from tradetalks.web.said import saved

if TYPE_CHECKING:
    from tradetalks.web.state import State
    from tradetalks.web.worlds import Worlds


def report_of(worlds: Worlds, body: ReportBody) -> Callable[[Tell], Produce]:
    """The work of a report; raises InputError where it cannot be made."""
    if (body.states is None) == (body.brief is None):
        what = "has both states and brief" if body.states else "has neither states nor brief"
        raise InputError(Problem("body", what, "one of them"))
    if body.brief is not None and body.brief in briefs():
        return partial(_made, body.brief, None, body.brief, body.quick, None)
    text = body.brief
    if body.states is not None:
        text = as_brief(_together(worlds, body.states))
    assert text is not None
    brief = body.states[0] if body.states else read_posted(text, worlds)
    own = worlds.sets.get(brief.elasticities or "")
    beside = own if isinstance(own, Path) else None
    return partial(_made, text, worlds.sources[brief.baseline], "report", body.quick, beside)


def _together(worlds: Worlds, states: tuple[State, ...]) -> dict[str, Any]:
    """One brief of several states; raises InputError unless they are about one world."""
    first = states[0]
    problems = []
    for k, state in enumerate(states[1:], start=2):
        for key in ("baseline", "elasticities", "closure", "parties"):
            if getattr(state, key) != getattr(first, key):
                what = f"differs from states[1].{key}"
                remedy = "a report is about one world; ask for one each"
                problems.append(Problem(f"states[{k}].{key}", what, "the same", remedy=remedy))
    if problems:
        raise InputError(problems)
    raws = []
    for k, state in enumerate(states, start=1):
        place, _ = read(worlds, state, f"states[{k}]")
        raws.append(saved(state.plain(), place.base, worlds))
    scenarios = [
        {**raw["scenario"][0], "id": f"scenario-{k}" if k > 1 else "now"}
        for k, raw in enumerate(raws, start=1)
    ]
    title = raws[0]["title"] if len(raws) == 1 else " / ".join(raw["title"] for raw in raws)
    return {**raws[0], "title": title, "scenario": scenarios}


def _made(
    what: str, source: str | Path | None, name: str, quick: bool, beside: Path | None, tell: Tell
) -> Produce:
    """what: the text of a brief, or the name of a shipped one, which has no source. beside: the
    file of elasticities that it names."""
    with tempfile.TemporaryDirectory() as folder:
        path: str | Path = what
        if source is not None:
            path = Path(folder) / f"{name}.toml"
            path.write_text(what, encoding="utf-8")
        if beside is not None:
            shutil.copyfile(beside, Path(folder) / beside.name)
        out = Path(folder) / name
        found = run(path, out=out, baseline=source, quick=quick, progress=tell)
        handle, packed_to = tempfile.mkstemp(suffix=".zip", prefix="tradetalks-")
        os.close(handle)
        with zipfile.ZipFile(packed_to, "w", zipfile.ZIP_DEFLATED) as packed:
            for file in sorted(out.rglob("*")):
                if file.is_file():
                    packed.write(file, Path(name) / file.relative_to(out))
    result = {"headline": found.headline, "converged": found.converged, "name": f"{name}.zip"}
    return Produce(result, Path(packed_to))
