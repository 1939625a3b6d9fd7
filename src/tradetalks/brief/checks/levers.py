"""What one key of a lever demands of another: amounts, ranges, and keys that go together."""

from __future__ import annotations

from collections.abc import Iterator

from tradetalks.brief.levers import LEVERS
from tradetalks.brief.places import Loc
from tradetalks.brief.problems import Finding, unknown
from tradetalks.brief.walk import Raw
from tradetalks.policy.schedules import dated_schedules, is_schedule, schedules


def lever_findings(loc: Loc, lever: Raw) -> Iterator[Finding]:
    """What is wrong with a lever whatever the baseline; ranges only where there is a search."""
    model = LEVERS.get(str(lever.get("kind")))
    if model is None:
        return
    given = [key for key in model.amounts if key in lever]
    if model.amounts and len(given) != 1:
        yield Finding(
            loc,
            f"gives {' and '.join(given) or 'no amount'}",
            f"exactly one of {', '.join(model.amounts)}",
        )
    if loc[0] == "scenario":
        for key in model.ranges:
            if isinstance(lever.get(key), list | tuple):
                yield Finding(
                    (*loc, key),
                    f"{lever[key]!r} is a range",
                    "one number",
                    remedy="ranges belong to the agenda, offers and questions",
                )
    yield from _together(loc, lever)


def _together(loc: Loc, lever: Raw) -> Iterator[Finding]:
    """Keys that have a meaning only beside another."""
    if "schedule" in lever:
        if not is_schedule(lever["schedule"]):
            dated = [f"{series}@YYYY-MM-DD" for series in dated_schedules()]
            known = [*schedules(), *dated]
            yield from unknown((*loc, "schedule"), lever["schedule"], known, "a schedule")
    elif stray := [key for key in ("rate_of", "spare") if key in lever]:
        yield Finding(
            (*loc, stray[0]), "goes with a schedule", remedy="add schedule or leave it out"
        )
    if lever.get("kind") == "sanction" and "measure" in lever:
        dearer = lever["measure"] == "trade_cost"
        if dearer and "factor" not in lever:
            yield Finding(
                (*loc, "factor"), "is missing", "how many times trade costs rise, such as 1.5"
            )
        elif dearer and _below_one(lever["factor"]):
            yield Finding(
                (*loc, "factor"),
                f"{lever['factor']!r} would make trading cheaper, which is no sanction",
                "1 and above",
            )
        elif "factor" in lever and not dearer:
            yield Finding(
                (*loc, "factor"),
                'goes with measure = "trade_cost"',
                remedy="leave it out, or change the measure",
            )


def _below_one(factor: object) -> bool:
    """Whether a factor, or the lower end of its range, is below one; what is no number is not."""
    ends = factor if isinstance(factor, list | tuple) else [factor]
    return any(isinstance(end, int | float) and end < 1 for end in ends)
