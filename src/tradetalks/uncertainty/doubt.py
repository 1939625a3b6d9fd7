"""How far the trade elasticities may be off: the covariance of their logs, and where it is from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline, compare_elasticities
from tradetalks.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Standard deviation of log theta where a set assumes a value for want of an estimate.
ASSUMED = 0.5
#: Elasticities are not known better than this, however narrow the published interval.
LEAST = 0.05
#: Sets of one value for everything, and second samples of one study, say nothing of the spread.
NO_WITNESS = ("simonovska_waugh_2014", "caliendo_parro_2015_full")
_ASSUMPTION = ("services value", "value of the set")


@dataclass(frozen=True, eq=False)
class Doubt:
    """The error of the elasticities in use.

    covariance: of their logs, (sector, sector). source: by sector, what its error is taken from:
    "published" standard errors, the "spread" of published sets around one another, or "assumed".
    """

    sectors: tuple[str, ...]
    theta: Array
    covariance: Array
    source: tuple[str, ...]

    @property
    def error(self) -> Array:
        """Standard deviation of log theta, (sector,)."""
        found: Array = np.sqrt(np.diag(self.covariance))
        return found

    def table(self) -> pd.DataFrame:
        """sector, theta, low, high (90 %), log_error, source."""
        import pandas as pd

        reach = 1.6448536269514722 * self.error
        return pd.DataFrame(
            {
                "sector": self.sectors,
                "theta": self.theta,
                "low": self.theta * np.exp(-reach),
                "high": self.theta * np.exp(reach),
                "log_error": self.error,
                "source": self.source,
            }
        )


def doubt_of(base: Baseline) -> Doubt:
    """The error of a baseline's trade elasticities.

    Published standard errors where the set has them, `se / theta` in logs. Else the spread of the
    published sets in that sector: half the range from the 16th to the 84th percentile of log
    theta between studies. Where a set has no estimate and assumes a value (services above all),
    `ASSUMED`. Sectors that share an estimate share its error; those that do not are independent,
    unless the set has a covariance: then their correlations are its own.
    Elasticities given as values, without a name, are taken as uncertain as the published ones.
    """
    theta = np.asarray(base["trade_elasticity"].values, dtype=float)
    behind = _behind(base)
    published = _published(base, theta)
    spread = _spread(base)
    error, source = np.zeros(len(theta)), []
    for j in range(len(theta)):
        if any(words in behind[j] for words in _ASSUMPTION):
            error[j], kind = ASSUMED, "assumed"
        elif np.isfinite(published[j]):
            error[j], kind = max(LEAST, published[j]), "published"
        else:
            error[j], kind = max(LEAST, spread[j]), "spread"
        source.append(kind)
    together = _correlation(base, behind)
    return Doubt(base.sectors, theta, together * np.outer(error, error), tuple(source))


def _correlation(base: Baseline, behind: list[str]) -> Array:
    """Between sectors, (sector, sector): as estimated, else one where they share an estimate."""
    shared = np.array([[a == b for b in behind] for a in behind], dtype=float)
    known = base.dataset.get("trade_elasticity_covariance")
    if known is None:
        return shared
    error = np.sqrt(np.diag(known.values))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = known.values / np.outer(error, error)
    return np.where(np.isfinite(found), found, shared)


def _behind(base: Baseline) -> list[str]:
    """The estimates behind each sector's value; its own name where nothing is known of them."""
    known = base.dataset.get("elasticity_source")
    if known is None:
        return [f"own {sector}" for sector in base.sectors]
    return [str(name) or f"own {s}" for name, s in zip(known.values, base.sectors, strict=True)]


def _published(base: Baseline, theta: Array) -> Array:
    known = base.dataset.get("trade_elasticity_se")
    if known is None:
        return np.full(len(theta), np.nan)
    return np.asarray(known.values, dtype=float) / theta


_spreads: WeakKeyDictionary[Baseline, Array] = WeakKeyDictionary()


def _spread(base: Baseline) -> Array:
    """Between published sets, (sector,); `ASSUMED` where sectors have no ISIC code to go by."""
    if base not in _spreads:
        try:
            table = compare_elasticities(base).drop(columns=list(NO_WITNESS))
        except InputError:
            _spreads[base] = np.full(len(base.sectors), ASSUMED)
        else:
            low, high = np.quantile(np.log(table.to_numpy()), [0.16, 0.84], axis=1)
            _spreads[base] = (high - low) / 2
    return _spreads[base]
