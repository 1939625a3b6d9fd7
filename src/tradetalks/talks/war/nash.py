"""Trade war: rates at which no player does better by changing its own (Nash equilibrium)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.errors import Problem, nearest
from tradetalks.labels import Selector
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium
from tradetalks.solve.options import Deficits
from tradetalks.talks.best.ascents import Progress, starts_problems
from tradetalks.talks.best.controls import BOUNDS
from tradetalks.talks.best.worlds import Worlds
from tradetalks.talks.wants.objective import BILLION
from tradetalks.talks.war.contest import Against, Contest
from tradetalks.talks.war.nash_search import Method, Search, search
from tradetalks.talks.war.regret import Certificate, certify

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: How often a war goes on from a better answer that its certificate found.
APPEALS = 2


@dataclass(frozen=True, eq=False)
class War:
    """Where a trade war ends, and how sure that is.

    rates: one row a number (player, lever, exporter, importer, sector, trade, rate, before),
    rates as fractions, trade in USD million. payoffs: player, gain (USD billion, objective
    less that in peace, under the policy given), real_income_change (per cent, likewise from the
    baseline). regret: player, regret (USD million that its best answer would still bring, from
    several starts), per_income, start, evaluations. residual: the largest first-order condition,
    `sum |projected gradient| (1 + rate)` over a player's income. converged: that is within its
    tolerance and nobody regrets. message also says if the search went in circles.
    """

    players: tuple[str, ...]
    rates: pd.DataFrame
    payoffs: pd.DataFrame
    regret: pd.DataFrame
    terms: pd.DataFrame = field(repr=False)
    policy: Policy = field(repr=False)
    equilibrium: Equilibrium = field(repr=False)
    before: Equilibrium = field(repr=False)
    residual: float
    rounds: int
    solves: int
    adjoints: int
    method: Method
    converged: bool
    interrupted: bool
    message: str

    @property
    def worst_regret(self) -> float:
        """The largest regret of any player, USD million."""
        return float(self.regret["regret"].max())


def trade_war(
    base: Baseline,
    players: Selector,
    lever: str | Sequence[str] = "tariff",
    by: str | Iterable[str] = (),
    *,
    objectives: Mapping[str, Any] | None = None,
    against: Against | None = None,
    sectors: Selector | None = None,
    bounds: Any = BOUNDS,
    policy: Policy | None = None,
    method: Method = "simultaneous",
    starts: int = 3,
    seed: int = 0,
    deficits: Deficits = "fixed",
    labour_supply: float = 0.0,
    revenue: Any = "lump_sum",
    scale_elasticity: Any = 0.0,
    tol: float = 1e-10,
    progress: Progress | None = None,
) -> War:
    """The Nash equilibrium of `players` (names, a group, "all") in rates of their own.

    `by` says how fine the rates are: () one for each player, or any of partner and sector.
    They are set on each other (`against="players"`) or on the whole world ("all"), in `sectors`
    (goods if None), within `bounds`, on top of `policy`. `objectives` maps players to terms;
    real income alone for those left out.

    "simultaneous": all move at once, one solve and one adjoint solve a player each round, see
    `numerics.rivals`; "alternating": each in turn goes to its best answer. One that circles or
    stalls is followed by the other. The result is certified: each player is optimised anew, from
    the equilibrium and from `starts` other points, and what it gains is its regret; if that is
    more than nothing, the war goes on from there. An interrupt (Ctrl-C) ends it with the best
    point so far.

    Raises InputError with everything that does not fit, NotConvergedError where peace, the
    policy given, has no equilibrium.
    """
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
        closure={
            "deficits": deficits,
            "labour_supply": labour_supply,
            "revenue": revenue,
            "scale_elasticity": scale_elasticity,
        },
        tol=tol,
        problems=_problems(method, starts),
    )
    worlds = contest.worlds()
    peace = worlds.solve(contest.given).require()
    x = np.clip(contest.now, contest.field.lower, contest.field.upper)
    rounds = 0
    for appeal in range(APPEALS + 1):
        found = search(contest, worlds, x, method, progress)
        rounds += found.settled.rounds
        if found.settled.status == "interrupted":
            certificate = Certificate.none(contest)
            break
        certificate = certify(
            contest, found.equilibrium, found.x, worlds, starts=starts, seed=seed, progress=progress
        )
        if certificate.interrupted or certificate.holds or appeal == APPEALS:
            break
        x = certificate.better(found.x)
    return _told(contest, peace, found, certificate, rounds, worlds)


def _problems(method: Any, starts: Any) -> list[Problem]:
    """What is wrong with the search asked for."""
    problems: list[Problem] = []
    if method not in get_args(Method):
        close = nearest(str(method), get_args(Method))
        allowed = ", ".join(get_args(Method))
        problems.append(Problem("method", f"{method!r} is unknown", allowed, close))
    return problems + starts_problems(starts)


def _told(
    contest: Contest,
    peace: Equilibrium,
    found: Search,
    certificate: Certificate,
    rounds: int,
    worlds: Worlds,
) -> War:
    import pandas as pd

    eq, settled = found.equilibrium, found.settled
    interrupted = certificate.interrupted
    after, before = (world.outcomes["real_income_change"] for world in (eq, peace))
    change = (after - before).sel(country=list(contest.players))
    payoffs = pd.DataFrame(
        {
            "player": contest.players,
            "gain": contest.values(eq) - contest.values(peace),
            "real_income_change": change.values,
        }
    )
    tables = [aim.table(eq) for aim in contest.objectives]
    return War(
        players=contest.players,
        rates=contest.rates(settled.x),
        payoffs=payoffs,
        regret=certificate.table(),
        terms=pd.concat(tables, ignore_index=True),
        policy=eq.policy,
        equilibrium=eq,
        before=peace,
        residual=settled.residual,
        rounds=rounds,
        solves=worlds.solves,
        adjoints=worlds.adjoints,
        method=found.method,
        converged=settled.reached and certificate.holds,
        interrupted=interrupted,
        message=_message(found, certificate, rounds, interrupted),
    )


def _message(found: Search, certificate: Certificate, rounds: int, interrupted: bool) -> str:
    """What was found, how sure it is, and what went wrong on the way."""
    settled = found.settled
    if settled.reached:
        text = f"each player's first-order condition holds after {rounds} rounds"
    else:
        text = f"no equilibrium was found: a first-order residual of {settled.residual:.1e} is left"
    text = "; ".join((text, *found.notes))
    if interrupted:
        text = f"interrupted, this is the best point so far; {text}"
    player, regret = certificate.worst
    if np.isnan(regret):
        return text
    amount = f"USD {BILLION * regret:,.3g} million"
    looked = " of those looked at" if interrupted else ""
    if certificate.quiet:
        return f"{text}; nobody{looked} gains more than {amount} by moving alone"
    return f"{text}; {player}{looked} would gain {amount} by moving alone"
