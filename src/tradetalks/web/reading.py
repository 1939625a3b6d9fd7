"""What is posted, read whole: every mistake at once, in the words of all other problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from tradetalks.brief.checks import cross_findings
from tradetalks.brief.checks.labels import label_findings
from tradetalks.brief.places import Loc
from tradetalks.brief.problems import Finding, finding
from tradetalks.brief.schema import Brief
from tradetalks.errors import InputError, Problem, nearest
from tradetalks.report.stack import names
from tradetalks.web.state import State, raw_brief

if TYPE_CHECKING:
    from tradetalks.labels import Axes
    from tradetalks.web.worlds import Place, Worlds

#: Nothing lies beside a brief that came over the network.
NOWHERE = Path("/nonexistent")
#: The world of a state that names none.
DEFAULT = State.model_fields["baseline"].default


def read(worlds: Worlds, state: State, at: str = "state") -> tuple[Place, Brief]:
    """The world of a state and the brief that the state is.

    at: what the state is called in the body. Raises InputError with everything that its world
    cannot carry, NotConvergedError where the closure leaves no world to compare with.
    """
    plain = state.plain()
    if problems := list(state_problems(plain, worlds, at)):
        raise InputError(problems)
    place = worlds.place(state.baseline, state.elasticities, state.closure)
    called = dict(zip(place.base.countries, names(place.base, "country"), strict=True))
    return place, Brief.model_validate(raw_brief(plain, called))


def state_problems(plain: Mapping[str, Any], worlds: Worlds, at: str) -> Iterator[Problem]:
    """Names that there are not, and what one key of a state demands of another."""
    name = plain.get("baseline", DEFAULT)
    for problem in worlds.problems(name, plain.get("elasticities")):
        yield replace(problem, place=f"{at}.{problem.place}")
    yield from lever_problems(plain, worlds.axes(name), at)


def lever_problems(plain: Mapping[str, Any], axes: Axes | None, at: str) -> Iterator[Problem]:
    """What is wrong with the levers and parties of a plain state, beside its keys and values."""
    raw = {k: v for k, v in raw_brief(dict(plain)).items() if k not in ("baseline", "elasticities")}
    found = list(cross_findings(raw, NOWHERE))
    if axes is not None:
        found += [*label_findings(raw, axes), *_grouped(raw, axes)]
    for one in found:
        # Without levers a state is the baseline itself, which is no mistake.
        if one.loc != ("scenario", 0, "lever"):
            yield _problem(one, (at, *_in_state(one.loc)))


def body_problems(
    details: Sequence[Any], root: Any, body: Any, worlds: Worlds
) -> Iterator[Problem]:
    """What pydantic found in a body, then what the states in it demand besides.

    root: the model of the body, or several told apart by their kind.
    """
    kinds = {k for part in get_args(root) for k in get_args(part.model_fields["kind"].annotation)}
    for detail in details:
        loc = detail["loc"][1:] if detail["loc"][:1] == ("body",) else detail["loc"]
        if kinds and detail["type"].startswith("union_tag"):
            word = str(detail.get("ctx", {}).get("tag", ""))
            what = f"{word!r:.60} is not a kind of job" if word else "is missing"
            yield Problem("kind", what, ", ".join(sorted(kinds)), nearest(word, kinds))
            continue
        # What tells bodies apart stands first in the path.
        loc, model = (loc[1:], _told_by(root, loc[0])) if kinds and loc else (loc, root)
        if detail["type"] == "json_invalid":
            what = f"is not JSON ({detail.get('ctx', {}).get('error', 'it cannot be read')})"
            yield Problem("body", what, "a JSON object")
        elif not loc:
            yield Problem("body", "is no JSON object" if body is not None else "is missing",
                          "a JSON object")  # fmt: skip
        elif detail["loc"][0] in ("query", "path"):
            yield Problem(str(loc[-1]), _said(detail))
        else:
            one = finding(cast(ErrorDetails, {**detail, "loc": loc}), model)
            yield _problem(one, one.loc)
    for at, state in _states(body):
        yield from state_problems(state, worlds, at)
        axes, question = worlds.axes(state.get("baseline", DEFAULT)), body.get("question")
        if axes is not None and isinstance(question, dict):
            for one in label_findings({"question": [question]}, axes):
                yield _problem(one, ("question", *one.loc[2:]))


def _told_by(root: Any, kind: Any) -> type[BaseModel]:
    """The body of that kind."""
    found: type[BaseModel] = next(
        (p for p in get_args(root) if kind in get_args(p.model_fields["kind"].annotation)),
        get_args(root)[0],
    )
    return found


def _states(body: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(body, dict):
        return
    if isinstance(body.get("state"), dict):
        yield "state", body["state"]
    listed = body.get("states")
    for i, state in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(state, dict):
            yield f"states[{i + 1}]", state


def _grouped(raw: Mapping[str, Any], axes: Axes) -> Iterator[Finding]:
    """Parties that are several countries."""
    for i, party in enumerate(raw["party"]):
        try:
            found = axes.country_index(party["country"])
        except InputError:
            continue
        if len(found) > 1:
            what = f"{party['country']!r} is several countries"
            yield Finding(("party", i, "country"), what, "one country each")


def _in_state(loc: Loc) -> Loc:
    """A place in the brief as a place in the state."""
    if loc[:2] == ("scenario", 0):
        rest = loc[2:]
        return ("levers", *rest[1:]) if rest[:1] == ("lever",) else rest
    if loc[:1] == ("party",):
        return ("parties", *loc[1:2])
    if loc and loc[0] in ("deficits", "labour_supply", "revenue", "scale_elasticity"):
        return ("closure", *loc)
    return loc


def _problem(one: Finding, loc: Loc) -> Problem:
    remedy = "" if one.remedy.startswith("write it as [[") else one.remedy
    return Problem(_path(loc) or "body", one.what, one.allowed, one.nearest, remedy)


def _path(loc: Loc) -> str:
    """`state.levers[1].importer`, counted from 1."""
    words = ""
    for step in loc:
        if isinstance(step, int):
            words += f"[{step + 1}]"
        elif step:
            words += f".{step}" if words else step
    return words


def _said(detail: Mapping[str, Any]) -> str:
    value = detail.get("input")
    if detail["type"] == "missing":
        return "is missing"
    return f"{value!r:.60} cannot be used ({detail['msg']})"
