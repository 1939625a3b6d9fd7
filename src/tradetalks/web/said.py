"""A state as texts that others can run: Python, the shell, a brief, a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tradetalks.brief.schema import Brief
from tradetalks.report.said import as_brief, as_command, as_python
from tradetalks.report.stack import names
from tradetalks.web.reading import read
from tradetalks.web.state import State, raw_brief

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.web.worlds import Worlds


def said(worlds: Worlds, state: State) -> dict[str, str]:
    """python, shell, brief, link. A state without levers is said with one that moves nothing."""
    place, _ = read(worlds, state)
    raw = saved(state.plain(), place.base, worlds)
    brief, levers = Brief.model_validate(raw), raw["scenario"][0]["lever"]
    text = as_brief(raw)
    return {
        "python": as_python(brief, levers),
        "shell": as_command(brief, levers, text),
        "brief": text,
        "link": f"/#{state.link}",
    }


def saved(plain: dict[str, Any], base: Baseline, worlds: Worlds) -> dict[str, Any]:
    """The tables of a state's brief, complete: a brief wants a lever, and a file's own name."""
    called = dict(zip(base.countries, names(base, "country"), strict=True))
    if not plain["levers"]:
        plain = {**plain, "levers": [_still(plain["parties"], base)]}
    raw = raw_brief(plain, called)
    source = worlds.sources[plain["baseline"]]
    return raw if isinstance(source, str) else {**raw, "baseline": source.name}


def _still(parties: list[str], base: Baseline) -> dict[str, Any]:
    """A tariff of no points more."""
    one = base.countries[base.axes.country_index(parties[0])[0]]
    other = next(country for country in base.countries if country != one)
    return {"kind": "tariff", "importer": one, "exporter": other, "sectors": "all", "add": 0.0}
