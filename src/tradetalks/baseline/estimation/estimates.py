"""Estimated trade elasticities: a table to read and a set to use; none is repaired in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from tradetalks.baseline.elasticity_files import DEFAULTS, set_text
from tradetalks.baseline.estimation.fit import NOT_CONVERGED, Fit, covariance
from tradetalks.baseline.identities import Array
from tradetalks.errors import InputError, Problem, nearest

if TYPE_CHECKING:
    import pandas as pd

TradeValues = Literal["before-duty", "duty-paid"]
#: What becomes of an elasticity that cannot be used.
Rule = Literal["stop", "assume", "pool"]
#: What an elasticity must be to be used.
Need = Literal["positive", "significant"]

LEVEL = 0.9
REACH = 1.6448536269514722
NEGATIVE = "not above zero"
INSIGNIFICANT = f"not told from zero at {100 * LEVEL:.0f} %"
REMEDY = (
    "choose what stands for it: --unusable assume (the set's value where nothing is estimated) or "
    "pool (one elasticity of all sectors)"
)


def theta_of(trade_values: TradeValues) -> str:
    """How the elasticity follows from the coefficient b of log(1 + tariff)."""
    return "-b - 1" if trade_values == "before-duty" else "-b"


@dataclass(frozen=True, eq=False)
class Estimates:
    """An elasticity for each sector, or the reason why there is none.

    fits: by sector. whole: of all sectors together, if asked for. isic: codes by sector.
    about: method, formula, data and their sha256, as plain data.
    """

    sectors: tuple[str, ...]
    fits: tuple[Fit, ...]
    whole: Fit | None
    isic: Mapping[str, Sequence[str]]
    trade_values: TradeValues
    about: Mapping[str, Any]

    @property
    def theta(self) -> Array:
        """Elasticities, (sector,); not a number where there is none. They may be negative."""
        return np.array([self._theta(fit) for fit in self.fits])

    @property
    def covariance(self) -> Array:
        """Covariance of the elasticities, (sector, sector)."""
        return covariance(self.fits)

    @property
    def standard_error(self) -> Array:
        """Standard errors, (sector,)."""
        return np.array([fit.variance**0.5 for fit in self.fits])

    def unusable(self, need: Need = "positive") -> dict[str, str]:
        """Sectors whose elasticity does not meet the need, and why."""
        said = {s: self._why(f, need) for s, f in zip(self.sectors, self.fits, strict=True)}
        return {sector: why for sector, why in said.items() if why}

    @property
    def not_converged(self) -> tuple[str, ...]:
        """Sectors whose fit came to no end."""
        fits = zip(self.sectors, self.fits, strict=True)
        return tuple(sector for sector, fit in fits if fit.failure == NOT_CONVERGED)

    def table(self) -> pd.DataFrame:
        """sector, coefficient, theta, standard_error, low, high (90 %), observations, clusters,
        note: one row each, and one for all together where that was asked for."""
        import pandas as pd

        fits = dict(zip(self.sectors, self.fits, strict=True))
        if self.whole is not None:
            fits["(all sectors)"] = self.whole
        rows = []
        for sector, fit in fits.items():
            theta, error = self._theta(fit), fit.variance**0.5
            why = self._why(fit, "significant")
            rows.append(
                {
                    "sector": sector,
                    "coefficient": fit.coefficient,
                    "theta": theta,
                    "standard_error": error,
                    "low": theta - REACH * error,
                    "high": theta + REACH * error,
                    "observations": fit.rows,
                    "clusters": fit.clusters,
                    "note": "; ".join([why, *fit.remarks] if why else fit.remarks),
                }
            )
        return pd.DataFrame(rows)

    def content(
        self, name: str, unusable: Rule = "stop", need: Need = "positive"
    ) -> dict[str, Any]:
        """The set as plain data, for `elasticity_files.set_text`.

        unusable: what becomes of sectors whose elasticity does not meet the need: none of the set
        (`stop`), the set's value where nothing is estimated (`assume`), or the elasticity of all
        sectors together (`pool`; a sector without an estimate, as where no tariff varies, is
        assumed even so). What is set aside stays in the file as `rejected`. Raises InputError
        with every sector that stands in the way.
        """
        self._check_rule(unusable, need)
        aside = self.unusable(need)
        kept, fits, notes = [], [], []
        for sector, fit in zip(self.sectors, self.fits, strict=True):
            if sector in aside and (unusable != "pool" or fit.failure):
                continue
            used = self.whole if sector in aside and self.whole is not None else fit
            kept.append(sector)
            fits.append(used)
            notes.append("that of all sectors together" if used is not fit else "")
        if not kept:
            raise InputError(Problem("elasticities", "none can be used", "at least one"))
        together = covariance(fits)
        categories = [
            {
                "name": sector,
                "isic": list(self.isic[sector]),
                "theta": self._theta(fit),
                "standard_error": float(together[k, k] ** 0.5),
                "observations": fit.rows,
                "clusters": fit.clusters,
                **({"note": notes[k]} if notes[k] else {}),
            }
            for k, (sector, fit) in enumerate(zip(kept, fits, strict=True))
        ]
        words = f"Estimated from {self.about['data']} by {_METHODS[self.about['method']]}"
        return {
            "name": name,
            **DEFAULTS,
            "title": words,
            "citation": f"{words}; sha256 of the data {self.about['data_sha256'][:12]}",
            "covariance": together.tolist(),
            "estimate": {**self.about, "unusable": unusable, "need": need},
            "category": categories,
        } | ({"rejected": rejected} if (rejected := list(self._rejected(aside))) else {})

    def to_file(
        self, path: str | Path, unusable: Rule = "stop", need: Need = "positive", name: str = ""
    ) -> None:
        """Write the set as one self-describing file, which serves wherever a set's name does."""
        path = Path(path)
        text = set_text(self.content(name or path.stem, unusable, need), HEADING)
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise InputError(Problem(str(path), f"cannot be written ({reason})")) from None

    def _theta(self, fit: Fit) -> float:
        return -fit.coefficient - (1.0 if self.trade_values == "before-duty" else 0.0)

    def _why(self, fit: Fit, need: Need) -> str:
        """Why an elasticity cannot be used, empty if it can."""
        if fit.failure:
            return fit.failure
        theta = self._theta(fit)
        if theta <= 0:
            return NEGATIVE
        reach = REACH * fit.variance**0.5
        return INSIGNIFICANT if need == "significant" and theta - reach <= 0 else ""

    def _rejected(self, aside: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        for sector, fit in zip(self.sectors, self.fits, strict=True):
            if sector not in aside:
                continue
            found = (
                {}
                if fit.failure
                else {
                    "theta": self._theta(fit),
                    "standard_error": fit.variance**0.5,
                }
            )
            yield {"name": sector, "why": aside[sector], **found, "observations": fit.rows}

    def _check_rule(self, unusable: Any, need: Any) -> None:
        problems = []
        for place, given, allowed in (
            ("unusable", unusable, get_args(Rule)),
            ("need", need, get_args(Need)),
        ):
            if given not in allowed:
                close = nearest(str(given), allowed)
                what = f"{given!r} is unknown"
                problems.append(Problem(place, what, ", ".join(allowed), close))
        if problems:
            raise InputError(problems)
        aside = self.unusable(need)
        if unusable == "stop":
            told = dict(zip(self.sectors, self.theta, strict=True))
            problems = [
                Problem(
                    f"elasticity of {sector}",
                    f"is {told[sector]:.3g}, {why}" if np.isfinite(told[sector]) else why,
                    "",
                    "",
                    REMEDY,
                )
                for sector, why in aside.items()
            ]
        elif unusable == "pool" and aside:
            if self.whole is None:
                what = "all sectors together are not estimated"
                problems = [Problem("unusable", what, "", "", "estimate with pooled=True")]
            elif why := self._why(self.whole, need):
                problems = [Problem("elasticity of all sectors together", why)]
        if problems:
            raise InputError(problems)


_METHODS = {
    "ppml": "Poisson pseudo-maximum likelihood with fixed effects",
    "triple": "triple differences",
}
HEADING = """Trade elasticities: theta in share ~ cost^-theta, by sector, and the covariance of
their errors (in the order of the categories). Use it by its path wherever a set is named:
--elasticities FILE, elasticities = "FILE" in a brief or a sweep, base.with_elasticities("FILE").
`services` applies to sectors D-U that no category covers, `elsewhere` to goods: both assumed."""
