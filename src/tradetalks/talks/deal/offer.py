"""An offer on the table: what each side gains, and what it should ask for next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import NotConvergedError
from tradetalks.numerics.aims import ON, Way
from tradetalks.numerics.pursuit import Pursuit, pursue
from tradetalks.numerics.quadratic import Ask, Known
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium
from tradetalks.talks.deal.agenda import Agenda
from tradetalks.talks.deal.bargain import Progress, at_stake, box

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: First-order residual at which the way to the frontier ends, as a share of what is at stake.
TOL = 1e-4
#: Slopes below this share of what is at stake, over a whole range, are none.
NO_SLOPE = 1e-7
#: What the others gain, beside one that is to gain alone: were they held to what they have, to the
#: last digit, no step of a model that is only nearly right would be good enough.
HELD = 1e-3


@dataclass(frozen=True, eq=False)
class Verdict:
    """What each side makes of an offer.

    sides: party, gain (USD billion over disagreement), accepts (whether that is above zero),
    could_gain (how much more, at most, while nobody else loses; not a number where an interrupt
    left it unknown). rates: what changing one issue
    would do, one row for each party and issue whose number can move to its liking: issue, owner,
    party, number, low, high, direction ("more" or "less"), own_gain and others_loss (USD billion
    a unit of the number; a loss below zero is a gain), rate (own gain for a dollar of the others'
    loss; infinite where nobody loses), by exact derivatives. asks: the row with the best rate, by
    party: what to ask for next. distance: how much more everybody could gain at once, USD
    billion; zero on the frontier. equilibrium and disagreement: the worlds with the offer and
    without a deal. converged: whether the searches behind it and `could_gain` ended
    where their first-order conditions hold; if not, these are lower bounds.
    """

    sides: pd.DataFrame
    rates: pd.DataFrame
    asks: pd.DataFrame
    distance: float
    numbers: dict[str, float]
    policy: Policy = field(repr=False)
    equilibrium: Equilibrium = field(repr=False)
    disagreement: Equilibrium = field(repr=False)
    solves: int
    converged: bool
    interrupted: bool
    message: str


def judge(
    agenda: Agenda, offer: Mapping[str, float], *, progress: Progress | None = None
) -> Verdict:
    """What each party of an agenda gains by an offer, and what it should ask for next.

    `offer` gives a number for issues by id; the others stay at their status quo. An interrupt
    (Ctrl-C) leaves distances that are not known yet as not a number. Raises InputError listing
    unknown issues and numbers out of range, NotConvergedError where the offer has no equilibrium.
    """
    packages = agenda.packages
    x = agenda.numbers(offer)
    (known,) = packages.evaluate([Ask.at(packages.share(x))])
    if known is None:
        packages.solve(x).require()
        raise NotConvergedError("the slopes at the offer could not be worked out")
    here = packages.exactly(known)
    interrupted = False
    searches = _searches(agenda, here)
    try:
        pursue(searches, packages.points, packages.evaluate, watch=_watch(progress))
    except KeyboardInterrupt:
        interrupted = True
    more = [np.nan if interrupted and not p.reached else _ahead(p) for p in searches]
    ended = not interrupted and all(p.reached for p in searches)
    return _told(agenda, here, x, more, ended, interrupted)


def _searches(agenda: Agenda, here: Known) -> list[Pursuit]:
    """All as far ahead as possible at once, then each alone, the others next to nothing."""
    stakes, (low, high) = at_stake(agenda), box(agenda)
    together = np.full(len(stakes), float(stakes.max()))
    alone = stakes * np.where(np.eye(len(stakes)) > 0, 1.0, HELD)
    return [
        Pursuit(Way(here.values, way, stakes), low, high, TOL, start=here)
        for way in (together, *alone)
    ]


def _ahead(search: Pursuit) -> float:
    """By how much those with a way are ahead of the start, USD billion."""
    aim = search.aim
    if search.best is None or not isinstance(aim, Way):
        return 0.0
    leading = aim.way >= aim.scale
    return max(0.0, float((search.best.values - aim.start)[leading].min()))


def _watch(progress: Progress | None) -> Any:
    if progress is None:
        return None
    return lambda ended, searches: progress("distance to the frontier", ended, searches)


def _told(
    agenda: Agenda, here: Known, x: Array, more: list[float], converged: bool, interrupted: bool
) -> Verdict:
    import pandas as pd

    packages, parties = agenda.packages, list(agenda.parties)
    eq = packages.solve(x).require()
    sides = pd.DataFrame(
        {
            "party": parties,
            "gain": here.values,
            "accepts": here.values > agenda.least,
            "could_gain": more[1:],
        }
    )
    columns = ["issue", "owner", "party", "number", "low", "high", "direction", "own_gain"]
    columns += ["others_loss", "rate"]
    rates = pd.DataFrame(list(_rates(agenda, here, x)), columns=columns)
    best = rates.sort_values(["rate", "own_gain"], ascending=False).groupby("party", sort=False)
    asks = best.head(1).set_index("party").reindex(parties).dropna(subset="issue").reset_index()
    return Verdict(
        sides,
        rates,
        asks,
        more[0],
        dict(zip(agenda.ids, map(float, x), strict=True)),
        eq.policy,
        eq,
        packages.disagreement,
        packages.solves,
        converged,
        interrupted,
        _message(sides, more[0], float(agenda.least.max()), converged, interrupted),
    )


def _rates(agenda: Agenda, here: Known, x: Array) -> Iterator[dict[str, Any]]:
    """One row for each party and issue that can move to its liking."""
    packages = agenda.packages
    z, stakes = packages.share(x), at_stake(agenda)
    for p, party in enumerate(agenda.parties):
        for k, issue in enumerate(agenda.issues):
            slopes = here.slopes[:, k]
            if abs(slopes[p]) <= NO_SLOPE * stakes[p]:
                continue
            way = float(np.sign(slopes[p]))
            idle = np.isfinite(here.least[k])
            if (way > 0 and z[k] >= 1 - ON) or (way < 0 and (z[k] <= ON or idle)):
                continue
            gain = way * slopes / packages.range[k]
            loss = float(-(gain.sum() - gain[p]))
            yield {
                "issue": issue.id,
                "owner": issue.owner,
                "party": party,
                "number": float(x[k]),
                "low": float(packages.low[k]),
                "high": float(packages.low[k] + packages.range[k]),
                "direction": "more" if way > 0 else "less",
                "own_gain": float(gain[p]),
                "others_loss": loss,
                "rate": float(gain[p]) / loss if loss > 0 else np.inf,
            }


def _message(
    sides: pd.DataFrame, distance: float, least: float, converged: bool, interrupted: bool
) -> str:
    said = [
        f"{row['party']} {'accepts' if row['accepts'] else 'refuses'} ({row['gain']:+,.3f} bn)"
        for row in sides.to_dict("records")
    ]
    text = ", ".join(said)
    if np.isnan(distance):
        return f"{text}; interrupted before the distance to the frontier was known"
    if distance > least:
        text += f"; everybody could gain {distance:,.3f} bn more at once"
    else:
        text += "; nobody can gain without another's loss"
    if interrupted:
        return f"interrupted, some distances are not known: {text}"
    return text if converged else f"{text}; a search ended early, and there may be more to gain"
