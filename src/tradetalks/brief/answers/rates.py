"""Answers on rates that governments choose: alone, and against each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.brief.answers.asked import Answer, Asked, Bands, answered, figure, gained, surely
from tradetalks.brief.bargaining import objectives_of, rates_options, terms_of, war_of
from tradetalks.brief.phrases import Phrases
from tradetalks.brief.questions import OptimalQuestion, WarQuestion
from tradetalks.labels.english import listed
from tradetalks.symbols import MONEY

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.talks import Objective, Optimal, War

#: Rates are said of the flows that together carry this share of the trade.
MOST = 0.99
#: Players that a sentence names one by one.
FEW = 4


@answered.register
def _(question: OptimalQuestion, asked: Asked) -> Answer:
    from tradetalks.talks import optimal_policy

    found = optimal_policy(
        asked.base,
        question.country,
        question.among,
        question.by,
        objective=terms_of(asked.brief, question.country),
        partners=question.partners,
        policy=asked.in_force(question.scenario),
        progress=asked.progress,
        **rates_options(question),
        **asked.closure,
        tol=asked.tol,
    )
    phrases = Phrases.of(asked.base)
    own = phrases.country(question.country)
    change = (
        found.equilibrium.outcomes["equivalent_variation"]
        - found.before.outcomes["equivalent_variation"]
    ).to_series() / 1e3
    others = float(change.drop(question.country).sum())
    sentence = (
        f"What serves {own} best: {in_words(found.rates)}. By what its government values, it "
        f"{gained(found.gain)} a year; everybody else together {gained(others)}."
    )
    bands = _gains(asked, {question.country: found.objective}, found)
    sentence += surely(bands, phrases, asked.level or 0)
    return Answer(
        question,
        sentence + _as_far(found.interrupted, found.converged, found.message),
        found.converged,
        found.rates,
        found.starts,
        found,
        found.terms,
        bands,
    )


@answered.register
def _(question: WarQuestion, asked: Asked) -> Answer:
    found = war_of(asked, question)
    players = found.payoffs.merge(found.regret, on="player")
    sentence = _ended(found, Phrases.of(asked.base))
    if found.converged:
        most = (
            figure(found.worst_regret, MONEY) if found.worst_regret >= 0.05 else "USD 0.1 million"
        )
        sentence += f" Nobody would gain more than {most} a year by moving alone."
    bands: Bands = ()
    if asked.level is not None and len(found.players) <= FEW:
        from tradetalks.talks.wants.objective import objectives_of as valued

        given = objectives_of(asked.brief, found.players)
        bands = _gains(asked, valued(asked.base, found.players, given), found)
        sentence += surely(bands, Phrases.of(asked.base), asked.level)
        sentence += " The rates are held where they ended." * bool(bands)
    return Answer(
        question,
        sentence + _as_far(found.interrupted, found.converged, found.message),
        found.converged,
        found.rates,
        players,
        found,
        found.terms,
        bands,
    )


def _gains(asked: Asked, objectives: Mapping[str, Objective], found: War | Optimal) -> Bands:
    """How sure each gain is, the rates held."""
    from tradetalks.uncertainty.headline import Named
    from tradetalks.uncertainty.searches import gain_bands

    if asked.level is None or found.interrupted:
        return ()
    gains = gain_bands(objectives, found.equilibrium, found.before, asked.level)
    return tuple((Named("gain", country), band) for country, band in gains.items())


def in_words(rates: pd.DataFrame) -> str:
    """Rates (lever, trade, rate) as 'tariffs of 14.1 per cent on average (between ...)'."""
    return listed([_rates(str(lever), own) for lever, own in rates.groupby("lever", sort=False)])


def _rates(lever: str, rates: pd.DataFrame) -> str:
    name, percent = lever.replace("_", " "), 100 * rates["rate"].to_numpy()
    article = "an" if name[:1] in "aeiou" else "a"
    if len(rates) == 1:
        return f"{article} {name} of {percent[0]:.1f} per cent"
    trade = rates["trade"].to_numpy()
    mean = float(np.average(percent, weights=trade))
    order = np.argsort(-trade)
    behind = np.cumsum(trade[order]) - trade[order]
    telling = percent[order][behind < MOST * trade.sum()]
    low, high = f"{telling.min():.1f}", f"{telling.max():.1f}"
    if low == high:
        return f"{name}s of {low} per cent"
    return f"{name}s of {mean:.1f} per cent on average, between {low} and {high}"


def _ended(war: War, phrases: Phrases) -> str:
    """Where the players end, and what it is worth to each, or to all where they are many."""
    gains = war.payoffs.set_index("player")["gain"]
    if len(gains) <= FEW:
        ends = " and ".join(
            f"{phrases.country(str(player))} has {in_words(own)}"
            for player, own in war.rates.groupby("player", sort=False)
        )
        worth = [f"{phrases.country(str(p))} {gained(g)}" for p, g in gains.items()]
        return f"It ends where {ends}. Compared with peace, {listed(worth)} a year."
    order = gains.sort_values()
    last, first = str(order.index[0]), str(order.index[-1])
    return (
        f"It ends with {in_words(war.rates)}. Compared with peace, the {len(gains)} together "
        f"{gained(float(gains.sum())).replace('gains', 'gain').replace('loses', 'lose')} a year; "
        f"{phrases.country(first)} does best and {gained(float(order.iloc[-1]))}, "
        f"{phrases.country(last)} does worst and {gained(float(order.iloc[0]))}."
    )


def _as_far(interrupted: bool, converged: bool, message: str) -> str:
    """What is added where the search did not end as it should."""
    if interrupted:
        return " The search was interrupted: this is the best found so far."
    return "" if converged else f" This is not final: {message}."
