"""The answer on the frontier: efficient packages, and where everything else lies beside them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from tradetalks.brief.answers.asked import Answer, Asked, answered, figure, gained
from tradetalks.brief.answers.deal import without
from tradetalks.brief.bargaining import agenda_of, deal_of
from tradetalks.brief.compiling import policy_of
from tradetalks.brief.phrases import Phrases
from tradetalks.brief.questions import FrontierQuestion
from tradetalks.symbols import MONEY

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.policy import Policy
    from tradetalks.solve import Equilibrium
    from tradetalks.talks.deal.agenda import Agenda
    from tradetalks.talks.deal.frontier import Frontier


@answered.register
def _(question: FrontierQuestion, asked: Asked) -> Answer:
    from tradetalks.talks.deal.frontier import frontier

    agenda, deal = agenda_of(asked, question), deal_of(asked, question)
    found = frontier(agenda, question.points, progress=asked.progress)
    worlds = [("deal", "deal", "The deal", deal.equilibrium), *_worlds(asked, agenda)]
    placed = _placed(found, agenda, worlds)
    sentence = _spanned(found, Phrases.of(asked.base), without(asked, question))
    offers = placed[placed["kind"].isin(("offer", "offers"))]
    if not offers.empty:
        sentence += _offered(found, offers.iloc[-1].to_dict(), Phrases.of(asked.base))
    if found.interrupted:
        sentence += " The search was interrupted: these are the points found so far."
    return Answer(question, sentence, found.converged, found.table, placed, found)


def _spanned(found: Frontier, phrases: Phrases, over: str) -> str:
    """From the best for one to the best for the other."""
    first, second = found.parties
    ends = []
    for party in (second, first):
        row = found.table.iloc[int(found.table[party].argmax())]
        each = " and ".join(
            f"{phrases.country(p)} {gained(row[p])}" for p in (party, *{first, second} - {party})
        )
        ends.append(each)
    return f"Compared with {over}, it goes from where {ends[0]} a year to where {ends[1]}."


def _offered(found: Frontier, offers: dict[Any, Any], phrases: Phrases) -> str:
    """What is on the table, all of it together, is worth, and how far it is from the frontier."""
    each = " and ".join(f"{phrases.country(p)} {gained(offers[p])}" for p in found.parties)
    text = f" With what is offered so far {each}; "
    if offers["distance"] > 0:
        return text + f"both could gain {figure(1e3 * offers['distance'], MONEY)} more."
    return text + "no package leaves both better off than that."


def _worlds(asked: Asked, agenda: Agenda) -> Iterator[tuple[str, str, str, Equilibrium]]:
    """What else there is to compare: kind, id, title, world; those with an equilibrium."""
    from tradetalks.solve import solve

    def world(name: str, policy: Policy) -> Equilibrium:
        whole = agenda.given + policy
        found = partial(solve, asked.base, whole, **asked.closure, tol=asked.tol)
        return asked.shared((name, agenda), found)

    brief, packages = asked.brief, agenda.packages
    yield "disagreement", "disagreement", "No deal", packages.disagreement
    if agenda.disagreement is not None:
        yield "status quo", "status-quo", "The status quo", packages.alone
    offers = [(o, policy_of(o.levers, asked.base.axes)) for o in brief.offers]
    for offer, policy in offers:
        yield "offer", offer.id, offer.title, world(f"offer {offer.id}", policy)
    if len(offers) > 1:
        whole = sum((policy for _, policy in offers[1:]), offers[0][1])
        title = "All offers on the table together"
        yield "offers", "all-offers", title, world("offers", whole)
    for number, scenario in enumerate(brief.scenarios):
        if asked.progress is not None:
            asked.progress(f"place {scenario.title}", number, len(brief.scenarios))
        yield "scenario", scenario.id, scenario.title, asked.world(scenario.id)


def _placed(
    found: Frontier, agenda: Agenda, worlds: list[tuple[str, str, str, Equilibrium]]
) -> pd.DataFrame:
    """One row a world, see `tradetalks.brief.answers`."""
    import pandas as pd

    rows = []
    for kind, name, title, eq in worlds:
        if not eq.converged:
            continue
        values = agenda.packages.values(eq) - agenda.packages.origin
        gains = {party: float(v) for party, v in zip(agenda.parties, values, strict=True)}
        at = found.place(gains)
        further = {f"further_{party}": at.further[party] for party in agenda.parties}
        rows.append(
            {"kind": kind, "id": name, "title": title, **gains, "distance": at.distance, **further}
        )
    return pd.DataFrame(rows)
