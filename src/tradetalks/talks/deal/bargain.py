"""The deal that two or more parties would sign: the Nash product over an agenda."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import NotConvergedError
from tradetalks.numerics.aims import ON, Aim, Product, Way, Weighted
from tradetalks.numerics.pursuit import Pursuit, pursue
from tradetalks.numerics.quadratic import Ask, Known
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium
from tradetalks.talks.deal.agenda import Agenda
from tradetalks.talks.deal.third import third_countries

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Progress = Callable[[str, int, int], None]

#: First-order residual at which a search ends, as a share of what is at stake.
TOL = 1e-6
#: The same for searches that only find where others should begin, and their rounds.
ROUGHLY, ROUNDS = 1e-2, 8
#: Powers further apart than this are approached in steps.
LADDER = 3.0


@dataclass(frozen=True, eq=False)
class Deal:
    """What the parties would agree on, or how far they are from agreeing.

    agreed: whether a package leaves everyone better off than no deal. issues: one row an issue:
    issue, owner, title, low, high, status_quo, number, bound ("low", "high" or none), and worth:
    by how much a unit more range at a binding bound would raise the log of the Nash product. gains:
    party, gain (USD billion over disagreement), power, real_income_change (per cent, from the
    baseline). third: country, equivalent_variation (USD billion) and real_income_change, of
    everybody else. shortfall: 0 if agreed, else by how much, in USD billion, the worst-off party
    at least falls short under the package that leaves it least worse off. with_payments: the
    largest sum of gains, USD billion: above zero, money would buy the agreement. terms: what each
    objective values in the deal. residual: the first-order condition.
    """

    agreed: bool
    issues: pd.DataFrame
    gains: pd.DataFrame
    third: pd.DataFrame
    terms: pd.DataFrame = field(repr=False)
    shortfall: float
    with_payments: float
    policy: Policy = field(repr=False)
    equilibrium: Equilibrium = field(repr=False)
    disagreement: Equilibrium = field(repr=False)
    residual: float
    solves: int
    converged: bool
    interrupted: bool
    message: str


def bargain(agenda: Agenda, *, progress: Progress | None = None) -> Deal:
    """The package that maximises the product of gains over disagreement, each to its power.

    Nash (1950), "The bargaining problem", Econometrica 18; with powers, Kalai (1977). Where no
    package leaves everybody better off there is no deal: the one that leaves the worst-off party
    least short is reported as what it is. Several searches run side by side from the status quo,
    from the best packages for each party and for their sum, and learn from each other. An
    interrupt (Ctrl-C) ends with the best package so far.

    Raises NotConvergedError where the status quo or disagreement has no equilibrium.
    """
    packages = agenda.packages
    interrupted = False
    nash = product(agenda)
    best: Known | None = None
    try:
        stakes = at_stake(agenda)
        low, high = box(agenda)
        watch = _watch(agenda, nash, progress)
        main = Pursuit(nash, low, high, TOL)
        others = [Pursuit(aim, low, high, ROUGHLY) for aim in poles(agenda, stakes)]
        pursue([main, *others], packages.points, packages.evaluate, rounds=ROUNDS, watch=watch)
        # Again from the other ends: the product may have more than one top.
        again = [Pursuit(nash, low, high, ROUGHLY, start=p.best) for p in others if p.best]
        pursue(again, packages.points, packages.evaluate, rounds=ROUNDS, watch=watch)
        tops = [p.best for p in (main, *again) if p.best]
        top = max(tops, key=lambda known: nash.merit(known.values))
        for aim in [*nearer(nash), nash]:
            last = Pursuit(aim, low, high, TOL, start=top)
            pursue([last], packages.points, packages.evaluate, watch=watch)
            top = last.best or top
        best = top
    except KeyboardInterrupt:
        interrupted = True
    if not packages.points:
        raise NotConvergedError("the bargain was interrupted before its first package")
    # By value alone points next to each other are not told apart; the last search knows slopes.
    best = best or max(packages.points, key=lambda known: nash.merit(known.values))
    return _told(agenda, packages.exactly(best), nash, interrupted)


def product(agenda: Agenda) -> Product:
    """The Nash product of the agenda's parties, gains in USD billion."""
    stake = float(at_stake(agenda).max())
    return Product(np.zeros(len(agenda.parties)), agenda.powers, stake, agenda.least)


