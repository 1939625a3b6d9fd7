"""Reciprocal cuts: what players gain if all cut the tariffs on each other by the same share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.baseline import Baseline
from tradetalks.errors import Problem
from tradetalks.labels import Selector
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium
from tradetalks.solve.options import Deficits
from tradetalks.talks.best.ascents import Progress
from tradetalks.talks.together.joint import LEAST
from tradetalks.talks.wants.objective import BILLION
from tradetalks.talks.war.contest import Contest

if TYPE_CHECKING:
    import pandas as pd

#: Shares cut that are tried unless the caller says otherwise.
TENTHS = tuple(k / 10 for k in range(11))
FREE_TRADE = "free trade"
#: Rates may be anything: they are only cut.
ANY = (-0.99, 1e3)


def reciprocal_cuts(
    base: Baseline,
    players: Selector,
    lever: str | Sequence[str] = "tariff",
    *,
    fractions: Iterable[float] = TENTHS,
    objectives: Mapping[str, Any] | None = None,
    sectors: Selector | None = None,
    policy: Policy | None = None,
    deficits: Deficits = "fixed",
    labour_supply: float = 0.0,
    revenue: Any = "lump_sum",
    scale_elasticity: Any = 0.0,
    tol: float = 1e-10,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Gains by the share that all players cut off the rates on each other, in `sectors`.

    One row a share of `fractions` and a last one of free trade between the players, which has no
    such rates and is worked out anew: a check on a cut of all. Columns: step, cut (per cent), one
    for each player by its name, sum, others (the rest of the world's equivalent variation), all
    in USD billion over the policy given; everyone: whether all players gain; best: the cut
    with the largest product of gains (Nash 1950), what they would agree on without payments; the
    one with the largest sum if none leaves everyone better off.

    Raises InputError with everything that does not fit, NotConvergedError where a cut has no
    equilibrium.
    """
    shares, problems = _fractions(fractions)
    contest = Contest.of(
        base,
        players,
        lever,
        ("partner", "sector"),
        objectives=objectives,
        against="players",
        sectors=sectors,
        bounds=ANY,
        policy=policy,
        closure={
            "deficits": deficits,
            "labour_supply": labour_supply,
            "revenue": revenue,
            "scale_elasticity": scale_elasticity,
        },
        tol=tol,
        problems=problems,
    )
    worlds = contest.worlds()
    before = worlds.solve(contest.given).require()
    asked = [(f"{100 * s:g} %", s, contest.policy((1 - s) * contest.now)) for s in shares]
    asked.append((FREE_TRADE, 1.0, _free(contest, sectors)))
    rows = []
    for number, (step, share, given) in enumerate(asked, start=1):
        row = _row(contest, before, worlds.solve(given).require())
        rows.append({"step": step, "cut": 100 * share} | row)
        if progress is not None:
            progress(f"reciprocal cuts, {step}: {row['sum']:+,.3f} bn", number, len(asked))
    return _marked(rows, contest.players)


def _fractions(given: Any) -> tuple[list[float], list[Problem]]:
    try:
        found = [float(share) for share in given]
    except (TypeError, ValueError):
        found = []
    wrong = [share for share in found if not 0 <= share <= 1]
    if found and not wrong:
        return sorted(set(found)), []
    what = f"{wrong[0]!r} is no share" if wrong else f"{given!r:.60} are no shares"
    return [], [Problem("fractions", what, "numbers from 0 to 1, as (0, 0.5, 1)")]


def _free(contest: Contest, sectors: Selector | None) -> Policy:
    """No rate between any two players, written lever by lever."""
    found = contest.given
    goods = "goods" if "goods" in contest.base.axes.sector_group_members else "all"
    for one, parts in zip(contest.players, contest.parts, strict=True):
        them = [other for other in contest.players if other != one]
        for part in parts:
            write = found.tariff if part.lever == "tariff" else found.export_tax
            found = write(one, them, rate=0.0, sectors=sectors or goods)
    return found


def _row(contest: Contest, before: Equilibrium, eq: Equilibrium) -> dict[str, Any]:
    gains = contest.values(eq) - contest.values(before)
    others = ~np.isin(contest.base.countries, contest.players)
    after, start = (
        world.outcomes["equivalent_variation"].values[others].sum() for world in (eq, before)
    )
    named = dict(zip(contest.players, gains, strict=True))
    rest = float(after - start) / BILLION
    everyone = bool((gains > LEAST).all())
    return named | {"sum": float(gains.sum()), "others": rest, "everyone": everyone}


def _marked(rows: list[dict[str, Any]], players: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    table = pd.DataFrame(rows)
    # Free trade is the full cut once more: a check, no candidate of its own.
    cuts = table[table["step"] != FREE_TRADE]
    willing = cuts[cuts["everyone"]]
    worth = np.log(willing[list(players)]).sum(axis=1) if len(willing) else cuts["sum"]
    best = worth.sort_values().index[-1]
    return table.assign(best=table.index == best)
