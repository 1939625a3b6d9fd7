"""What each kind of job works out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
from pydantic import ValidationError

from tradetalks.brief.compiling import at
from tradetalks.brief.problems import finding
from tradetalks.errors import InputError, Problem
from tradetalks.labels.english import listed, the
from tradetalks.report.live import LiveTables
from tradetalks.report.stack import names
from tradetalks.report.table import Table
from tradetalks.web.agendas import Agenda, agenda_for
from tradetalks.web.asking import ABOUT, ask, asked_brief, judged
from tradetalks.web.bodies import AgendaBody, OfferBody, OptimalBody, SweepBody, WarBody
from tradetalks.web.jobs import Produce, Tell
from tradetalks.web.reading import read
from tradetalks.web.solving import as_json, stamped
from tradetalks.web.state import NOW, plain_lever

if TYPE_CHECKING:
    from tradetalks.web.worlds import Worlds


TITLES = {
    "war": "Tariff war of {parties}",
    "deal": "The deal of {parties}",
    "frontier": "The frontier of {parties}",
    "offer": "An offer between {parties}",
    "sweep": "Values of one lever",
}


def title_of(worlds: Worlds, body: Any) -> str:
    """What a job is called in lists."""
    base = worlds.baseline(body.state.baseline)
    called = dict(zip(base.countries, map(the, names(base, "country")), strict=True))
    if isinstance(body, OptimalBody):
        rates = listed([f"{lever.replace('_', ' ')}s" for lever in body.among])
        named = f"Best {rates} of {called.get(_own(body), _own(body))}"
    else:
        parties = listed([called.get(party, party) for party in body.state.parties])
        named = TITLES[body.kind].format(parties=parties)
    return f"{named}: {body.state.title}" if body.state.title else named


def work_of(worlds: Worlds, body: Any) -> Callable[[Tell], Produce]:
    """The work of a job's body; raises InputError before it is queued where it does not fit."""
    if isinstance(body, OfferBody):
        place, _ = read(worlds, body.state)
        on = agenda_for(body.state, place.base, body.brief, body.disagreement)
        return lambda tell: Produce(judged(worlds, body.state, on, body.issues, tell))
    if isinstance(body, SweepBody):
        _check_sweep(worlds, body)
        return partial(_swept, worlds, body)
    question = _question(body)
    place, _ = read(worlds, body.state)
    agenda: Agenda | None = None
    if isinstance(body, AgendaBody):
        agenda = agenda_for(body.state, place.base, body.brief, body.disagreement)
    try:
        asked_brief(worlds, body.state, question, agenda)
    except InputError as error:  # in the body the keys of the question stand by themselves
        own = (replace(p, place=p.place.removeprefix("question.")) for p in error.problems)
        raise InputError(own) from None
    return lambda tell: Produce(ask(worlds, body.state, question, tell, agenda))


def _question(body: Any) -> dict[str, Any]:
    """The body's question as a brief has it."""
    if isinstance(body, AgendaBody):
        return {"kind": "bargain" if body.kind == "deal" else "frontier", **ABOUT}
    found: dict[str, Any] = {"by": list(body.by), "among": list(body.among), "scenario": NOW}
    for key in ("sectors", "bounds"):
        if (value := getattr(body, key)) is not None:
            found[key] = list(value) if isinstance(value, tuple) else value
    if isinstance(body, WarBody):
        return {"kind": "trade_war", "players": list(body.state.parties), **ABOUT, **found}
    assert isinstance(body, OptimalBody)
    own = _own(body)
    partners = list(body.partners) if isinstance(body.partners, tuple) else body.partners
    others = [p for p in body.state.parties if p != own]
    chosen = partners or others or "all"
    return {"kind": "optimal_policy", "country": own, "partners": chosen, **ABOUT, **found}


def _own(body: OptimalBody) -> str:
    return body.country or body.state.parties[0]


def _check_sweep(worlds: Worlds, body: SweepBody) -> None:
    read(worlds, body.state)
    levers = body.state.levers
    if not 1 <= body.lever <= len(levers):
        what = f"there is no lever {body.lever}"
        raise InputError(Problem("lever", what, f"1 to {len(levers)}" if levers else "add a lever"))
    lever = levers[body.lever - 1]
    if not (key := _amount_of(lever)):
        raise InputError(Problem("lever", "has no amount to move", "a lever with an amount"))
    problems: list[Problem] = []
    for k, value in enumerate(body.values, start=1):
        try:
            type(lever).model_validate({**plain_lever(lever), key: value})
        except ValidationError as error:
            found = (finding(detail, type(lever)) for detail in error.errors())
            problems += [Problem(f"values[{k}]", f.what, f.allowed, remedy=f.remedy) for f in found]
    if problems:
        raise InputError(problems)


def _amount_of(lever: Any) -> str:
    """The key that says how far a lever moves."""
    keys = [key for key in lever.amounts or lever.ranges if key != "schedule"]
    return next((key for key in keys if isinstance(getattr(lever, key), int | float)), "")


def _swept(worlds: Worlds, body: SweepBody, tell: Tell) -> Produce:
    """The parties' figures at each value of one lever."""
    position = body.lever - 1
    key, frames, failed = _amount_of(body.state.levers[position]), [], []
    made: Table | None = None
    for k, value in enumerate(body.values):
        tell(f"solve {value:g}", k, len(body.values))
        levers: list[Any] = list(body.state.levers)
        levers[position] = at(levers[position], key, value)
        state = body.state.model_copy(update={"levers": tuple(levers)})
        place, brief = read(worlds, state)
        found = place.solve(brief.scenarios[0].policy(place.base.axes))
        if not found.converged:
            failed.append({"x": value, "status": found.status, "message": found.message})
            continue
        made = LiveTables(brief, place.base, found)["scenarios"]
        frame = made.frame.copy()
        frame.insert(2, "x", value)
        frames.append(frame)
    begun, _ = read(worlds, body.state)
    tables = []
    if made is not None:
        title = "The parties at each value of the lever"
        tables = [Table("sweep", title, pd.concat(frames, ignore_index=True))]
    sentence = f"{len(frames)} of {len(body.values)} values were solved."
    return Produce({"sentence": sentence, "certificate": "", "tables": as_json(tables),
                    "charts": [], "levers": [], "failed": failed,
                    "stamp": stamped(begun, body.state)})  # fmt: skip
