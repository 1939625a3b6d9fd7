"""Questions about a state: asked as a brief asks them, answered by the same code."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.brief import Answer, Asked, SeekQuestion, answer
from tradetalks.brief.bargaining import agenda_of
from tradetalks.brief.checks import cross_findings
from tradetalks.brief.checks.labels import label_findings
from tradetalks.brief.checks.policies import policy_findings
from tradetalks.brief.problems import Finding
from tradetalks.brief.schema import Brief
from tradetalks.errors import InputError, Problem
from tradetalks.report.answers import answers
from tradetalks.report.charts import Chart
from tradetalks.report.charts.talks import of_answer
from tradetalks.report.spoken import speaker, with_names
from tradetalks.report.stack import names
from tradetalks.report.table import Table
from tradetalks.report.talks_view import certificate
from tradetalks.talks import judge
from tradetalks.talks.wants.quantity import quantity
from tradetalks.web.agendas import Agenda, levers_at
from tradetalks.web.reading import NOWHERE, read
from tradetalks.web.solving import as_json, stamped
from tradetalks.web.state import State, plain_lever, raw_brief

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.baseline import Baseline
    from tradetalks.brief import Question
    from tradetalks.brief.answers.asked import Progress
    from tradetalks.web.worlds import Place, Worlds

#: What every question of a brief says of itself.
ABOUT = {"id": "page", "title": "As asked on the page", "source": "asked on the live page"}


def ask(
    worlds: Worlds,
    state: State,
    question: Mapping[str, Any],
    progress: Progress | None = None,
    agenda: Agenda | None = None,
) -> dict[str, Any]:
    """What a question of a brief comes to in the world of a state, as plain JSON types.

    question: its tables in a brief. agenda: what is bargained over, for questions on that. Raises
    InputError with everything that does not fit.
    """
    place, brief = asked_brief(worlds, state, question, agenda)
    asked = replace(_asked(place, brief, agenda), progress=progress)
    found = told(answer(brief.questions[0], asked), asked, agenda.about if agenda else "")
    return found | {"stamp": stamped(place, state)}


def judged(
    worlds: Worlds,
    state: State,
    agenda: Agenda,
    numbers: Mapping[str, float],
    progress: Progress | None = None,
) -> dict[str, Any]:
    """What both sides make of an offer on an agenda, as plain JSON types, USD billion.

    Without progress at once: how much more they could gain, which takes a search, is left open.
    """
    place, brief = asked_brief(worlds, state, {"kind": "bargain", **ABOUT}, agenda)
    asked = _asked(place, brief, agenda)
    found = judge(agenda_of(asked), numbers, progress=progress or _enough)
    return {
        "numbers": {name: float(x) for name, x in found.numbers.items()},
        "sides": records(found.sides),
        "asks": records(found.asks),
        "distance": plain(found.distance),
        "converged": found.converged,
        "message": found.message,
    }


def _asked(place: Place, brief: Brief, agenda: Agenda | None) -> Asked:
    """Questions on the same agenda share the packages that have been solved."""
    asked = Asked(brief, place.base, place.observed, place.closure)
    if agenda is None:
        return asked
    return replace(
        asked, shared=place.shared(json.dumps(agenda.tables, sort_keys=True, default=str))
    )


def _enough(what: str, done: int, total: int) -> None:
    raise KeyboardInterrupt


def plain_question(question: Question) -> dict[str, Any]:
    """A question as it would be written in a brief; of each lever what was said alone."""
    said = question.model_dump(exclude_none=True, exclude={"levers"})
    if not isinstance(question, SeekQuestion):
        return said
    return said | {"lever": [plain_lever(lever) for lever in question.levers]}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain JSON types; null where there is no figure."""
    return [{str(k): plain(v) for k, v in row.items()} for row in frame.to_dict("records")]


def plain(value: Any) -> Any:
    """A number of numpy as Python's; what is not finite as None."""
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def asked_brief(
    worlds: Worlds, state: State, question: Mapping[str, Any], agenda: Agenda | None = None
) -> tuple[Place, Brief]:
    """The world of a state, and its brief with one question and what that is about."""
    place, _ = read(worlds, state)
    base, plain = place.base, state.plain()
    called = dict(zip(base.countries, names(base, "country"), strict=True))
    raw = {**raw_brief(plain, called), "question": [dict(question)]}
    if agenda is not None:
        raw |= agenda.tables
    named = {k: v for k, v in raw.items() if k not in ("baseline", "elasticities")}
    problems = _problems([*cross_findings(named, NOWHERE), *label_findings(raw, base.axes)])
    brief = Brief.model_validate(raw)
    if not problems:
        problems += _problems(policy_findings(brief, base))
    elif isinstance(question.get("outcome"), str):
        problems += _outcome(question["outcome"], base)
    if problems:
        raise InputError(dict.fromkeys(problems))
    return place, brief


def _outcome(name: str, base: Baseline) -> list[Problem]:
    """What is wrong with the name of an outcome, whatever it is asked of."""
    try:
        quantity(base, name, base.countries[0], {})
    except InputError as error:
        return [
            replace(p, place="question.outcome") for p in error.problems if p.place == "outcome"
        ]
    return []


def told(found: Answer, asked: Asked, about: str = "") -> dict[str, Any]:
    """An answer as plain JSON types: sentence, certificate, tables, charts, levers to take over."""
    base = asked.base
    tables = {t.name: with_names(t, base) for t in answers([found], None, speaker(base))}
    called = dict(zip(base.countries, names(base, "country"), strict=True))
    said = str(tables["answers"].frame["answer"].iloc[0])
    return {
        "sentence": f"{about} {said}".strip(),
        "reached": found.reached,
        "certificate": certificate(found.found),
        "tables": as_json(table for name, table in tables.items() if name != "answers"),
        "charts": [asdict(c) for c in _charts(found, tables, called)],
        "levers": levers_at(found, asked.brief),
    }


def _charts(found: Answer, tables: Mapping[str, Table], called: Mapping[str, str]) -> list[Chart]:
    return of_answer(found, tables, called) if found.question.of_talks and len(found.table) else []


def _problems(findings: Iterator[Finding] | list[Finding]) -> list[Problem]:
    """Those of the question, its agenda included; the state's own have been told."""
    found = []
    for one in findings:
        if one.loc[:1] in (("scenario",), ("party",)):
            continue
        path = [str(s + 1) if isinstance(s, int) else s for s in one.loc if s != 0]
        found.append(
            Problem(".".join(path) or "question", one.what, one.allowed, one.nearest, one.remedy)
        )
    return found
