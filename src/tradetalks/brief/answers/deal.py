"""The answer on a deal: what both sides would sign, or how far they are from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradetalks.brief.answers.asked import Answer, Asked, Bands, answered, figure, gained, surely
from tradetalks.brief.bargaining import agenda_of, deal_of
from tradetalks.brief.checks.talks import STATUS_QUO, TRADE_WAR
from tradetalks.brief.phrases import Phrases
from tradetalks.brief.questions import AgendaQuestion, BargainQuestion
from tradetalks.labels.english import listed
from tradetalks.symbols import MONEY

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.talks.deal.agenda import Agenda
    from tradetalks.talks.deal.bargain import Deal

#: Numbers within this share of a range from where they are left alone have not moved.
STILL = 1e-4


@answered.register
def _(question: BargainQuestion, asked: Asked) -> Answer:
    agenda, deal = agenda_of(asked, question), deal_of(asked, question)
    phrases = Phrases.of(asked.base)
    worth = listed(
        [f"{phrases.country(p)} {gained(g)}" for p, g in deal.gains[["party", "gain"]].to_numpy()]
    )
    over, package = without(asked, question), _package(agenda, deal, phrases)
    if deal.agreed:
        sentence = f"{package} Compared with {over}, {worth} a year."
    elif deal.interrupted:
        sentence = f"No package that leaves everybody better off than {over} is known yet."
    else:
        sentence = f"{_shortfall(deal, over)} {package}"
    if deal.interrupted:
        sentence += " The search was interrupted: this is the best found so far."
    elif not deal.converged:
        sentence += f" This is not final: {deal.message}."
    reached = deal.agreed and deal.converged
    bands = _bands(asked, agenda, deal) if reached and not deal.interrupted else ()
    if bands:
        sentence += surely(bands, phrases, asked.level or 0)
        sentence += " The package is held as it was settled."
    return Answer(
        question, sentence, reached, deal.issues, _countries(deal), deal, deal.terms, bands
    )


def _bands(asked: Asked, agenda: Agenda, deal: Deal) -> Bands:
    """How sure each side's gain is, the package held."""
    from tradetalks.uncertainty.headline import Named
    from tradetalks.uncertainty.searches import gain_bands

    if asked.level is None:
        return ()
    wanted = agenda.wants
    gains = gain_bands(wanted, deal.equilibrium, deal.disagreement, asked.level)
    return tuple((Named("gain", party), band) for party, band in gains.items())


def _shortfall(deal: Deal, over: str) -> str:
    """That there is no deal, how far they are from one, and whether money would buy it."""
    short = figure(1e3 * deal.shortfall, MONEY)
    text = f"There is no package that leaves everybody better off than {over}"
    if short == "zero":
        text = f"Nothing on the table is better for everybody than {over}."
    else:
        text += f": the one that comes closest leaves somebody short by {short} a year."
    together = figure(1e3 * deal.with_payments, MONEY)
    if together != "zero":
        text += f" Together they could gain {together} at least: a payment would buy the agreement."
    return text


def without(asked: Asked, question: AgendaQuestion) -> str:
    """What the parties compare a deal with, in words."""
    assert asked.brief.talks is not None  # the agenda has been made of it
    point = question.disagreement or asked.brief.talks.disagreement
    named = {STATUS_QUO: "the status quo", TRADE_WAR: "the trade war"}
    return named.get(point) or f"{asked.brief.scenario(point).title!r}"


def _package(agenda: Agenda, deal: Deal, phrases: Phrases) -> str:
    """What is settled, lever by lever, and which issues are left as they are."""
    settled, still = [], []
    rows = zip(agenda.issues, deal.issues.to_dict("records"), strict=True)
    for issue, row in rows:
        span = row["high"] - row["low"]
        if abs(row["number"] - row["status_quo"]) <= STILL * span:
            still.append(issue.title or issue.id)
            continue
        told = issue.lever(float(f"{row['number']:.4g}")).describe()
        settled.append(listed([phrases.lever(words) for words in told]))
    text = f"The package: {'; '.join(settled)}." if settled else "The package leaves all alone."
    if settled and still:
        text += f" Left as it is: {'; '.join(still)}."
    return text


def _countries(deal: Deal) -> pd.DataFrame:
    """Parties, then everybody else: country, party, gain, real_income_change."""
    import pandas as pd

    columns = ["country", "party", "gain", "real_income_change"]
    parties = deal.gains.rename(columns={"party": "country"}).assign(party=True)
    others = deal.third.rename(columns={"equivalent_variation": "gain"}).assign(party=False)
    return pd.concat([parties[columns], others[columns]], ignore_index=True)