def nearer(nash: Product) -> list[Product]:
    """Products on the way from equal powers, where these are far apart; none where they are not.

    The weak party's gain is then small and its log bends sharply: what a search begins from must
    be near.
    """
    apart = float(nash.power.max() / nash.power.min())
    steps = int(np.log(apart) // np.log(LADDER))
    shares = np.arange(1, steps + 1) / (steps + 1)
    powers = [nash.power**share for share in shares]
    return [replace(nash, power=power / power.sum()) for power in powers]


def box(agenda: Agenda, free: Sequence[bool] | None = None) -> tuple[Array, Array]:
    """Bounds in shares of the ranges; issues that are not free stay at their status quo."""
    low, high = np.zeros(len(agenda.ids)), np.ones(len(agenda.ids))
    if free is not None:
        held = ~np.asarray(free, dtype=bool)
        low[held] = high[held] = agenda.packages.still[held]
    return low, high


def at_stake(agenda: Agenda) -> Array:
    """How far each party's gains lie apart between a few packages, (party,), USD billion.

    Everything left alone, and each issue alone at the end of its range away from that.
    """
    packages = agenda.packages
    asked = [packages.still]
    for k, still in enumerate(packages.still):
        moved = packages.still.copy()
        moved[k] = 0.0 if still > 0.5 else 1.0
        asked.append(moved)
    known = [one.values for one in packages.evaluate([Ask.at(z) for z in asked]) if one is not None]
    if not known:
        raise NotConvergedError("no package of the agenda has an equilibrium")
    spread: Array = np.ptp(np.array(known), axis=0)
    return np.maximum(spread, 10 * agenda.least)


def poles(agenda: Agenda, stakes: Array) -> list[Aim]:
    """Best for each party, for all together, and for the worst-off.

    Best for one counts the others a little, so that what costs it nothing is given.
    """
    count = len(agenda.parties)
    own = [np.where(np.arange(count) == k, 1.0, 1e-4) / stakes[k] for k in range(count)]
    aims: list[Aim] = [Weighted(weights) for weights in own]
    aims.append(Weighted(np.ones(count) / stakes.max()))
    unit = np.full(count, float(stakes.max()))
    aims.append(Way(np.zeros(count), unit, unit))
    return aims


def _watch(
    agenda: Agenda, nash: Product, progress: Progress | None
) -> Callable[[int, int], None] | None:
    if progress is None:
        return None

    def tell(ended: int, searches: int) -> None:
        points = agenda.packages.points
        best = max(points, key=lambda known: nash.merit(known.values)).values
        gains = ", ".join(f"{p} {g:+,.3f}" for p, g in zip(agenda.parties, best, strict=True))
        progress(f"deal: {gains} bn after {len(points)} packages", ended, searches)

    return tell


def _told(agenda: Agenda, best: Known, nash: Product, interrupted: bool) -> Deal:
    packages = agenda.packages
    agreed = nash.gains(best.values)
    residual = nash.residual(best, *Pursuit(nash, *box(agenda)).bounds(best))
    numbers = packages.plain(best)
    eq = packages.solve(numbers).require()
    gains = packages.values(eq) - packages.origin
    short = max(0.0, -float(best.values.min()))
    together = max(float(known.values.sum()) for known in packages.points)
    converged = residual <= TOL and not interrupted
    return Deal(
        agreed,
        _issues(agenda, best, numbers, nash),
        _gains(agenda, eq, gains),
        third_countries(agenda.parties, packages.disagreement, eq),
        _terms(agenda, eq),
        0.0 if agreed else short,
        together,
        eq.policy,
        eq,
        packages.disagreement,
        residual,
        packages.solves,
        converged,
        interrupted,
        _message(agenda, gains, agreed, short, together, residual, interrupted),
    )


def _issues(agenda: Agenda, best: Known, numbers: Array, nash: Product) -> pd.DataFrame:
    """One row an issue, see `Deal`."""
    import pandas as pd

    packages = agenda.packages
    z = packages.share(numbers)
    at = np.where(z <= ON, "low", np.where(z >= 1 - ON, "high", ""))
    gain = np.maximum(best.values, agenda.least)
    pull = (agenda.powers / gain) @ best.slopes if nash.gains(best.values) else np.nan * z
    worth = np.where(at == "low", -pull, pull)
    bound = np.where((at != "") & ~(worth < 0), at, "")
    return pd.DataFrame(
        {
            "issue": agenda.ids,
            "owner": [issue.owner for issue in agenda.issues],
            "title": [issue.title or issue.id for issue in agenda.issues],
            "low": packages.low,
            "high": packages.low + packages.range,
            "status_quo": agenda.status_quo,
            "number": numbers,
            "bound": bound,
            "worth": np.where(bound != "", worth, 0.0),
        }
    )


def _gains(agenda: Agenda, eq: Equilibrium, gains: Array) -> pd.DataFrame:
    import pandas as pd

    change = eq.outcomes["real_income_change"].sel(country=list(agenda.parties))
    return pd.DataFrame(
        {
            "party": list(agenda.parties),
            "gain": gains,
            "power": agenda.powers,
            "real_income_change": change.values,
        }
    )


def _terms(agenda: Agenda, eq: Equilibrium) -> pd.DataFrame:
    import pandas as pd

    return pd.concat([agenda.wants[p].table(eq) for p in agenda.parties], ignore_index=True)


def _message(
    agenda: Agenda,
    gains: Array,
    agreed: bool,
    short: float,
    together: float,
    residual: float,
    interrupted: bool,
) -> str:
    told = ", ".join(f"{p} {g:+,.3f}" for p, g in zip(agenda.parties, gains, strict=True))
    if agreed:
        text = f"a deal: {told}, USD billion a year over no deal"
    else:
        text = f"no package leaves everybody better off: at best {told}, USD billion a year"
        text += f"; the least costly shortfall is {short:,.3f}"
        if together > agenda.least.sum():
            text += f", though with payments there are {together:,.3f} to share"
    if interrupted:
        return f"interrupted, this is the best so far; {text}"
    return text if residual <= TOL else f"{text}; a first-order residual of {residual:.0e} is left"
