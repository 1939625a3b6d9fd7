"""What two sides bargain over when the page asks for a deal: a brief's agenda, or one made of
what stands on the page."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tradetalks.brief import Answer, briefs, find_brief
from tradetalks.brief.checks.labels import label_findings
from tradetalks.brief.compiling import at, ranged
from tradetalks.brief.compiling.degree import in_part
from tradetalks.brief.schema import Brief
from tradetalks.errors import InputError, Problem, nearest
from tradetalks.report.stack import goods
from tradetalks.web.state import MOST_LEVERS, State, plain_lever

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline

SOURCE = "set on the live page"
#: How far each side's tariffs may go where nothing else is on the agenda: not at all, to twice.
TARIFFS = [0.0, 2.0]


@dataclass(frozen=True)
class Agenda:
    """tables: of a brief, `[[agenda]]`, `[talks]`, and `[[party]]` with what each side values.
    about: what it is, in a sentence."""

    tables: Mapping[str, Any]
    about: str


def agenda_for(state: State, base: Baseline, name: str | None, disagreement: str) -> Agenda:
    """That of the shipped brief `name`; without one, that of the brief between the same parties
    if the world carries it, else the state's levers, else both sides' tariffs on each other.

    Raises InputError where there is no such brief, or fewer than two parties.
    """
    problems = []
    if name is not None and name not in briefs():
        what = f"{name!r:.60} is not a shipped brief"
        problems.append(Problem("brief", what, ", ".join(briefs()), nearest(name, briefs())))
    if len(set(state.parties)) < 2:
        problems.append(Problem("state.parties", "is one country", "two that can bargain"))
    if problems:
        raise InputError(problems)
    if name is not None:
        return _of_brief(name, disagreement)
    for shipped in briefs():
        made = _of_brief(shipped, disagreement)
        fits = {p["country"] for p in made.tables["party"]} == set(state.parties)
        if fits and not list(label_findings(made.tables, base.axes)):
            return made
    return _of_levers(state, base, disagreement) or _of_tariffs(state, base, disagreement)


def levers_at(found: Answer, brief: Brief) -> list[list[dict[str, Any]]]:
    """The levers of a deal, or of each point of a frontier, as a state would hold them; of a best
    policy its rates. Nothing where they are more than a state may hold."""
    made: list[list[dict[str, Any]]] = []
    if found.question.kind == "bargain" and len(found.table):
        made = [list(_settled(brief, dict(zip(found.table["issue"], found.table["number"],
                                              strict=True))))]  # fmt: skip
    elif found.question.kind == "frontier":
        issues = [issue.id for issue in brief.agenda if issue.id in found.table]
        made = [
            list(_settled(brief, {name: row[name] for name in issues}))
            for row in found.table.to_dict("records")
        ]
    elif found.question.kind == "optimal_policy":
        made = [list(_rates(found))]
    return [levers for levers in made if len(levers) <= MOST_LEVERS]


def _settled(brief: Brief, numbers: Mapping[Any, float]) -> Iterator[dict[str, Any]]:
    for name, number in numbers.items():
        levers = brief.issue(str(name)).levers
        moved = ranged(levers[0]) if len(levers) == 1 else None
        for lever in levers:
            done = at(lever, moved[0], float(number)) if moved else in_part(lever, float(number))
            if done is not None:
                yield plain_lever(done)


def _rates(found: Answer) -> Iterator[dict[str, Any]]:
    question: Any = found.question
    for row in found.table.to_dict("records"):
        kind = str(row["lever"])
        ends = ("importer", "exporter") if kind == "tariff" else ("exporter", "importer")
        partner = row.get("partner") or row.get(ends[1]) or question.partners
        sectors = row.get("sector") or question.sectors or "goods"
        listed = {k: list(v) if isinstance(v, tuple) else v
                  for k, v in (("partner", partner), ("sectors", sectors))}  # fmt: skip
        yield {
            "kind": kind,
            ends[0]: str(row["country"]),
            ends[1]: listed["partner"],
            "sectors": listed["sectors"],
            "rate": float(row["rate"]),
        }


def _of_brief(name: str, disagreement: str) -> Agenda:
    raw = tomllib.loads(find_brief(name).read_text("utf-8"))
    talks = {k: v for k, v in raw["talks"].items() if k != "scenario"}
    tables = {
        "agenda": raw["agenda"],
        "talks": talks | {"disagreement": disagreement},
        "party": raw["party"],
    }
    return Agenda(tables, f"On the agenda of the brief “{raw['title']}”.")


def _of_levers(state: State, base: Baseline, disagreement: str) -> Agenda | None:
    """An issue for each lever that can be done in part and is in the hands of one party."""
    issues = []
    for k, lever in enumerate(state.levers, start=1):
        owners = [p for p in state.parties for key in lever.setters if getattr(lever, key) == p]
        if in_part(lever, 1.0) is None or not owners:
            continue
        title = f"lever {k}: {lever.kind.replace('_', ' ')}"
        issues.append(_issue(f"lever-{k}", title, owners[0], plain_lever(lever)))
    if not issues:
        return None
    return Agenda(
        _talks(issues, state, disagreement),
        "On the levers of the page, each from not at all to whole.",
    )


def _of_tariffs(state: State, base: Baseline, disagreement: str) -> Agenda:
    """Each of the first two parties' tariffs on the other's goods, times a factor."""
    covered = "all" if goods(base) is None else "goods"
    issues = []
    for into, out in (state.parties[:2], state.parties[1::-1]):
        lever = {"kind": "tariff", "importer": into, "exporter": out, "sectors": covered,
                 "factor": TARIFFS}  # fmt: skip
        issues.append(_issue(f"tariffs-{into}", f"tariffs of {into} on {out}", into, lever))
    return Agenda(
        _talks(issues, state, disagreement),
        "On both sides’ tariffs on each other, from none to twice those in force.",
    )


def _talks(issues: list[dict[str, Any]], state: State, disagreement: str) -> dict[str, Any]:
    table = {
        "parties": list(state.parties[:2]),
        "issues": [issue["id"] for issue in issues],
        "disagreement": disagreement,
    }
    return {"agenda": issues, "talks": table}


def _issue(name: str, title: str, owner: str, lever: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "title": title, "owner": owner, "statement": SOURCE, "source": SOURCE,
            "lever": [lever]}  # fmt: skip
