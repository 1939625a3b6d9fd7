"""The stamp every output carries: version, data, settings, and how each solve ended."""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version as installed
from typing import TYPE_CHECKING, Any

from tradetalks import __version__
from tradetalks.report.world import compared_with

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief import Brief, Closure
    from tradetalks.report.stack import Run

LIBRARIES = ("jax", "numpy", "pandas", "xarray")


def manifest(
    brief: Brief,
    base: Baseline,
    runs: Sequence[Run],
    *,
    closure: Closure,
    elasticities: str | None,
    tolerance: float,
    seconds: Mapping[str, float],
    calibrated: str | None = None,
    bands: Mapping[str, Any] | None = None,
    coarse: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Everything needed to know what a figure is, and to make it again. Plain JSON types.

    coarse: of an aggregated world, the resolution and what it was aggregated from.
    """
    return {
        "program": "tradetalks",
        "version": __version__,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "brief": {
            "title": brief.title,
            "file": brief.path.name,
            "fingerprint": brief.fingerprint,
        },
        "baseline": {
            "name": base.name,
            "title": base.title,
            "fingerprint": base.fingerprint,
            "countries": len(base.countries),
            "sectors": len(base.sectors),
        }
        | ({"calibrated": calibrated} if calibrated else {})
        | ({"resolution": dict(coarse)} if coarse else {}),
        "closure": dict(closure)
        | ({"compared_with": done} if (done := compared_with(closure)) else {}),
        "elasticities": {
            "set": elasticities or "the baseline's own",
            "source": str(base["trade_elasticity"].attrs.get("source", "not stated")),
            "by_sector": dict(
                zip(base.sectors, base["trade_elasticity"].values.tolist(), strict=True)
            ),
        },
        "bands": dict(bands) if bands else {"method": "none"},
        "tolerance": tolerance,
        "scenarios": [_ending(run) for run in runs],
        "seconds": {phase: round(value, 3) for phase, value in seconds.items()},
        "software": {"python": platform.python_version()}
        | {name: installed(name) for name in LIBRARIES},
    }


def _ending(run: Run) -> dict[str, Any]:
    eq = run.equilibrium
    return {
        "id": run.id,
        "title": run.title,
        "converged": bool(eq.converged),
        "status": str(eq.status),
        "residual": float(eq.residual) if math.isfinite(eq.residual) else None,
        "message": str(eq.message),
    }


def stamp(settings: Mapping[str, Any]) -> str:
    """One line naming version, data and settings, short enough for every row of a CSV."""
    base, brief = settings["baseline"], settings["brief"]
    elasticities = settings["elasticities"]["set"]
    data = f"{base['name']} {base['fingerprint'][:12]}"
    data += " moved onto facts" if "calibrated" in base else ""
    return (
        f"tradetalks {settings['version']}; baseline {data}; "
        f"brief {brief['file']} {brief['fingerprint'][:12]}; "
        f"elasticities {elasticities}; {_adjusting(settings['closure'])}"
    )


def _adjusting(closure: Mapping[str, Any]) -> str:
    """The closure in a phrase: the imbalances always, what else only where it adjusts."""
    deficits, psi = closure["deficits"], closure["scale_elasticity"]
    parts = [f"deficits {deficits}"]
    if closure["labour_supply"]:
        parts.append(f"labour supply {closure['labour_supply']:g}")
    if closure["revenue"] != "lump_sum":
        parts.append("revenue replaces income tax")
    if psi:
        each = [f"{s} {v:g}" for s, v in psi.items()] if isinstance(psi, Mapping) else [f"{psi:g}"]
        parts.append(f"scale elasticity {', '.join(each)}")
    if "compared_with" in closure:
        balanced = "the balanced baseline" if deficits == "balanced" else "the baseline so closed"
        parts.append(f"compared with {balanced}")
    return ", ".join(parts)


def flat(settings: Mapping[str, Any], under: str = "") -> list[tuple[str, Any]]:
    """Nested settings as (dotted name, value) pairs."""
    pairs: list[tuple[str, Any]] = []
    for key, value in settings.items():
        if isinstance(value, Mapping):
            pairs += flat(value, f"{under}{key}.")
        elif isinstance(value, list):
            for item in value:
                pairs += flat(item, f"{under}{key}.{item['id']}.")
        else:
            pairs.append((f"{under}{key}", value))
    return pairs
