"""A brief with the world it is asked of: what `run` and `deal` begin with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tradetalks.errors import BriefError
from tradetalks.report.world import load_world

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief import Brief
    from tradetalks.brief.schema import Closure


def read_case(
    path: str | Path,
    baseline: str | Path | None,
    elasticities: str | None,
    resolution: str | int | None = None,
) -> tuple[Brief, Baseline, str | None]:
    """The brief, its baseline under the elasticities asked for, and the name of their set.

    resolution: as `brief.resolution.aggregate_for` takes it; the baseline as it is if left out.

    Raises BriefError with everything of the brief that its baseline cannot carry.
    """
    from tradetalks.brief import load_brief
    from tradetalks.brief.resolution import aggregate_for

    brief = load_brief(path)
    base = whole_world(brief, baseline, elasticities)
    if resolution is not None:
        base = aggregate_for(base, brief, resolution, place="--resolution")
    if problems := brief.check_against(base):
        raise BriefError(problems)
    return brief, base, base.dataset.attrs.get("elasticities")


def whole_world(brief: Brief, baseline: str | Path | None, elasticities: str | None) -> Baseline:
    """The brief's baseline, or the one asked for instead, with nothing merged."""
    from tradetalks.baseline.elasticity_sets import beside as elasticity_file

    beside = brief.path.parent / brief.baseline
    own = brief.elasticities and elasticity_file(brief.elasticities, brief.path.parent)
    source = baseline or (beside if beside.is_file() else brief.baseline)
    return load_world(source, elasticities or own)


def closure_in(brief: Brief, *given: Any) -> Closure:
    """What adjusts: as the brief says, but for what the caller does."""
    found: dict[str, Any] = dict(brief.closure)
    found |= {name: value for name, value in zip(found, given, strict=True) if value is not None}
    return cast("Closure", found)
