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
#: What the error of an elasticity may be taken from, best first.
SOURCES = ("covariance", "published", "spread", "assumed")
_ASSUMPTION = ("services value", "value of the set")


@dataclass(frozen=True, eq=False)
class Doubt:
    """The error of the elasticities in use.

    covariance: of their logs, (sector, sector). source: by sector, what its error is taken from:
    the "covariance" of the set, its "published" standard errors, the "spread" of published sets
    around one another, or "assumed".
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

    The covariance of the set where it has one, else published standard errors, both over theta
    for logs. Else the spread of the published sets in that sector: half the range from the 16th
    to the 84th percentile of log theta between studies. Where a set has no estimate and assumes a
    value, `ASSUMED`; so for services, on which the sets agree only because all assume. Sectors that
    share an estimate share its error; those that do not are independent, as are those that a
    covariance speaks of from all others. Elasticities given as values, without a name, are as
    uncertain as the published ones.
    """
    theta = np.asarray(base["trade_elasticity"].values, dtype=float)
    behind = _behind(base)
    known, published, spread = _covariance(base, theta), _published(base, theta), _spread(base)
    error, source, services = np.zeros(len(theta)), [], _services(base)
    for j in range(len(theta)):
        assumed = any(words in behind[j] for words in _ASSUMPTION)
        if assumed or (j in services and not np.isfinite(published[j])):
            error[j], kind = ASSUMED, "assumed"
        elif np.isfinite(published[j]):
            kind = "published" if known is None else "covariance"
            error[j] = max(LEAST, published[j])
        else:
            error[j], kind = max(LEAST, spread[j]), "spread"
        source.append(kind)
    shared = np.array([[a == b for b in behind] for a in behind], dtype=float)
    covariance = shared * np.outer(error, error)
    if known is not None:
        told = np.array([kind == "covariance" for kind in source])
        both = np.ix_(told, told)
        # It says all there is on its sectors: what is put beside it could be no covariance.
        covariance[told] = covariance[:, told] = 0.0
        covariance[both] = known[both]
    return Doubt(base.sectors, theta, covariance, tuple(source))


def _services(base: Baseline) -> set[int]:
    """Positions of the sectors that are no goods; none where the data do not tell them apart."""
    try:
        return set(range(len(base.sectors))) - set(base.axes.sector_index("goods").tolist())
    except InputError:
        return set()


def _covariance(base: Baseline, theta: Array) -> Array | None:
    """Of log theta, as the set has it, (sector, sector); not a number where it has none."""
    known = base.dataset.get("trade_elasticity_covariance")
    return None if known is None else np.asarray(known.values, float) / np.outer(theta, theta)


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
