"""Cooperation: rates that players choose together, with payments between them or without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.labels import Selector
from tradetalks.numerics.ascent import Climb
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium
from tradetalks.solve.options import Deficits
from tradetalks.talks.best.ascents import Progress, best_of, starts_problems
from tradetalks.talks.best.controls import BOUNDS
from tradetalks.talks.best.worlds import Worlds
from tradetalks.talks.deal.third import third_countries
from tradetalks.talks.together.agreement import agree
from tradetalks.talks.together.cooperation_checks import players_power_problems
from tradetalks.talks.together.joint import CLOSE, LEAST, Joint, NashProduct, Total
from tradetalks.talks.together.split import Split, split
from tradetalks.talks.wants.power import powers_of
from tradetalks.talks.war.contest import Against, Contest
from tradetalks.talks.war.nash import War
from tradetalks.talks.war.without import left_problems

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Disagreement = Policy | Equilibrium | War | None


@dataclass(frozen=True, eq=False)
class Cooperation:
    """What players choose together, and who gains what from it.

    agreed: whether everybody gains over disagreement. rates: one row a number (player, lever,
    exporter, importer, sector, trade, rate, before), rates as fractions, trade in USD million.
    payoffs: player, gain (USD billion over disagreement), gain_unpaid (likewise before payments),
    transfer (USD million received), power (a share), real_income_change (per cent, over
    disagreement). third: country, equivalent_variation and real_income_change of everybody else.
    total: the largest sum of gains that rates can bring, USD billion; with payments, what is
    shared. shortfall: 0 if agreed, else by how much, in USD billion, the sum with payments, or
    the worst-off player (in view of incomes) without, falls short of gaining. residual: the
    first-order condition, before payments. terms: what each objective values.
    """

    agreed: bool
    rates: pd.DataFrame
    payoffs: pd.DataFrame
    third: pd.DataFrame
    terms: pd.DataFrame = field(repr=False)
    total: float
    shortfall: float
    policy: Policy = field(repr=False)
    equilibrium: Equilibrium = field(repr=False)
    disagreement: Equilibrium = field(repr=False)
    residual: float
    solves: int
    adjoints: int
    converged: bool
    interrupted: bool
    message: str


def cooperate(
    base: Baseline,
    players: Selector,
    lever: str | Sequence[str] = "tariff",
    by: str | Iterable[str] = (),
    *,
    transfers: bool = True,
    disagreement: Disagreement = None,
    power: Mapping[str, float] | None = None,
    objectives: Mapping[str, Any] | None = None,
    against: Against | None = None,
    sectors: Selector | None = None,
    bounds: Any = BOUNDS,
    policy: Policy | None = None,
    starts: int = 3,
    seed: int = 0,
    deficits: Deficits = "fixed",
    labour_supply: float = 0.0,
    revenue: Any = "lump_sum",
    scale_elasticity: Any = 0.0,
    tol: float = 1e-10,
    progress: Progress | None = None,
) -> Cooperation:
    """The rates that `players` choose together, in the numbers of `trade_war`.

    With `transfers`, those that maximise the sum of their objectives; money then changes hands
    until everybody's gain over disagreement is in proportion to its `power` (equal if None), what
    payments do to prices included. Without, those that maximise the product of gains, each to
    its power (Nash 1950, "The bargaining problem", Econometrica 18). `disagreement` is a policy,
    an equilibrium, a trade war, or None for the status quo, that is `policy` alone. The sum is
    sought from the rates in force and from `starts` other points. An interrupt (Ctrl-C) ends
    with the best point so far.

    Raises InputError with everything that does not fit, NotConvergedError where the status quo
    or disagreement has no equilibrium.
    """
    closure = {
        "deficits": deficits,
        "labour_supply": labour_supply,
        "revenue": revenue,
        "scale_elasticity": scale_elasticity,
    }
    problems = [*starts_problems(starts), *left_problems(base, disagreement, closure)]
    contest = Contest.of(
        base,
        players,
        lever,
        by,
        objectives=objectives,
        against=against,
        sectors=sectors,
        bounds=bounds,
        policy=policy,
        closure=closure,
        tol=tol,
        problems=[*problems, *players_power_problems(base, players, power)],
    )
    worlds = contest.worlds()
    left = _left(contest, worlds, disagreement)
    powers = powers_of(power, contest.players)
    joint = Joint(contest, worlds, contest.values(left), Total())
    search = best_of(joint, contest.now, starts, seed, progress, tol=CLOSE)
    best, total = search.best, search.best.value
    if search.interrupted or transfers:
        found = best
    else:
        found = _product(
            joint,
            [best.x, np.clip(contest.now, contest.field.lower, contest.field.upper)],
            powers,
            best,
            progress,
        )
    eq = found.spot.source
    paid = Split(np.zeros(len(powers)), eq, "")
    interrupted = search.interrupted or found.status == "interrupted"
    if transfers and not interrupted and total > LEAST * len(powers):
        try:
            paid = split(contest, worlds, eq, joint.origin, powers)
        except KeyboardInterrupt:
            interrupted = True
    return _told(joint, found, paid, left, total, powers, transfers, interrupted)


def _product(
    joint: Joint, points: list[Array], powers: Array, best: Climb, progress: Progress | None
) -> Climb:
    """The highest Nash product, else the point at which the worst-off is least short."""
    stake = max(best.value, LEAST)
    nash = NashProduct(powers, stake)
    climbs = agree(joint, points, powers, stake, progress)

    def gains(found: Climb) -> Array:
        return joint.gains(found.spot.source)

    if not climbs:
        return best
    income = joint.contest.field.scale
    return max(climbs, key=lambda found: (nash.merit(gains(found)), (gains(found) / income).min()))


def _left(contest: Contest, worlds: Worlds, disagreement: Disagreement) -> Equilibrium:
    """The world without cooperation; searches begin from the status quo."""
    quo = worlds.solve(contest.given).require()
    if disagreement is None:
        return quo
    if isinstance(disagreement, Policy):
        return worlds.again().solve(disagreement).require()
    found = disagreement.equilibrium if isinstance(disagreement, War) else disagreement
    return found.require()


def _told(
    joint: Joint,
    found: Climb,
    paid: Split,
    left: Equilibrium,
    total: float,
    powers: Array,
    transfers: bool,
    interrupted: bool,
) -> Cooperation:
    import pandas as pd

    contest, eq = joint.contest, paid.equilibrium
    unpaid, gains = joint.gains(found.spot.source), joint.gains(eq)
    agreed = bool((gains > LEAST).all())
    worst = int((gains / contest.field.scale).argmin())
    short = 0.0 if agreed else max(0.0, -float(gains.sum() if transfers else gains[worst]))
    after, before = (world.outcomes["real_income_change"] for world in (eq, left))
    payoffs = pd.DataFrame(
        {
            "player": contest.players,
            "gain": gains,
            "gain_unpaid": unpaid,
            "transfer": paid.received,
            "power": powers,
            "real_income_change": (after - before).sel(country=list(contest.players)).values,
        }
    )
    tables = [aim.table(eq) for aim in contest.objectives]
    return Cooperation(
        agreed=agreed,
        rates=contest.rates(found.x),
        payoffs=payoffs,
        third=third_countries(contest.players, left, eq),
        terms=pd.concat(tables, ignore_index=True),
        total=total,
        shortfall=short,
        policy=eq.policy,
        equilibrium=eq,
        disagreement=left,
        residual=found.residual,
        solves=joint.worlds.solves,
        adjoints=joint.worlds.adjoints,
        converged=found.reached and not paid.failure and not interrupted,
        interrupted=interrupted,
        message=_message(
            payoffs,
            agreed,
            short,
            contest.players[worst],
            total,
            transfers,
            paid,
            found,
            interrupted,
        ),
    )


def _message(
    payoffs: pd.DataFrame,
    agreed: bool,
    short: float,
    worst: str,
    total: float,
    transfers: bool,
    paid: Split,
    found: Climb,
    interrupted: bool,
) -> str:
    """What there is to gain, and what went wrong on the way."""
    if agreed:
        text = f"everybody gains, USD {payoffs['gain'].sum():,.3g} billion a year in all"
    elif transfers and short:
        text = f"nothing to share: the best sum is USD {short:,.3g} billion short of disagreement"
    elif transfers:
        text = f"USD {total:,.3g} billion a year to share"
    else:
        text = f"no rates leave everybody better off: {worst} falls USD {short:,.3g} billion short"
        if total > LEAST * len(payoffs):
            text += f", though with payments there are {total:,.3g} to share"
    moved = float(np.maximum(paid.received, 0).sum())
    if moved:
        text += f", after payments of USD {moved:,.1f} million"
    if paid.failure:
        text += f"; no payments share it: {paid.failure}"
    if interrupted:
        return f"interrupted, this is the best point so far; {text}"
    if not found.reached:
        text += (
            f"; the search {found.status}: a first-order residual of {found.residual:.1e} is left"
        )
    return text
